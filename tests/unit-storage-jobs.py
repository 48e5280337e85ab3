#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""While a job on a volume runs, everything else goes on; what would disturb it is refused by name; and
there are only so many."""
from oncrpc import string
from storage import (BUSY, INVALID, SlowQemuImg, StorageDaemon, expect, temporary_files,
                     u32, vol_xml)

JOBS_MAX = 64
CREATE, RESIZE, DOWNLOAD, REMOTE = 93, 260, 209, 0x20008086


def start_create(client, pool, name):
    return client.start(CREATE, client.pool(pool) + string(vol_xml(name, 1 << 20, "qcow2")) + u32(0),
                        REMOTE)


def creating(daemon, client, other, pool, slow):
    job = start_create(client, pool, "q")
    slow.wait()
    assert len(temporary_files(daemon.place("p"))) == 1
    assert other.vols(pool) == [] and other.pool_info(pool)[0] == 2
    other.refresh(pool)
    assert len(temporary_files(daemon.place("p"))) == 1, "its maker lives"
    expect(INVALID, "volume 'q' is still being allocated: create is going on",
           other.create_vol, pool, vol_xml("q", 4096))
    expect(BUSY, "pool 'p' has asynchronous jobs running: create of volume 'q'", other.destroy, pool)
    other.delete_vol(other.create_vol(pool, vol_xml("r", 4096)))
    slow.go()
    vol = client.take_vol(client.end(job))
    assert other.vols(pool) == ["q"] and temporary_files(daemon.place("p")) == []
    return vol


def resizing(client, other, pool, vol, slow):
    job = client.start(RESIZE, client.vol(vol) + u32(0, 2 << 20, 0), REMOTE)
    slow.wait()
    busy = "volume 'q' is still in use: resize is going on"
    expect(INVALID, busy, other.delete_vol, vol)
    expect(INVALID, busy, other.resize, vol, 3 << 20)
    expect(INVALID, busy, other.clone_vol, pool, vol_xml("c", None), vol)
    assert other.vol_info(vol)[1] == 1 << 20
    other.refresh(pool)
    slow.go()
    client.end(job)
    assert other.vol_info(vol)[1] == 2 << 20


def too_many(daemon, client, pool):
    vol = client.create_vol(pool, vol_xml("many", 4096))
    clients = [daemon.client() for _ in range(JOBS_MAX // 4)]
    for one in clients:
        for _ in range(4):
            one.open_vol(DOWNLOAD, vol)
    expect(BUSY, f"volume 'many': {JOBS_MAX} jobs on volumes are running", client.open_vol, DOWNLOAD,
           vol)
    expect(BUSY, f"volume 'more': {JOBS_MAX} jobs", client.create_vol, pool, vol_xml("more", 4096))
    for one in clients:
        one.close()


with SlowQemuImg() as slow, StorageDaemon() as daemon, daemon.client() as client, \
        daemon.client() as other:
    pool = daemon.pool(client)
    vol = creating(daemon, client, other, pool, slow)
    resizing(client, other, pool, vol, slow)
    too_many(daemon, client, pool)
