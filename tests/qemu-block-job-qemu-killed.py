#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""When QEMU is killed in the middle of a block job the job has failed, and is told so; who waited for
its end gets an answer; the definition has what it had, and starts again."""
import os
import signal

from blocks import (ACTIVE, ACTIVE_COMMIT, BLOCK_COMMIT, BLOCK_JOB_INFO, BLOCK_REBASE, FAILED, INACTIVE,
                    MIB, PULL, BlockDaemon, disk, holds, opt_string, u64)
from oncrpc import DOMAIN_CREATE, DOMAIN_DESTROY, DOMAIN_GET_STATE, RemoteError, string, u32, wait_for

SLOW, BYTES, COMMIT_BYTES, SHUT_OFF = 65536, 64, 16, 5


def killed(daemon, guest, kind):
    os.kill(daemon.process_of(guest), signal.SIGKILL)
    assert daemon.event() == (kind, FAILED)
    wait_for(lambda: daemon.call(DOMAIN_GET_STATE, guest + u32(0)).i32() == SHUT_OFF, "its end")
    try:
        daemon.call(BLOCK_JOB_INFO, guest + string("vda") + u32(0))
    except RemoteError as error:
        assert error.code == 55, str(error)
    else:
        raise AssertionError("a guest that does not run has a block job")


def main():
    with BlockDaemon() as daemon:
        images = daemon.chain("disk", 3)
        guest = daemon.disk_guest("guest", disk(images[2]))
        daemon.call(BLOCK_REBASE, guest + string("vda") + opt_string(None) + u64(SLOW) + u32(BYTES))
        killed(daemon, guest, PULL)
        daemon.call(DOMAIN_CREATE, guest)
        assert daemon.images(guest) == images[::-1]
        daemon.call(BLOCK_COMMIT, guest + string("vda") + opt_string(None) + opt_string(None) +
                    u64(SLOW) + u32(COMMIT_BYTES | ACTIVE))
        killed(daemon, guest, ACTIVE_COMMIT)
        assert daemon.images(guest, flags=INACTIVE) == [images[2]]
        assert all(holds(images[2], number + 1, number * MIB) for number in range(3))

        # And while there is no daemon.
        daemon.call(DOMAIN_CREATE, guest)
        daemon.call(BLOCK_REBASE, guest + string("vda") + opt_string(None) + u64(SLOW) + u32(BYTES))
        pid = daemon.process_of(guest)
        daemon.kill()
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: daemon.process_of(guest) is None, "its end")
        daemon.start()
        assert daemon.call(DOMAIN_GET_STATE, guest + u32(0)).i32() == SHUT_OFF
        daemon.call(DOMAIN_CREATE, guest)
        assert daemon.images(guest) == images[::-1] and daemon.info(guest) is None
        daemon.call(DOMAIN_DESTROY, guest)


main()
