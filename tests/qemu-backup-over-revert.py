#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""After going back to a snapshot a backup since a checkpoint still has all that is different from the full
one, or it is refused: whether the snapshot is within the image, with memory or without, or is an image of its
own, and whether the guest runs or not."""
from blocks import MIB, BlockDaemon, holds, run
from checkpoints import DISK_ONLY, Guest
from oncrpc import DOMAIN_CREATE, DOMAIN_DESTROY, DOMAIN_GET_STATE, u32

RUNNING = 1


def begin_again(guest):
    """What follows on a full backup is right."""
    guest.refused("first", "no image has the bitmap 'first'")
    full, part = (guest.daemon.file(f"{guest.name}-{which}.qcow2") for which in ("again", "part"))
    guest.backup(full, checkpoint="again")
    guest.write(52, 10)
    guest.backup(part, since="again")
    guest.call(DOMAIN_DESTROY)
    assert holds(part, 52, 10 * MIB) and not holds(part, 1, 0)
    assert not holds(full, 50, 8 * MIB), "the image is not that of the snapshot"
    run("qemu-img", "rebase", "-u", "-f", "qcow2", "-b", full, "-F", "qcow2", part)
    run("qemu-img", "compare", "-f", "qcow2", "-F", "qcow2", part, guest.images()[0])


def in_place(daemon):
    guest = Guest(daemon, "place", daemon.chain("place", 1))
    guest.snapshot("internal", 0)
    guest.write(50, 8)
    guest.revert("s1")
    assert guest.call(DOMAIN_GET_STATE, u32(0)).i32() == RUNNING
    begin_again(guest)


def from_memory(daemon):
    """Of a guest that is started for it."""
    guest = Guest(daemon, "memory", daemon.chain("memory", 1))
    guest.snapshot("internal", 0)
    guest.write(50, 8)
    guest.call(DOMAIN_DESTROY)
    guest.revert("s1")
    begin_again(guest)


def shut_off(daemon):
    guest = Guest(daemon, "off", daemon.chain("off", 1))
    guest.call(DOMAIN_DESTROY)
    guest.snapshot("internal", 0)
    guest.call(DOMAIN_CREATE)
    guest.write(50, 8)
    guest.call(DOMAIN_DESTROY)
    guest.revert("s1")
    guest.call(DOMAIN_CREATE)
    begin_again(guest)


def external(daemon, runs):
    """The image that was kept has the bitmaps of its time, and the new one goes on."""
    guest = Guest(daemon, f"external{runs:d}", daemon.chain(f"external{runs:d}", 1))
    guest.write(50, 8)
    if not runs:
        guest.call(DOMAIN_DESTROY)
    guest.snapshot("external", DISK_ONLY)
    if not runs:
        guest.call(DOMAIN_CREATE)
    guest.backup(daemon.file(f"{guest.name}-second.qcow2"), "first", "second")
    guest.write(51, 9)
    guest.call(DOMAIN_DESTROY)
    guest.revert("s1")
    guest.call(DOMAIN_CREATE)
    guest.write(52, 10)
    guest.refused("second")  # which was made of an image that the disk has no more
    guest.check([(50, 8), (52, 10)])


def main():
    with BlockDaemon() as daemon:
        in_place(daemon)
        from_memory(daemon)
        shut_off(daemon)
        external(daemon, True)
        external(daemon, False)


main()
