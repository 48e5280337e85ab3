#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A block job outlives the daemon: the next one finds it again, can steer it, and does what follows from
its end, also when it ended while there was no daemon, or the daemon died when it had just been told."""
import os

from blocks import (ACTIVE, ACTIVE_COMMIT, ASYNC, BLOCK_COMMIT, BLOCK_COPY, BLOCK_JOB_ABORT,
                    BLOCK_JOB_SET_SPEED, BLOCK_REBASE, COMMIT, COPY, DELETE, INACTIVE, MIB, PIVOT, PULL,
                    TRANSIENT, BlockDaemon, disk, holds, opt_string, u64)
from oncrpc import DOMAIN_DESTROY, string, u32, wait_for

SLOW, BYTES = 65536, 64


def speed(daemon, guest, value):
    daemon.call(BLOCK_JOB_SET_SPEED, guest + string("vda") + u64(value) + u32(1))


def gone(daemon, guest):
    wait_for(lambda: daemon.info(guest) is None, "the end of the job")


def running(daemon, guest, kind):
    """Found again, with its kind and speed, and it goes on."""
    found = daemon.info(guest, flags=1)
    assert found and found[:2] == (kind, SLOW), found
    wait_for(lambda: daemon.info(guest)[3] > 0, "its progress")


def pull(daemon):
    images = daemon.chain("pull", 4)
    guest = daemon.disk_guest("pull", disk(images[3]))
    daemon.call(BLOCK_REBASE, guest + string("vda") + opt_string(images[0]) + u64(SLOW) + u32(BYTES))
    daemon.kill_and_start()
    running(daemon, guest, PULL)
    speed(daemon, guest, 0)
    gone(daemon, guest)
    assert daemon.images(guest) == [images[3], images[0]], daemon.images(guest)
    daemon.call(DOMAIN_DESTROY, guest)
    assert all(holds(images[3], number + 1, number * MIB) for number in range(4))


def commit(daemon):
    images = daemon.chain("commit", 4)
    guest = daemon.disk_guest("commit", disk(images[3]))
    daemon.call(BLOCK_COMMIT, guest + string("vda") + opt_string(images[0]) + opt_string(images[2]) +
                u64(SLOW) + u32(16 | DELETE))
    daemon.kill_and_start()
    running(daemon, guest, COMMIT)
    speed(daemon, guest, 0)
    gone(daemon, guest)
    assert daemon.images(guest) == [images[3], images[0]]
    assert not os.path.exists(images[1]) and not os.path.exists(images[2])
    daemon.call(DOMAIN_DESTROY, guest)
    assert all(holds(images[3], number + 1, number * MIB) for number in range(4))


def active(daemon):
    """The daemon dies once it has asked for the change: the next one has it in the definition."""
    images = daemon.chain("active", 3)
    guest = daemon.disk_guest("active", disk(images[2]))
    daemon.call(BLOCK_COMMIT, guest + string("vda") + opt_string(None) + opt_string(None) + u64(SLOW) +
                u32(16 | ACTIVE))
    daemon.kill_and_start()
    running(daemon, guest, ACTIVE_COMMIT)
    speed(daemon, guest, 0)
    wait_for(lambda: daemon.disk_of(guest).find("mirror").get("ready") == "yes", "the base")
    daemon.call(BLOCK_JOB_ABORT, guest + string("vda") + u32(PIVOT | ASYNC))
    daemon.kill_and_start()
    gone(daemon, guest)
    assert daemon.images(guest) == [images[0]] == daemon.images(guest, flags=INACTIVE)
    assert daemon.disk_of(guest).find("mirror") is None
    daemon.call(DOMAIN_DESTROY, guest)
    assert all(holds(images[0], number + 1, number * MIB) for number in range(3))


def copy(daemon):
    """A copy that is ready stays so; the one that is told to end has ended when the next daemon looks."""
    image, target = daemon.chain("copy", 1)[0], daemon.file("target.qcow2")
    guest = daemon.disk_guest("copy", disk(image))
    document = f"<disk type='file'><source file='{target}'/><driver type='qcow2'/></disk>"
    daemon.call(BLOCK_COPY, guest + string("vda") + string(document) + u32(0) + u32(TRANSIENT))
    wait_for(lambda: daemon.disk_of(guest).find("mirror").get("ready") == "yes", "the copy")
    daemon.kill_and_start()
    mirror = daemon.disk_of(guest).find("mirror")
    assert (mirror.get("file"), mirror.get("ready")) == (target, "yes"), mirror.attrib
    assert daemon.info(guest)[0] == COPY
    daemon.call(BLOCK_JOB_ABORT, guest + string("vda") + u32(PIVOT))
    assert daemon.images(guest) == [target] == daemon.images(guest, flags=INACTIVE)
    daemon.call(DOMAIN_DESTROY, guest)
    assert holds(target, 1, 0)


def main():
    with BlockDaemon() as daemon:
        pull(daemon)
        commit(daemon)
        active(daemon)
        copy(daemon)


main()
