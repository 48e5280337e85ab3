#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A copy of a disk: ended with pivot the guest goes on with it, ended without it is the disk of that
moment; whole or only the first image, into a new file or one that exists, by document or by path."""
import os

from blocks import (BLOCK_COPY, BLOCK_JOB_ABORT, BLOCK_REBASE, CANCELED, COMPLETED, COPY, INACTIVE, MIB,
                    PIVOT, READY, REUSE, SIZE, SYNCHRONOUS, TRANSIENT, BlockDaemon, backing, disk, holds,
                    opt_string, run, u64)
from oncrpc import DOMAIN_DESTROY, RemoteError, string, u32

COPY_SHALLOW = 1
REBASE_COPY_RAW, REBASE_COPY = 4, 8
DOMAIN_UNDEFINE = 35
ULLONG, UINT = 4, 2


def copy(daemon, guest, path, flags=TRANSIENT, form="qcow2", params=b"", count=0):
    document = f"<disk type='file'><source file='{path}'/><driver type='{form}'/></disk>"
    daemon.call(BLOCK_COPY, guest + string("vda") + string(document) + u32(count) + params + u32(flags))


def refused(daemon, guest, code, words, path, flags=TRANSIENT):
    try:
        copy(daemon, guest, path, flags)
    except RemoteError as error:
        assert error.code == code and words in str(error), (error.code, str(error))
    else:
        raise AssertionError(f"not refused: {words}")


def end(daemon, guest, flags, state):
    assert daemon.event() == (COPY, READY)
    daemon.call(BLOCK_JOB_ABORT, guest + string("vda") + u32(flags))
    assert daemon.event() == (COPY, state)


def whole(daemon):
    images = daemon.chain("whole", 3)
    first, second, raw = (daemon.file(name) for name in ("first.qcow2", "second.qcow2", "third.raw"))
    guest = daemon.disk_guest("whole", disk(images[2], driver="copy_on_read='on'"))
    refused(daemon, guest, 55, "not transient", first, 0)
    refused(daemon, guest, 67, "already exists", images[0])
    params = (string("granularity") + u32(UINT, 65536) + string("buf-size") + u32(ULLONG) + u64(MIB) +
              string("bandwidth") + u32(ULLONG) + u64(1 << 30))
    copy(daemon, guest, first, TRANSIENT | SYNCHRONOUS, params=params, count=3)
    assert daemon.event() == (COPY, READY)
    mirror = daemon.disk_of(guest).find("mirror")
    assert (mirror.get("job"), mirror.get("file"), mirror.get("ready")) == ("copy", first, "yes")
    assert daemon.info(guest, flags=1)[1] == 1 << 30
    daemon.call(BLOCK_JOB_ABORT, guest + string("vda") + u32(0))
    assert daemon.event() == (COPY, CANCELED)
    assert daemon.images(guest) == images[::-1]
    assert all(holds(first, number + 1, number * MIB) for number in range(3))

    copy(daemon, guest, second)
    end(daemon, guest, PIVOT, COMPLETED)
    assert daemon.images(guest) == [second] == daemon.images(guest, flags=INACTIVE)
    copy(daemon, guest, raw, form="raw")
    end(daemon, guest, PIVOT, COMPLETED)
    assert daemon.images(guest) == [raw] and daemon.disk_of(guest).find("driver").get("type") == "raw"
    daemon.call(DOMAIN_DESTROY, guest)
    assert all(holds(second, number + 1, number * MIB) for number in range(3))
    assert all(holds(raw, number + 1, number * MIB, form="raw") for number in range(3))


def shallow(daemon):
    images = daemon.chain("shallow", 3)
    fresh, reused = daemon.file("fresh.qcow2"), daemon.file("reused.qcow2")
    run("qemu-img", "create", "-q", "-f", "qcow2", "-b", images[1], "-F", "qcow2", reused, str(SIZE))
    guest = daemon.disk_guest("shallow", disk(images[2]))
    copy(daemon, guest, fresh, TRANSIENT | COPY_SHALLOW)
    end(daemon, guest, PIVOT, COMPLETED)
    assert daemon.images(guest) == [fresh, images[1], images[0]]
    assert backing(fresh) == images[1]
    copy(daemon, guest, reused, TRANSIENT | COPY_SHALLOW | REUSE)
    end(daemon, guest, PIVOT, COMPLETED)
    assert daemon.images(guest) == [reused, images[1], images[0]]
    os.unlink(fresh)
    # Once more to the end of a chain, and back to where everything is one file.
    copy(daemon, guest, images[2], TRANSIENT | COPY_SHALLOW | REUSE)
    end(daemon, guest, 0, CANCELED)
    assert daemon.images(guest) == [reused, images[1], images[0]]
    daemon.call(DOMAIN_DESTROY, guest)
    for image in reused, images[2]:
        assert all(holds(image, number + 1, number * MIB) for number in range(3))


def by_path(daemon):
    """Which has no flag to say that the job may be forgotten; a transient guest is forgotten itself."""
    image, raw = daemon.chain("path", 1)[0], daemon.file("path.raw")
    guest = daemon.disk_guest("path", disk(image))
    daemon.call(DOMAIN_UNDEFINE, guest)
    daemon.call(BLOCK_REBASE, guest + string("vda") + opt_string(raw) + u64(0) +
                u32(REBASE_COPY | REBASE_COPY_RAW))
    end(daemon, guest, PIVOT, COMPLETED)
    assert daemon.images(guest) == [raw] and daemon.disk_of(guest).find("driver").get("type") == "raw"
    daemon.call(DOMAIN_DESTROY, guest)
    assert holds(raw, 1, 0, form="raw")


def main():
    with BlockDaemon() as daemon:
        by_path(daemon)
        whole(daemon)
        shallow(daemon)


main()
