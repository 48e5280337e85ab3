#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A backup since a checkpoint of a disk whose size has changed: it has all that is different, or is refused
where what was cut off is not noted, or where images of another size lie behind."""
import os

from blocks import ACTIVE, ACTIVE_COMMIT, BLOCK_COMMIT, BLOCK_JOB_ABORT, BLOCK_RESIZE, COMPLETED, PIVOT, READY, SIZE
from blocks import BlockDaemon, opt_string, u64
from checkpoints import Guest
from oncrpc import string, u32

BYTES, SHRINK = 1, 65536


def resize(guest, size, flags=0):
    guest.call(BLOCK_RESIZE, string("vda") + u64(size) + u32(BYTES | flags))


def grown(daemon):
    guest = Guest(daemon, "grown", daemon.chain("grown", 1))
    resize(guest, 2 * SIZE)
    guest.write(50, 8)
    guest.write(51, 100)
    guest.check([(50, 8), (51, 100)])


def cut_off(daemon):
    """What comes back reads as zeros."""
    guest = Guest(daemon, "cut", daemon.chain("cut", 1))
    guest.write(50, 60)
    guest.backup(daemon.file("cut-second.qcow2"), checkpoint="second")
    resize(guest, SIZE // 2, SHRINK)
    resize(guest, SIZE)
    guest.refused("second", "no image has the bitmap 'second'")


def above_smaller(daemon):
    guest = Guest(daemon, "above", daemon.chain("above", 1))
    guest.write(50, 8)
    guest.snapshot()
    resize(guest, 2 * SIZE)
    guest.write(51, 100)
    top, base = guest.images()
    assert base in guest.refused("first", f"{SIZE} bytes, and the disk has become one of {2 * SIZE}")
    assert not os.path.exists(daemon.file("above-refused.qcow2"))
    # Once they are merged there is one size again.
    guest.call(BLOCK_COMMIT, string("vda") + opt_string(base) + opt_string(top) + u64(0) + u32(ACTIVE))
    assert daemon.event() == (ACTIVE_COMMIT, READY)
    guest.call(BLOCK_JOB_ABORT, string("vda") + u32(PIVOT))
    assert daemon.event() == (ACTIVE_COMMIT, COMPLETED)
    guest.check([(50, 8), (51, 100)])


def main():
    with BlockDaemon() as daemon:
        for test in grown, cut_off, above_smaller:
            test(daemon)


main()
