#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Uploads and downloads: offset, length, holes; in place; the volume is looked at again afterwards; two
at once on one volume, and destroying its pool, are refused by name."""
import os
import random

from oncrpc import RemoteError, wait_for
from storage import (BUSY, INVALID, OVERFLOW, UNSUPPORTED, StorageDaemon, expect, vol_xml)

MIB = 1 << 20
UPLOAD, DOWNLOAD, SPARSE = 208, 209, 1


def download(client, vol, **kwargs):
    """All of it, and where holes were."""
    stream, data, holes, ended = client.open_vol(DOWNLOAD, vol, **kwargs), b"", [], 0
    while not ended:
        piece, hole, ended = client.recv(stream)
        data += piece
        if hole:
            holes.append((len(data), hole))
            data += bytes(hole)
    client.finish(stream)
    return data, holes


def there_and_back(client, vol, path):
    data = random.Random(1).randbytes(2 * MIB)
    stream = client.open_vol(UPLOAD, vol)
    for at in range(0, len(data), 200000):
        client.send_data(stream, data[at:at + 200000])
    client.finish(stream)
    with open(path, "rb") as file:
        assert file.read() == data + bytes(2 * MIB)
    assert download(client, vol)[0] == data + bytes(2 * MIB)
    assert download(client, vol, offset=5, length=1000)[0] == data[5:1005]
    assert download(client, vol, offset=4 * MIB - 3, length=1000)[0] == bytes(3)
    assert download(client, vol, offset=1 << 40)[0] == b""

    stream = client.open_vol(UPLOAD, vol, offset=1000, length=10)
    client.send_data(stream, b"0123456789")
    expect(OVERFLOW, "upload to volume", client.send_data, stream, b"x")
    client.abort(stream)
    assert download(client, vol, length=1020)[0] == data[:1000] + b"0123456789" + data[1010:1020]


def holes(client, vol, path):
    stream = client.open_vol(UPLOAD, vol, flags=SPARSE)
    for letter, hole in ((b"a", 6 * MIB), (b"b", 8 * MIB)):
        for last in (0, 0, 0, hole):
            client.send_data(stream, letter * (MIB // 4), hole=last)
    client.finish(stream)
    with open(path, "rb") as file:
        wanted = b"a" * MIB + bytes(6 * MIB) + b"b" * MIB + bytes(8 * MIB)
        assert file.read() == wanted
    assert os.stat(path).st_blocks * 512 < 3 * MIB
    assert client.vol_info(vol)[1] == 16 * MIB, "it was looked at again"
    assert client.vol_info(vol)[2] < 3 * MIB
    data, gaps = download(client, vol, flags=SPARSE)
    assert data == wanted and gaps == [(MIB, 6 * MIB), (8 * MIB, 8 * MIB)]
    data, gaps = download(client, vol, flags=SPARSE, offset=2 * MIB, length=7 * MIB)
    assert data == wanted[2 * MIB:9 * MIB] and gaps == [(0, 5 * MIB), (6 * MIB, MIB)]
    assert download(client, vol) == (wanted, [])


def together(client, other, pool, vol):
    stream = client.open_vol(UPLOAD, vol)
    client.send_data(stream, b"x")
    busy = "volume 'v' is still in use: upload is going on"
    expect(INVALID, busy, other.delete_vol, vol)
    expect(INVALID, busy, other.open_vol, DOWNLOAD, vol)
    expect(INVALID, busy, other.open_vol, UPLOAD, vol)
    expect(BUSY, "pool 'p' has asynchronous jobs running: upload of volume 'v'", other.destroy, pool)
    other.refresh(pool)
    assert other.vol_info(vol)[0] == 0 and other.vols(pool) == ["v"]
    client.abort(stream)
    readers = [one.open_vol(DOWNLOAD, vol) for one in (client, other)]
    expect(INVALID, "volume 'v' is still in use: download is going on", other.wipe, vol)
    client.finish(readers[0])
    expect(INVALID, "volume 'v' is still in use: download is going on", other.wipe, vol)
    other.finish(readers[1])
    other.wipe(vol)


def forgotten(daemon, client, vol):
    """A client that goes without a word leaves no job behind."""
    gone = daemon.client()
    gone.open_vol(UPLOAD, vol)
    gone.close()

    def deleted():
        try:
            client.delete_vol(vol)
        except RemoteError as error:
            assert error.code == INVALID, error
            return False
        return True
    wait_for(deleted, "the upload of a client that has gone is over")


with StorageDaemon() as daemon, daemon.client() as client, daemon.client() as other, \
        daemon.client() as watcher:
    pool = daemon.pool(client)
    vol = client.create_vol(pool, vol_xml("v", 4 * MIB))
    watcher.subscribe()
    there_and_back(client, vol, vol[2])
    holes(client, vol, vol[2])
    assert watcher.pool_events(2) == ["p:refresh", "p:refresh"], "one of each upload that was finished"
    together(client, other, pool, vol)
    os.mkdir(daemon.place("p/sub"))
    client.refresh(pool)
    expect(UNSUPPORTED, "Operation not supported: volume", client.open_vol, DOWNLOAD,
           client.vol_by_name(pool, "sub"))
    forgotten(daemon, client, vol)
    client.destroy(pool)
