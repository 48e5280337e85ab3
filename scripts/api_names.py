# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rules that the names of the public headers follow, which vmrpc.h tells its readers.

A declaration is text here, without comments and line ends.
"""
import re

# What a header without an object has, and what users of rpcgen have: prefixes of functions.
FREE = {"base": r"vmrpc_(?!get_)", "vmrpc_rpc": r"vmrpc_(call|clnt)_"}
# Types whose values are shorter than the rule wants.
SHORT = {"VmrpcErrorCode": "VMRPC_ERR_"}


def pascal(snake):
    return "".join(word.capitalize() for word in snake.split("_"))


def upper(name):
    """VMRPC_DOMAIN_STATE of VmrpcDomainState."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).upper()


def bare(code):
    """Declarations without their comments, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", "\n".join(code), flags=re.DOTALL))


def prototypes(text):
    """(result, name, parameters) of each function."""
    for match in re.finditer(r"([\w *]+?)\b(vmrpc_\w+)\(([^;{}]*)\);", text):
        yield match[1].strip(), match[2], [part.strip() for part in re.split(
            r",(?![^(]*\))", match[3])]


def enums(text):
    """(type or None, constants) of each."""
    for match in re.finditer(r"\benum (\w+ )?\{(.*?)\}", text):
        constants = [part.split("=")[0].strip() for part in match[2].split(",")]
        yield (match[1] or "").strip() or None, [name for name in constants if name]


def prefixes(header, text):
    """Whether everything is called after the noun in the name of the header."""
    noun = header.split("_")[0]
    if header == "vmrpc":
        return
    function = FREE.get(header, rf"vmrpc_{noun}s?_")
    for _, name, _ in prototypes(text):
        if not re.match(function, name):
            yield f"{name}() is not called after {header}.h"
    if header in FREE:
        return
    for name in re.findall(r"\btypedef (?:struct|enum) (\w+)", text):
        if not name.startswith(pascal(f"vmrpc_{noun}")):
            yield f"{name} is not called after {header}.h"
    for name in re.findall(r"# ?define (\w+)(?! *#)", text):
        if not name.startswith(f"VMRPC_{noun.upper()}_"):
            yield f"{name} is not called after {header}.h"


def values(text):
    """Whether enums have types, and their constants the names of these."""
    for name, constants in enums(text):
        if not name:
            yield f"the enum of {constants[0]} has no name"
            continue
        prefix = SHORT.get(name, upper(re.sub("Flags$", "", name)) + "_")
        for constant in constants:
            if not constant.startswith(prefix):
                yield f"{constant} is not called after {name}"


def verbs(text):
    for _, name, _ in prototypes(text):
        if "_get_" in name:
            yield f"{name}(): what is asked for has no verb"


def order(text):
    """Whether the arguments are in the order that all have: flags, what is given back, the error."""
    ranks = {"flags": 1, "ret": 2, "error": 3}
    for _, name, parameters in prototypes(text):
        words = [parameter.split("*")[-1].split()[-1].split("_")[0] for parameter in parameters]
        places = [ranks.get(word, 0) for word in words]
        if name.startswith("vmrpc_error_"):
            continue
        if places != sorted(places):
            yield f"{name}(): flags, ret_ and error are not the last, in this order"
        for parameter in parameters:
            if parameter.split()[-1].lstrip("*") == "flags" and "unsigned int" not in parameter:
                yield f"{name}(): flags are not unsigned int"


def faults(header, text):
    """What is wrong with one declaration of a header."""
    yield from prefixes(header, text)
    yield from values(text)
    yield from verbs(text)
    yield from order(text)


def together(declarations):
    """What only all headers tell: (place, what is wrong) of (place, text, comment)."""
    texts = [text for _, text, _ in declarations]
    takers = {name for text in texts for _, name, parameters in prototypes(text)
              if "unsigned int flags" in parameters}
    types = {name for text in texts for name, _ in enums(text)}
    for place, text, comment in declarations:
        for _, name, _ in prototypes(text):
            if name.endswith("_to_string") and pascal(name.removesuffix("_to_string")) not in types:
                yield place, f"{name}() has words for no type"
        for name, _ in enums(text):
            if name and name.endswith("Flags") and takers.isdisjoint(
                    re.findall(r"\b(vmrpc_\w+)\(\)", comment)):
                yield place, f"of {name} is not said which function takes them"
