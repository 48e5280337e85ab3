#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a block job puts above the disk has a name, with which QEMU survives to be asked for its nodes just
when the job ends; the figures of the disk are those of the disk meanwhile."""
import json

from blocks import (ACTIVE, BLOCK_COMMIT, BLOCK_COPY, BLOCK_JOB_ABORT, BLOCK_REBASE, TRANSIENT,
                    BlockDaemon, disk, opt_string, u64)
from oncrpc import QEMU, opt, string, u32, wait_for

BANDWIDTH_BYTES, BLOCK_STATS = 64, 64


def names(daemon, guest):
    reply = daemon.control.result(1, guest + string('{"execute":"query-named-block-nodes"}') + u32(0), QEMU)
    return [node["node-name"] for node in json.loads(reply.string())["return"]]


def check(daemon, guest, filter_name, procedure, body):
    daemon.call(procedure, guest + string("vda") + body)
    assert not [name for name in names(daemon, guest) if name.startswith("#")], names(daemon, guest)
    assert filter_name in names(daemon, guest)
    daemon.call(BLOCK_STATS, guest + string("vda"))
    daemon.call(BLOCK_JOB_ABORT, guest + string("vda") + u32(0))
    wait_for(lambda: filter_name not in names(daemon, guest), "the job has ended")


def main():
    with BlockDaemon() as daemon:
        guest = daemon.disk_guest("one", disk(daemon.chain("disk", 3)[2]))
        slow = u64(1)
        check(daemon, guest, "vda-stream", BLOCK_REBASE, opt(None) + slow + u32(BANDWIDTH_BYTES))
        check(daemon, guest, "vda-commit", BLOCK_COMMIT, opt(None) * 2 + slow + u32(ACTIVE))
        target = f"<disk type='file'><source file='{daemon.file('copy')}'/><driver type='raw'/></disk>"
        check(daemon, guest, "vda-mirror", BLOCK_COPY, string(target) + u32(0, TRANSIENT))


main()
