#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What has changed since a checkpoint is known across the images of a disk: over an external snapshot of a
guest that runs and of one that does not, a start, and images that go, by a commit, a pull and a copy. The
full backup and its increment together are the disk."""
from blocks import (ACTIVE, ACTIVE_COMMIT, BLOCK_COMMIT, BLOCK_COPY, BLOCK_JOB_ABORT, BLOCK_PULL, COMPLETED, COPY, MIB,
                    PIVOT, PULL, READY, BlockDaemon, holds, opt_string, run, u64)
from checkpoints import Guest
from oncrpc import DOMAIN_CREATE, DOMAIN_DESTROY, string, u32, wait_for

SNAPSHOT_DELETE, CHECKPOINT_DELETE = 193, 417


def over_snapshots(daemon):
    guest = Guest(daemon, "over", daemon.chain("over", 1))
    guest.write(50, 8)
    guest.snapshot()
    guest.write(51, 9)
    guest.call(DOMAIN_DESTROY)
    guest.snapshot()
    guest.call(DOMAIN_CREATE)
    guest.write(52, 10)
    assert len(guest.images()) == 3
    guest.check([(50, 8), (51, 9), (52, 10)])


def committed(daemon):
    guest = Guest(daemon, "committed", daemon.chain("committed", 1))
    guest.write(50, 8)
    guest.snapshot()
    guest.backup(daemon.file("committed-second.qcow2"), "first", "second")
    guest.write(51, 9)
    guest.snapshot()
    guest.write(52, 10)
    top, middle, base = guest.images()
    guest.call(BLOCK_COMMIT, string("vda") + opt_string(base) + opt_string(middle) + u64(0) + u32(0))
    assert daemon.event()[1] == COMPLETED
    wait_for(lambda: guest.images() == [top, base], "the images are merged")
    part = daemon.file("committed-third.qcow2")
    guest.backup(part, since="second")
    assert holds(part, 51, 9 * MIB) and holds(part, 52, 10 * MIB) and not holds(part, 50, 8 * MIB)
    guest.call(BLOCK_COMMIT, string("vda") + opt_string(base) + opt_string(None) + u64(0) + u32(ACTIVE))
    assert daemon.event() == (ACTIVE_COMMIT, READY)
    guest.write(53, 11)
    guest.call(BLOCK_JOB_ABORT, string("vda") + u32(PIVOT))
    assert daemon.event() == (ACTIVE_COMMIT, COMPLETED)
    guest.write(54, 12)
    part = daemon.file("committed-fourth.qcow2")
    guest.backup(part, since="second")
    assert all(holds(part, number, at * MIB) for number, at in ((51, 9), (52, 10), (53, 11), (54, 12)))
    guest.check([(50, 8), (51, 9), (52, 10), (53, 11), (54, 12)])


def pulled(daemon):
    guest = Guest(daemon, "pulled", daemon.chain("pulled", 1))
    guest.write(50, 8)
    guest.snapshot()
    guest.write(51, 9)
    guest.call(BLOCK_PULL, string("vda") + u64(0) + u32(0))
    assert daemon.event() == (PULL, COMPLETED)
    wait_for(lambda: len(guest.images()) == 1, "the image stands alone")
    guest.write(52, 10)
    guest.check([(50, 8), (51, 9), (52, 10)])


def copied(daemon):
    guest = Guest(daemon, "copied", daemon.chain("copied", 1))
    guest.write(50, 8)
    guest.snapshot()
    guest.write(51, 9)
    copy = daemon.file("copied-to.qcow2")
    guest.call(BLOCK_COPY, string("vda") + string(
        f"<disk type='file'><source file='{copy}'/><driver type='qcow2'/></disk>") + u32(0) + u32(4))
    assert daemon.event() == (COPY, READY)
    guest.write(52, 10)
    guest.call(BLOCK_JOB_ABORT, string("vda") + u32(PIVOT))
    assert daemon.event() == (COPY, COMPLETED)
    assert guest.images() == [copy]
    guest.write(53, 11)
    part = daemon.file("copied-part.qcow2")
    guest.backup(part, since="first")
    assert all(holds(part, number, at * MIB) for number, at in ((50, 8), (51, 9), (52, 10), (53, 11)))
    assert not holds(part, 1, 0), "what has not changed is in the increment"


def merged_while_off(daemon):
    guest = Guest(daemon, "off", daemon.chain("off", 1))
    guest.snapshot()
    guest.backup(daemon.file("off-second.qcow2"), "first", "second")
    guest.write(50, 8)
    guest.call(DOMAIN_DESTROY)
    daemon.control.result(SNAPSHOT_DELETE, string("s1") + guest.reference + u32(0))
    guest.call(DOMAIN_CREATE)
    part = daemon.file("off-third.qcow2")
    guest.backup(part, since="second")
    assert holds(part, 50, 8 * MIB) and not holds(part, 1, 0)
    guest.check([(50, 8)])


def deleted(daemon):
    """A checkpoint that goes leaves no bitmap in any image."""
    guest = Guest(daemon, "deleted", daemon.chain("deleted", 1))
    guest.snapshot()
    guest.call(DOMAIN_DESTROY)
    guest.call(DOMAIN_CREATE)
    images = guest.images()
    daemon.control.result(CHECKPOINT_DELETE, string("first") + guest.reference + u32(0))
    guest.write(50, 8)
    guest.call(DOMAIN_DESTROY)
    for image in images:
        assert "bitmaps" not in run("qemu-img", "info", image), image
        run("qemu-img", "check", image)


def unnoticed(daemon):
    """An image that somebody put in between: what was written to it nobody knows."""
    guest = Guest(daemon, "unnoticed", daemon.chain("unnoticed", 1))
    guest.snapshot()
    guest.call(DOMAIN_DESTROY)
    top, base = daemon.file("unnoticed0.s1"), daemon.file("unnoticed0.qcow2")
    run("qemu-img", "bitmap", "--remove", top, "first")
    guest.call(DOMAIN_CREATE)
    assert base not in guest.refused("first", top)


def main():
    with BlockDaemon() as daemon:
        for test in over_snapshots, committed, pulled, copied, merged_while_off, deleted, unnoticed:
            test(daemon)


main()
