#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A commit writes what lies in images down into one behind them: images in the middle of a chain, and the
one the guest writes, which is kept the same as the base until it is told to go on with that, or not to.
The definition follows, headers are right, and what is merged can be deleted."""
import os

from blocks import (ACTIVE, ACTIVE_COMMIT, BLOCK_COMMIT, BLOCK_JOB_ABORT, CANCELED, COMMIT, COMPLETED,
                    DELETE, INACTIVE, MIB, PIVOT, READY, RELATIVE, SHALLOW, BlockDaemon, backing, disk,
                    holds, opt_string, u64)
from oncrpc import DOMAIN_DESTROY, RemoteError, string, u32


def commit(daemon, guest, top, base, flags):
    daemon.call(BLOCK_COMMIT, guest + string("vda") + opt_string(base) + opt_string(top) + u64(0) +
                u32(flags))


def refused(daemon, guest, top, base, flags, code, words):
    try:
        commit(daemon, guest, top, base, flags)
    except RemoteError as error:
        assert error.code == code and words in str(error), (error.code, str(error))
    else:
        raise AssertionError(f"not refused: {words}")


def inactive(daemon):
    images = daemon.chain("inactive", 5)
    guest = daemon.disk_guest("inactive", disk(images[4]))
    commit(daemon, guest, images[3], images[2], RELATIVE)
    assert daemon.event() == (COMMIT, COMPLETED)
    assert daemon.images(guest) == [images[4], images[2], images[1], images[0]]
    assert backing(images[4]) == os.path.basename(images[2])
    # In the middle: the header that changes is that of an image which is only read.
    commit(daemon, guest, images[1], None, DELETE)
    assert daemon.event() == (COMMIT, COMPLETED)
    assert daemon.images(guest) == [images[4], images[2], images[0]]
    assert backing(images[2]) == images[0]
    assert not os.path.exists(images[1]) and os.path.exists(images[3])
    assert daemon.images(guest, flags=INACTIVE) == [images[4]]
    daemon.call(DOMAIN_DESTROY, guest)
    assert holds(images[2], 4, 3 * MIB) and holds(images[0], 2, MIB)
    for number in range(5):
        assert holds(images[4], number + 1, number * MIB)


def active(daemon, name, driver=""):
    images = daemon.chain(name, 3)
    guest = daemon.disk_guest(name, disk(images[2], driver=driver))
    commit(daemon, guest, None, images[1], ACTIVE | DELETE)
    assert daemon.event() == (ACTIVE_COMMIT, READY)
    mirror = daemon.disk_of(guest).find("mirror")
    assert mirror.attrib == {"type": "file", "job": "active-commit", "ready": "yes"}, mirror.attrib
    assert mirror.find("source").get("file") == images[1]
    kind, _, cur, end = daemon.info(guest)
    assert kind == ACTIVE_COMMIT and cur == end
    refused(daemon, guest, None, images[1], ACTIVE, 84, "already in active block job")
    daemon.call(BLOCK_JOB_ABORT, guest + string("vda") + u32(PIVOT))
    assert daemon.event() == (ACTIVE_COMMIT, COMPLETED)
    assert daemon.images(guest) == images[1::-1]
    assert daemon.images(guest, flags=INACTIVE) == [images[1]]
    assert daemon.disk_of(guest).find("mirror") is None
    assert not os.path.exists(images[2])
    # And not to: everything stays. Then all the way down.
    commit(daemon, guest, None, None, ACTIVE)
    assert daemon.event() == (ACTIVE_COMMIT, READY)
    daemon.call(BLOCK_JOB_ABORT, guest + string("vda") + u32(0))
    assert daemon.event() == (ACTIVE_COMMIT, CANCELED)
    assert daemon.images(guest) == images[1::-1]
    commit(daemon, guest, "vda", None, ACTIVE | SHALLOW)
    assert daemon.event() == (ACTIVE_COMMIT, READY)
    daemon.call(BLOCK_JOB_ABORT, guest + string(images[1]) + u32(PIVOT))
    assert daemon.event() == (ACTIVE_COMMIT, COMPLETED)
    assert daemon.images(guest) == [images[0]] == daemon.images(guest, flags=INACTIVE)
    daemon.call(DOMAIN_DESTROY, guest)
    for number in range(3):
        assert holds(images[0], number + 1, number * MIB)


def mistakes(daemon):
    images = daemon.chain("mistakes", 3)
    guest = daemon.disk_guest("mistakes", disk(images[2]))
    refused(daemon, guest, None, None, 0, 8, "active layer requires active flag")
    refused(daemon, guest, images[1], None, ACTIVE, 8, "is not active")
    refused(daemon, guest, images[0], None, 0, 8, "has no backing file")
    refused(daemon, guest, None, images[0], ACTIVE | SHALLOW, 8, "not immediately below")
    refused(daemon, guest, images[0], images[1], 0, 8, "has no backing file")
    refused(daemon, guest, images[1], images[2], 0, 8, "could not find image")
    refused(daemon, guest, "/no/such", None, 0, 8, "could not find image")
    assert daemon.images(guest) == images[::-1] and daemon.info(guest) is None


def main():
    with BlockDaemon() as daemon:
        inactive(daemon)
        active(daemon, "active")
        active(daemon, "filtered", "copy_on_read='on'")
        mistakes(daemon)


main()
