#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fails on an #include that goes up or sideways: each room may use only the rooms listed for it.

Run as `layers.py SOURCE_FOLDER`; prints file:line of every violation.
"""
import pathlib
import re
import sys

PUBLIC = {"vmrpc.h", "vmrpc_rpc.h", "vmrpc"}
GENERATED = {"remote_protocol.h", "remote_protocol_table.h", "config.h"}
WIRE = {"remote_protocol.h", "remote_protocol_table.h"}

# room -> rooms and loose headers it may include
ROOMS = {
    "base": set(),
    "rpc": {"base"},
    "conf": {"base"},
    "drivers": {"base", "conf", "rpc/dispatch_row.h"} | WIRE,
    "qemu": {"base", "conf", "drivers"} | WIRE,
    "server": {"base", "rpc", "drivers"} | WIRE,
    "client": {"base", "rpc", "remote_protocol.h"} | PUBLIC,
    "tools": PUBLIC | {"remote_protocol.h"},
    "tools/pki": {"tools", "base/file.h"},
    "tools/ssh_helper": {"tools", "client", "rpc", "base"} | PUBLIC,
    "include": PUBLIC,
    "include/vmrpc": {"vmrpc"},
}
# The one place that names concrete drivers.
EXCEPTIONS = {("server/main.c", "qemu/qemu_driver.h"), ("server/main.c", "drivers/test_driver.h")}
# The library has no loop: these headers of base/ are not for it.
CLIENT_MAY_NOT = {"base/loop.h", "base/coroutine.h", "base/spawn.h", "base/file.h"}


def allowed(room, path, header):
    """Whether `path` in `room` may include `header` (as written, from the root)."""
    if header == "config.h" or (path, header) in EXCEPTIONS:
        return True
    if room in ("client", "rpc", "tools") and header in CLIENT_MAY_NOT:
        return False
    may = ROOMS[room]
    return header in may or header.split("/")[0] in may | {room.split("/")[0]}


def violations(root):
    for room in ROOMS:
        for path in sorted((root / room).glob("*.[ch]")):
            name = path.relative_to(root).as_posix()
            for number, line in enumerate(path.read_text().splitlines(), 1):
                match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
                if match and not allowed(room, name, match.group(1)):
                    yield f"{name}:{number}: {room}/ must not include {match.group(1)}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    found = list(violations(root))
    for line in found:
        print(line)
    files = sum(1 for room in ROOMS for _ in (root / room).glob("*.[ch]"))
    print(f"{files} files, {len(found)} includes that go the wrong way")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
