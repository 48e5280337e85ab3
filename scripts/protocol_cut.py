#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""protocol_cut.py FILE WITHOUT...: writes to stdout the interface file of an older release.

It is FILE without the procedures and the arms of unions that are named: by a shell pattern, such as
STORAGE_*, or procedures by numbers, such as 318- or 200-315. With a procedure go the types of its
arguments and results, with an arm the value that chooses it. A name that nothing has was written
wrongly, and fails.
"""
import fnmatch
import re
import sys

sys.dont_write_bytecode = True  # the source folder may be read-only, and is not ours to litter

from protocol_parse import Protocol, ProtocolError, Union  # noqa: E402


def matches(without, name, number=None):
    """Whether one of these words takes away what has this name and number."""
    numbers = re.fullmatch(r"(\d+)-(\d*)", without)
    if not numbers:
        return fnmatch.fnmatchcase(name, without)
    return number is not None and int(numbers[1]) <= number <= int(numbers[2] or number)


def items(protocol):
    """(name, number or None, first lines) of all that can be taken away."""
    for program in protocol.programs:
        for version in program.versions:
            for procedure in version.procedures:
                stem = procedure.name.lower()
                types = [protocol.types.get(f"{stem}_{part}") for part in ("args", "ret", "res")]
                firsts = [procedure.line, *(node.line for node in types if node)]
                yield procedure.name, protocol.number(procedure.number), firsts
    unions = [node for node in protocol.nodes if isinstance(node, Union)]
    chosen = {label: arm.line for node in unions for arm in node.arms for label in arm.labels}
    for enum in protocol.enums:
        for value in enum.values:
            if value.name in chosen:
                yield value.name, None, [value.line, chosen[value.name]]


def last_line(lines, first):
    """Where what begins at this line ends."""
    is_type = re.match(r"(struct|union) ", lines[first - 1])
    end = re.compile(r"};" if is_type else r".*[;,]\s*(/\*.*)?$")
    return next(at for at in range(first, len(lines) + 1) if end.match(lines[at - 1]))


def cut(text, without):
    """The text without these, and the words that matched nothing."""
    lines, gone, idle = text.split("\n"), set(), set(without)
    for name, number, firsts in items(Protocol(text)):
        found = {word for word in without if matches(word, name, number)}
        idle -= found
        for first in firsts if found else ():
            gone |= set(range(first, last_line(lines, first) + 1))
    kept = [line for at, line in enumerate(lines, 1) if at not in gone]
    return "\n".join(kept), sorted(idle)


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    path, *without = arguments
    try:
        with open(path, encoding="utf-8") as file:
            older, idle = cut(file.read(), without)
    except ProtocolError as error:
        print(f"{path}:{error.line}: {error}", file=sys.stderr)
        return 1
    for word in idle:
        print(f"{path}: nothing is called {word}", file=sys.stderr)
    if not idle:
        sys.stdout.write(older)
    return 1 if idle else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
