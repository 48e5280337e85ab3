#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fails on an #include that goes up or sideways: each room may use only the rooms listed for it, a
folder that is no room none, a private header is for its room, and tests of the public interface see
what a user sees. Headers do not include each other, also not in a circle; and what of qemu/ makes
something of documents and files alone does not know of guests that run.

Run as `layers.py SOURCE_FOLDER`; prints file:line of every violation.
"""
import pathlib
import re
import sys

PUBLIC = {"vmrpc.h", "vmrpc_rpc.h", "vmrpc"}
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
    "tests/api": PUBLIC,
}
# What stands for itself: tests may look into anything, unless they are of the public interface.
OUTSIDE = {"tests", "bench", "guest"}
# The one place that names concrete drivers; the one type of the wire that has XDR of its own.
EXCEPTIONS = {("server/main.c", "qemu/qemu_driver.h"), ("server/main.c", "drivers/test_driver.h"),
              ("rpc/xdr_params.c", "remote_protocol.h")}
# The library has no loop: these headers of base/ are not for it.
CLIENT_MAY_NOT = {"base/loop.h", "base/coroutine.h", "base/spawn.h", "base/file.h"}
# In qemu/: what knows no machine.h, and of the others there none.
WITHOUT_MACHINE = set("""
    address address_pci address_private agent agent_channel agent_stream argv argv_cpu argv_devices argv_firmware_tables
    argv_graphics argv_private client_command complete complete_device complete_disk complete_memory cpuset
    device_alias device_parts device_parts_chardev device_parts_controller device_parts_disk
    device_parts_sound disk_nodes dump_file emulator firmware_find guest_user host_smbios
    image_chain image_create image_reuse image_tool image_use json_text keycodes kvm_probe live_def
    machine_type monitor net_counters node_words parts pci_plan pci_plug process qmp save_file
    save_filter save_image stats_replies tap vsock""".split())


def knows_machines(path):
    folder, _, name = path.rpartition("/")
    return folder == "qemu" and name.rsplit(".", 1)[0] not in WITHOUT_MACHINE


def allowed(room, path, header):
    """Whether `path` in `room` may include `header` (as written, from the root)."""
    if header == "config.h" or (path, header) in EXCEPTIONS:
        return True
    if room in ("client", "rpc", "tools") and header in CLIENT_MAY_NOT:
        return False
    if room == "qemu" and knows_machines(header) and not knows_machines(path):
        return False
    if header.endswith("_private.h") and header.rsplit("/", 1)[0] != room:
        return False
    if room == "tests/api":
        return header in PUBLIC or re.fullmatch(r"api_\w+\.h", header)
    may = ROOMS[room]
    return header in may or header.split("/")[0] in may | {room.split("/")[0]}


def is_built(root, name):
    """Whether a file lies in a build folder that is in the source folder."""
    return any((root / folder / "config.status").exists() for folder in name.parents[:-1])


def sources(root):
    """(room, path) of every file that has to keep to the rules."""
    for path in sorted(root.glob("*/**/*.[ch]")):
        name = path.relative_to(root)
        room = name.parent.as_posix()
        if room == "tests" and re.match(r"api[-_]", path.name):
            yield "tests/api", path
        elif name.parts[0] not in OUTSIDE and not is_built(root, name):
            yield room, path


def includes(path):
    """(line, header) of every #include in quotes."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if match:
            yield number, match.group(1)


def circles(root):
    """One circle of headers after the other: what is included by what it includes."""
    graph = {path.relative_to(root).as_posix(): [header for _, header in includes(path)]
             for _, path in sources(root) if path.suffix == ".h"}
    done = set()

    def visit(name, way):
        if name in way:
            yield way[way.index(name):]
        elif name in graph and name not in done:
            for header in graph[name]:
                yield from visit(header, way + [name])
            done.add(name)

    for name in sorted(graph):
        yield from visit(name, [])


def violations(root):
    for room, path in sources(root):
        name = path.relative_to(root).as_posix()
        if room not in ROOMS:
            yield f"{name}:1: {room}/ is no room: say in layers.py what it may include"
            continue
        for number, header in includes(path):
            if not allowed(room, name, header):
                who = name if room == header.split("/")[0] else room + "/"
                yield f"{name}:{number}: {who} must not include {header}"
    for circle in circles(root):
        yield f"{circle[0]}:1: headers in a circle: {' '.join(circle)}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    found = list(violations(root))
    for line in found:
        print(line)
    files = sum(1 for _ in sources(root))
    print(f"{files} files, {len(found)} includes that go the wrong way")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
