#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A pull takes what lies in the images behind the first one up into it, all of them or down to a base;
documents, image headers and events say so."""
import os

from blocks import (BLOCK_PULL, BLOCK_REBASE, COMPLETED, INACTIVE, MIB, PULL, BlockDaemon,
                    backing, disk, holds, opt_string, u64)
from oncrpc import DOMAIN_DESTROY, string, u32

REBASE_RELATIVE = 16


def main():
    with BlockDaemon() as daemon:
        images = daemon.chain("whole", 4)
        parts = daemon.chain("part", 4)
        whole = daemon.disk_guest("whole", disk(images[3]))
        assert daemon.images(whole) == images[::-1], daemon.images(whole)
        part = daemon.disk_guest("part", disk(parts[3], driver="copy_on_read='on'"))

        # All of it: nothing lies behind any more.
        daemon.call(BLOCK_PULL, whole + string("vda") + u64(0) + u32(0))
        assert daemon.event() == (PULL, COMPLETED)
        assert daemon.images(whole) == [images[3]], daemon.images(whole)
        assert daemon.images(whole, flags=INACTIVE) == [images[3]]
        assert daemon.info(whole) is None

        # Down to a base, by its path, and once more by its number; with a filter above.
        daemon.call(BLOCK_REBASE, part + string("vda") + opt_string(parts[1]) + u64(0) +
                    u32(REBASE_RELATIVE))
        assert daemon.event() == (PULL, COMPLETED)
        assert daemon.images(part) == [parts[3], parts[1], parts[0]], daemon.images(part)
        assert backing(parts[3]) == os.path.basename(parts[1])
        index = daemon.disk_of(part).find("backingStore/backingStore").get("index")
        daemon.call(BLOCK_REBASE, part + string(parts[3]) + opt_string(f"vda[{index}]") + u64(0) + u32(0))
        assert daemon.event() == (PULL, COMPLETED)
        assert daemon.images(part) == [parts[3], parts[0]], daemon.images(part)
        assert backing(parts[3]) == parts[0]

        # What nobody uses any more is free for others.
        daemon.call(DOMAIN_DESTROY, whole)
        daemon.call(DOMAIN_DESTROY, part)
        os.unlink(images[0]), os.unlink(parts[2])
        for number in range(4):
            assert holds(images[3], number + 1, number * MIB)
            assert holds(parts[3], number + 1, number * MIB)
        assert backing(images[3]) is None


main()
