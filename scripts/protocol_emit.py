# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes what rpcgen cannot: dispatch tables and the manual's protocol tables.

Takes a file that passed the lint for granted. The output depends on the interface file alone, so
that two builds give the same bytes.
"""
import dataclasses

from protocol_lint import ACCESS
from protocol_parse import Const, Enum, Struct, Typedef, Union

BANNER = "/* Written by scripts/protocol.py from remote_protocol.x; changes here are lost. */\n"

HEADER_START = BANNER + '''
#ifndef VMRPC_REMOTE_PROTOCOL_TABLE_H
#define VMRPC_REMOTE_PROTOCOL_TABLE_H

#include <glib.h>
#include <stdbool.h>

#include "remote_protocol.h"
#include "rpc/dispatch_row.h"'''

TABLE_START = BANNER + """
#include "remote_protocol_table.h"

#include "base/error.h"

static bool refuse(const char *name, GError **err)
{
    return error_set(err, ERR_NO_SUPPORT,
                     "procedure %s is not supported by the opened driver", name);
}

static bool invoke_nothing(const void *handlers, DriverCall *call, const void *args, void *res,
                           GError **err)
{
    (void) handlers;
    (void) call;
    (void) args;
    (void) res;
    (void) err;
    return true;
}
"""

# Thunks have fixed types, so that no call goes through a pointer of another one.
XDR_THUNK = """\
static bool_t {kind}_{name}(XDR *xdr, void *object)
{{
    return xdr_{type}(xdr, object);
}}
"""

INVOKE_THUNK = """\
static bool invoke_{name}(const void *handlers, DriverCall *call, const void *args, void *res,
                          GError **err)
{{
    const {handlers} *table = handlers;
    {res} *result = res;

{unused}    if (!table || !table->{name})
        return refuse("{name}", err);
    result->status = 0;
    return table->{name}({passed});
}}
"""


@dataclasses.dataclass
class Row:
    """A procedure as the tables need it."""

    number: int
    macro: str
    name: str
    args: str  # type name, or "" for void
    res: str
    ret: str  # type name of the arm for status 0, or ""
    access: str
    mask: str

    @property
    def called(self):
        """Whether a handler stands behind it."""
        return bool(self.res)


@dataclasses.dataclass
class Table:
    """One version of a program."""

    name: str  # remote
    handlers: str  # RemoteHandlers
    program: str
    version: str
    rows: list


def table_rows(protocol, version):
    for procedure in sorted(version.procedures, key=lambda item: protocol.number(item.number)):
        access = ACCESS.fullmatch(procedure.note)
        res = "" if procedure.result == "void" else procedure.result
        good = [arm.field for arm in protocol.types[res].arms if arm.labels] if res else []
        yield Row(
            number=protocol.number(procedure.number),
            macro=procedure.name,
            name=procedure.name.lower(),
            args="" if procedure.args == "void" else procedure.args,
            res=res,
            ret=good[0].type if good and good[0].shape != "void" else "",
            access=access[1],
            mask=access[2] or "0",
        )


def tables(protocol):
    for program in protocol.programs:
        stem = program.name.lower().removesuffix("_program")
        for version in program.versions:
            number = protocol.number(version.number)
            name = stem if number == 1 else f"{stem}_v{number}"
            camel = "".join(word.capitalize() for word in name.split("_"))
            yield Table(name, camel + "Handlers", program.name, version.name,
                        list(table_rows(protocol, version)))


def header(protocol):
    out = [HEADER_START]
    for item in tables(protocol):
        out += ["", f"/* Who answers {item.program}; a member left NULL is not supported. */",
                f"typedef struct {item.handlers} {{"]
        for row in item.rows:
            if row.called:
                parts = ["DriverCall *call"]
                parts += [f"const {row.args} *args"] if row.args else []
                parts += [f"{row.ret} *ret"] if row.ret else []
                parts += ["GError **err"]
                out.append(f"    bool (*{row.name})({', '.join(parts)});")
        out += [f"}} {item.handlers};", "",
                f"extern const DispatchTable {item.name}_dispatch_table;"]
    return "\n".join(out + ["", "#endif", ""])


def xdr_thunks(item):
    for row in item.rows:
        for kind, name in (("args", row.args), ("res", row.res)):
            if name:
                yield XDR_THUNK.format(kind=kind, name=row.name, type=name)


def invoke_thunks(item):
    """Procedure 0 has one that does nothing."""
    for row in item.rows:
        if not row.called:
            continue
        parts = ["call"] + (["args"] if row.args else [])
        parts += [f"&result->{row.res}_u.ret"] if row.ret else []
        parts += ["err"]
        yield INVOKE_THUNK.format(name=row.name, handlers=item.handlers, res=row.res,
                                  passed=", ".join(parts),
                                  unused="" if row.args else "    (void) args;\n")


def row_fields(item, row):
    fields = {
        "name": f'"{row.name}"',
        "access": "ACCESS_" + row.access.upper(),
        "args": f"args_{row.name}" if row.args else "dispatch_xdr_void",
        "args_size": f"sizeof({row.args})" if row.args else "0",
        "res": f"res_{row.name}" if row.res else "dispatch_xdr_void",
        "handler_offset": "DISPATCH_NO_HANDLER",
    }
    if row.mask != "0":
        fields["write_flags"] = row.mask
        fields["flags_offset"] = f"offsetof({row.args}, flags)"
    if row.called:
        fields["res_size"] = f"sizeof({row.res})"
        fields["error_offset"] = f"offsetof({row.res}, {row.res}_u.error)"
        fields["handler_offset"] = f"offsetof({item.handlers}, {row.name})"
        fields["invoke"] = f"invoke_{row.name}"
        if row.ret:
            fields["ret_offset"] = f"offsetof({row.res}, {row.res}_u.ret)"
    elif row.access != "event":
        fields["invoke"] = "invoke_nothing"
    return fields


def table(protocol):
    out = [TABLE_START]
    for item in tables(protocol):
        out += xdr_thunks(item)
        out += invoke_thunks(item)
        out.append(f"static const DispatchRow {item.name}_rows[] = {{")
        for row in item.rows:
            out.append(f"    [{row.macro}] = {{")
            out += [f"        .{key} = {value}," for key, value in row_fields(item, row).items()]
            out.append("    },")
        out += ["};", "", f"const DispatchTable {item.name}_dispatch_table = {{",
                f'    .name = "{item.name}",', f"    .program = {item.program},",
                f"    .version = {item.version},", f"    .rows = {item.name}_rows,",
                f"    .n_rows = G_N_ELEMENTS({item.name}_rows),", "};", ""]
    return "\n".join(out)


def field_text(field):
    """A declaration as the interface file writes it."""
    marks = {"fixed": "[{}]", "array": "<{}>"}
    star = "*" if field.shape == "pointer" else ""
    bound = marks.get(field.shape, "").format(field.bound)
    return "void" if field.shape == "void" else f"{field.type} {star}{field.name}{bound}"


def fields_text(protocol, name):
    node = protocol.types.get(name)
    fields = node.fields if isinstance(node, Struct) else []
    return "; ".join(field_text(field) for field in fields)


def rst_table(head, rows):
    out = [".. list-table::", "   :header-rows: 1", ""]
    for row in (head, *rows):
        cells = ["—" if cell == "" else cell for cell in row]
        out += [f"   {' ' if at else '*'} - {cell}" for at, cell in enumerate(cells)]
    return out + [""]


def rst_title(text, mark):
    return [text, mark * len(text), ""]


def rst_procedures(protocol, item):
    for row in item.rows:
        parts = [f"{row.name}_{part}" for part in ("args", "ret", "res")] + [row.args]
        docs = [protocol.types[part].doc for part in parts if part in protocol.types]
        mask = f", write if flags & {row.mask}" if row.mask != "0" else ""
        given = fields_text(protocol, row.args)
        answer = fields_text(protocol, row.ret)
        yield (row.number, f"``{row.macro}``", row.access + mask,
               f"``{given}``" if row.args else "", f"``{answer}``" if row.ret else "",
               next((doc for doc in docs if doc), ""))


def rst_types(protocol, taken):
    """Each type that is no procedure's argument or result, as a definition list."""
    for node in protocol.nodes:
        if node.name in taken or isinstance(node, Enum) or node.name not in protocol.types:
            continue
        yield f"``{node.name}``"
        yield f"    {node.doc}"
        yield ""
        if isinstance(node, Struct):
            yield from (f"    | ``{field_text(field)}``" for field in node.fields)
        elif isinstance(node, Typedef):
            yield f"    | ``{field_text(node.target)}``"
        elif isinstance(node, Union):
            for arm in node.arms:
                label = ", ".join(arm.labels) or "default"
                yield f"    | {label}: ``{field_text(arm.field)}``"
        yield ""


def rst(protocol):
    out, taken = [".. Written by scripts/protocol.py from remote_protocol.x", ""], set()
    for item in tables(protocol):
        program = next(node for node in protocol.programs if node.name == item.program)
        number = protocol.number(program.number)
        out += rst_title(f"{item.program} {number:#x} ({number}), {item.version}", "-")
        head = ("Number", "Procedure", "Access", "Arguments", "Result", "Meaning")
        out += rst_table(head, rst_procedures(protocol, item))
        for row in item.rows:
            taken |= {row.args, row.res, row.ret} if row.called else set()
    out += rst_title("Types", "-") + list(rst_types(protocol, taken))
    out += rst_title("Constants", "-")
    for enum in protocol.enums:
        out += [f"``{enum.name}``: {enum.doc}", ""]
        rows = [(protocol.number(value.name), f"``{value.name}``") for value in enum.values]
        out += rst_table(("Value", "Name"), rows)
    limits = [node for node in protocol.nodes if isinstance(node, Const)]
    out += rst_title("Limits", "-")
    out += rst_table(("Name", "Value"), [(f"``{node.name}``", node.value) for node in limits])
    return "\n".join(out)
