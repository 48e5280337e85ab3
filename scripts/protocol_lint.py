# SPDX-License-Identifier: LGPL-2.1-or-later
"""Refuses what rpcgen lets pass though a daemon must not: see the rules, one function each.

Each rule yields (line, message) and looks at one thing only. A file that passes can be decoded from
hostile bytes within memory in proportion to them, and generates a table without holes in its logic.
"""
import re

from protocol_parse import Const, Enum, Struct, Typedef, Union

# One wire word may not make a client's 4 bytes cost more than this in memory.
ARM_MAX = 512
ACCESS = re.compile(r"(free|read|write|event)(?:; write-if flags & (0x[0-9a-fA-F]+|[1-9][0-9]*))?")
UNFIT = {"long", "char", "short", "unsigned long", "unsigned char", "unsigned short", "quadruple"}


def declarations(protocol):
    """Every field, arm and typedef target of the file."""
    for node in protocol.nodes:
        if isinstance(node, Struct):
            yield from node.fields
        elif isinstance(node, Union):
            yield node.switch
            yield from (arm.field for arm in node.arms)
        elif isinstance(node, Typedef):
            yield node.target


def procedures(protocol):
    for program in protocol.programs:
        for version in program.versions:
            yield from version.procedures


def duplicate_names(protocol):
    """All of these become C identifiers or macros of one name space."""
    seen = {}

    def check(line, name):
        if name in seen:
            yield line, f"{name} is already defined at line {seen[name]}"
        seen.setdefault(name, line)

    for node in protocol.nodes:
        yield from check(node.line, node.name)
        for value in node.values if isinstance(node, Enum) else ():
            yield from check(value.line, value.name)
    for procedure in procedures(protocol):
        yield from check(procedure.line, procedure.name)
    for program in protocol.programs:
        for version in program.versions:
            yield from check(version.line, version.name)


def duplicate_fields(protocol):
    for node in protocol.nodes:
        fields = node.fields if isinstance(node, Struct) else ()
        fields = [arm.field for arm in node.arms] if isinstance(node, Union) else fields
        names = set()
        for field in fields:
            if field.name and field.name in names:
                yield field.line, f"{node.name} has two fields named {field.name}"
            names.add(field.name)


def numbers(protocol):
    """Duplicate numbers of procedures, versions, programs and enum values."""
    programs = {}
    for program in protocol.programs:
        value = protocol.number(program.number)
        if value in programs:
            yield program.line, f"{program.name} has the number of {programs[value]}"
        programs[value] = program.name
        for version in program.versions:
            seen = {}
            for procedure in version.procedures:
                value = protocol.number(procedure.number)
                if value is None or value < 0:
                    yield procedure.line, f"{procedure.name}: {procedure.number} is not a number"
                elif value in seen:
                    message = f"{procedure.name} has the number {value} of {seen[value]}"
                    yield procedure.line, message
                seen[value] = procedure.name
    for enum in protocol.enums:
        seen = {}
        for item in enum.values:
            value = protocol.number(item.name)
            if value is None:
                yield item.line, f"{item.name}: {item.value} is not a number"
            elif value in seen:
                yield item.line, f"{item.name} has the value {value} of {seen[value]}"
            seen[value] = item.name


def version_holes(protocol):
    """rpcinfo asks for each version between the lowest and the highest, and procedure 0 of it."""
    for program in protocol.programs:
        found = [protocol.number(version.number) for version in program.versions]
        if found != list(range(1, len(found) + 1)) or not found:
            yield program.line, f"{program.name}: versions must be 1, 2, 3… without a hole"
        for version in program.versions:
            null = [item for item in version.procedures if protocol.number(item.number) == 0]
            if not null or (null[0].args, null[0].result) != ("void", "void"):
                yield version.line, f"{version.name} lacks a procedure 0, void NAME(void)"


def bounds(protocol):
    for field in declarations(protocol):
        if field.shape == "array" and field.bound is None:
            what = "string without a maximum" if field.type == "string" else "unbounded array"
            yield field.line, f"{field.name}: {what}"
        elif field.bound is not None and (protocol.number(field.bound) or 0) <= 0:
            yield field.line, f"{field.name}: the bound {field.bound} is not a positive number"
        if field.type == "string" and field.shape != "array":
            yield field.line, f"{field.name}: string without a maximum"
        if field.type == "opaque" and field.shape not in ("array", "fixed"):
            yield field.line, f"{field.name}: opaque without a length"


def known_types(protocol):
    """rpcgen passes unknown types on to the C compiler; long and char mean other sizes in C."""
    fine = {"void", "string", "opaque"} | set(protocol.BASIC) | set(protocol.types)
    for field in declarations(protocol):
        if field.type in UNFIT:
            message = f"{field.type} differs between C and the wire, use int or hyper"
            yield field.line, f"{field.name}: {message}"
        elif field.type not in fine:
            yield field.line, f"{field.name}: type {field.type} is not defined"
    for procedure in procedures(protocol):
        for name in (procedure.args, procedure.result):
            if name != "void" and name not in protocol.types:
                yield procedure.line, f"{procedure.name}: type {name} is not defined"


def recursion(protocol):
    """A type that contains itself can nest as deep as a client likes."""
    uses = {}
    for node in protocol.types.values():
        parts = node.fields if isinstance(node, Struct) else ()
        parts = [arm.field for arm in node.arms] if isinstance(node, Union) else parts
        parts = [node.target] if isinstance(node, Typedef) else parts
        uses[node.name] = {part.type for part in parts} & set(protocol.types)
    for name, direct in uses.items():
        reached, todo = set(), set(direct)
        while todo:
            part = todo.pop()
            reached.add(part)
            todo |= uses.get(part, set()) - reached
        if name in reached:
            yield protocol.types[name].line, f"{name} contains itself"


def unions(protocol):
    for node in protocol.nodes:
        if not isinstance(node, Union):
            continue
        if node.switch.type in ("hyper", "unsigned hyper"):
            yield node.line, f"{node.name}: a discriminant of 64 bits"
        seen = set()
        for arm in node.arms:
            for label in arm.labels or ("default",):
                value = protocol.number(label) if arm.labels else label
                if value is None and label not in ("TRUE", "FALSE"):
                    yield arm.line, f"{node.name}: case {label} is not defined"
                elif (value if value is not None else label) in seen:
                    yield arm.line, f"{node.name}: case {label} appears twice"
                seen.add(value if value is not None else label)
            size = protocol.declaration_size(arm.field, (node.name,))
            if size > ARM_MAX:
                yield arm.line, (f"{node.name}: arm {arm.field.name} takes {size} bytes in memory, "
                                 f"more than {ARM_MAX}; make it a pointer")


def access(protocol):
    for procedure in procedures(protocol):
        match = ACCESS.fullmatch(procedure.note)
        if not match:
            yield procedure.line, (f"{procedure.name} needs /* free */, /* read */, /* write */ or "
                                   f"/* event */ behind it, not '{procedure.note}'")
            continue
        flags = protocol.field(procedure.args, "flags")
        if match[2] and (not flags or (flags.shape, flags.type) != ("plain", "unsigned int")):
            yield procedure.line, f"{procedure.name}: write-if needs an unsigned int flags argument"
        if match[2] and match[1] != "read":
            yield procedure.line, f"{procedure.name}: write-if makes sense for read alone"


def naming(protocol):
    """NAME takes name_args and gives name_res; only procedure 0 and events give nothing."""
    for procedure in procedures(protocol):
        stem, event = procedure.name.lower(), procedure.note == "event"
        if not event and procedure.args not in ("void", f"{stem}_args"):
            yield procedure.line, f"{procedure.name}: the argument type must be {stem}_args or void"
        if event or protocol.number(procedure.number) == 0:
            if procedure.result != "void":
                yield procedure.line, f"{procedure.name} must not have a result"
        elif procedure.result != f"{stem}_res":
            yield procedure.line, f"{procedure.name}: the result type must be {stem}_res"
        elif procedure.result in protocol.types:
            yield from result_shape(protocol.types[procedure.result], stem)


def result_shape(node, stem):
    """A status word, then the result (case 0) or a remote_error (anything else)."""
    arms = {tuple(arm.labels): arm.field for arm in node.arms} if isinstance(node, Union) else {}
    good, bad = arms.get(("0",)), arms.get(())
    fits = (
        len(arms) == 2 and good and bad
        and (node.switch.type, node.switch.name) == ("int", "status")
        and (good.shape, good.type, good.name) in
        (("void", "void", ""), ("plain", f"{stem}_ret", "ret"))
        and (bad.shape, bad.type, bad.name) == ("plain", "remote_error", "error")
    )
    if not fits:
        yield node.line, (f"{node.name} must be: union switch (int status) {{ case 0: "
                          f"{stem}_ret ret (or void); default: remote_error error; }}")


def documentation(protocol):
    """Every type has its comment; of those of one procedure the first will do for all."""
    parts = {}
    for procedure in procedures(protocol):
        stem = procedure.name.lower()
        names = [f"{stem}_{part}" for part in ("args", "ret", "res")]
        names = [name for name in names if name in protocol.types]
        parts.update(dict.fromkeys(names, names))
    for node in protocol.nodes:
        if isinstance(node, Const) or node in protocol.programs:
            continue
        names = parts.get(node.name, [node.name])
        if names[0] == node.name and not any(protocol.types[name].doc for name in names):
            yield node.line, f"{node.name} has no comment before it"


RULES = (duplicate_names, duplicate_fields, numbers, version_holes, bounds, known_types, recursion,
         unions, access, naming, documentation)


def lint(protocol):
    """All complaints about the file, in its order."""
    return sorted({found for rule in RULES for found in rule(protocol)})
