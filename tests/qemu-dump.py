#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The memory of a guest is dumped: its marks are in the file, and the guest goes on. A guest that panics
with on_crash coredump-restart leaves such a file, and boots again."""
import glob
import os

import guests
from oncrpc import string, u32
from guests import BANNER, PTY

DOMAIN_CORE_DUMP_WITH_FORMAT, DOMAIN_GET_STATE = 334, 212
MEMORY_ONLY, CRASH = 16, 1
PANIC = b"\x10"
RUNNING, SHUTOFF = 1, 5


def state(client, guest):
    reply = client.result(DOMAIN_GET_STATE, guest + u32(0))
    return reply.i32(), reply.i32()



def main():
    with guests.QemuDaemon() as daemon, daemon.client() as client:
        guests.XML = guests.XML.replace("<devices>", "<on_crash>coredump-restart</on_crash><devices>")
        guest = daemon.guest("demo", PTY + "<panic model='isa'/>")
        console = client.open_console(guest)
        client.until(console, BANNER, daemon.console_log("demo"))
        path = os.path.join(daemon.folder, "demo.elf")
        client.result(DOMAIN_CORE_DUMP_WITH_FORMAT, guest + string(path) + u32(0, MEMORY_ONLY))
        with open(path, "rb") as file:
            core = file.read()
        assert core[:4] == b"\x7fELF" and BANNER in core, "no dump of this guest"
        assert os.stat(path).st_mode & 0o777 == 0o600
        assert state(client, guest)[0] == RUNNING

        client.send_data(console, PANIC)
        folder = os.path.join(daemon.folder, "root/data/qemu/dump")
        client.until(console, BANNER)
        found = glob.glob(folder + "/demo-*.elf")
        assert len(found) == 1, os.listdir(folder)
        with open(found[0], "rb") as file:
            assert BANNER in file.read(), "no dump of this guest"
        assert state(client, guest)[0] == RUNNING

        client.result(DOMAIN_CORE_DUMP_WITH_FORMAT, guest + string(path) + u32(0, MEMORY_ONLY | CRASH))
        assert state(client, guest) == (SHUTOFF, 3), state(client, guest)


main()
