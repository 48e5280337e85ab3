#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""protocol.py COMMAND FILE: checks the interface file, or writes to stdout what follows from it.

  lint    names what a daemon must not accept though rpcgen does, as file:line: message
  header  remote_protocol_table.h: the handlers' function types
  table   remote_protocol_table.c: the dispatch tables
  rst     the protocol tables of the manual
"""
import sys

sys.dont_write_bytecode = True  # the source folder may be read-only, and is not ours to litter

import protocol_emit  # noqa: E402
from protocol_lint import lint  # noqa: E402
from protocol_parse import Protocol, ProtocolError  # noqa: E402

WRITERS = {
    "header": protocol_emit.header,
    "table": protocol_emit.table,
    "rst": protocol_emit.rst,
}


def main(arguments):
    if len(arguments) != 2 or arguments[0] not in ("lint", *WRITERS):
        print(__doc__, file=sys.stderr)
        return 2
    command, path = arguments
    try:
        with open(path, encoding="utf-8") as file:
            protocol = Protocol(file.read())
        found = lint(protocol)
    except ProtocolError as error:
        found = [(error.line, str(error))]
    for line, message in found:
        print(f"{path}:{line}: {message}", file=sys.stderr)
    if found:
        return 1
    if command != "lint":
        sys.stdout.write(WRITERS[command](protocol))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
