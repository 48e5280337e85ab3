#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""api.py lint|rst HEADER...: the public headers as a reference.

rst writes one section per header, for libvmrpc(3); lint fails on what a reader would look for in
vain: a declaration that no comment stands over, or a function or type whose comment does not say
since when it is there; and on names that break the rules (api_names.py). A comment holds for all
that follows it without an empty line in between.
"""
import os.path
import re
import sys

import api_names

DECLARED = re.compile(r"\b(vmrpc_\w+\(|typedef.*\bVmrpc\w+)")
SINCE = re.compile(r"\bSince \d+\.\d+\.")
# What is there for the compiler alone.
SILENT = re.compile(r"#\s*(ifdef __cplusplus|endif|ifndef \w+_H$|define \w+_H$|include )"
                    r'|extern "C"|}$')


def comment_text(lines):
    """The lines of a comment without its frame; what was indented further stays so."""
    text = "\n".join(lines).strip()
    text = re.sub(r"^/\*|\*/$", "", text)
    return [re.sub(r"^ ?\* ?", "", line).rstrip() for line in text.strip().splitlines()]


def entries(path):
    """(first line, comment's lines or None, declaration's lines) from the top of a header on; the
    first has no declaration: it is what the header says of itself."""
    with open(path) as file:
        lines = file.read().splitlines()[1:]
    comment, code, start, depth, inside = None, [], 0, 0, []
    for number, line in enumerate([*lines, ""], 2):
        if inside or (depth == 0 and line.startswith("/*")):
            if not inside and (code or comment):
                yield start, comment, code
                comment, code = None, []
            inside.append(line)
            if "*/" in line:
                comment, inside = comment_text(inside), []
                start = number
        elif line or depth:
            if depth == 0 and SILENT.match(line):
                continue
            code.append(line)
            start = start if comment or len(code) > 1 else number
            depth += line.count("{") - line.count("}")
        elif comment or code:
            yield start, comment, code
            comment, code = None, []


def declarations(path):
    """The entries of a header that declare something, without comments that only part it."""
    for start, comment, code in entries(path):
        if code:
            yield start, comment, code


def lint(path):
    """What is missing or called wrongly, a line each."""
    header = os.path.basename(path).removesuffix(".h")
    for start, comment, code in declarations(path):
        text = api_names.bare(code)
        names = DECLARED.findall(text)
        if not comment:
            yield f"{path}:{start}: no comment says what this is: {code[0]}"
        elif names and not SINCE.search(" ".join(comment)):
            yield f"{path}:{start}: since when there is {names[0]} is not said"
        for fault in api_names.faults(header, text):
            yield f"{path}:{start}: {fault}"


def lint_together(paths):
    """The same of what only all headers tell."""
    found = [(f"{path}:{start}", api_names.bare(code), " ".join(comment or []))
             for path in paths for start, comment, code in declarations(path)]
    for place, fault in api_names.together(found):
        yield f"{place}: {fault}"


def escaped(text):
    return re.sub(r"([\\*_`|])", r"\\\1", text)


def paragraphs(lines):
    """A comment as reStructuredText: what is indented is taken as it is."""
    for block in "\n".join(lines).split("\n\n"):
        rows = block.splitlines()
        if not rows:
            continue
        if all(row.startswith("  ") for row in rows):
            yield from ["::", "", *rows, ""]
        else:
            yield from [escaped(row.strip()) for row in rows]
            yield ""


def literal(lines):
    return ["::", "", *("    " + line for line in lines), ""]


def rst(path, shown):
    """A section: what the header says of itself, then its declarations."""
    first = next(entries(path))
    yield from [shown, "-" * len(shown), ""]
    yield from paragraphs(first[1])
    for _, comment, code in declarations(path):
        yield from literal(code)
        yield from paragraphs(comment)


def shown(path):
    """As a program includes it."""
    return "<" + re.sub(r".*\binclude/", "", path) + ">"


def main(arguments):
    if len(arguments) < 2 or arguments[0] not in ("lint", "rst"):
        print(__doc__, file=sys.stderr)
        return 2
    for path in arguments[1:]:
        if arguments[0] == "rst":
            print("\n".join(rst(path, shown(path))))
    missing = [line for path in arguments[1:] for line in lint(path)]
    missing += lint_together(arguments[1:])
    for line in missing:
        print(line, file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
