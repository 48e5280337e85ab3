#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Storage by stock python3-libvirt: events of a pool's life, volumes made, found and resized, contents
up and down by checksum, with holes and without, a download that is read and never finished, and the
error that virt-install waits for."""
import hashlib
import os
import random

from oncrpc import Daemon
from stock_libvirt import fails, libvirt, receive_all, run_until

POOL = "<pool type='dir'><name>pool</name><target><path>%s</path></target></pool>"
VOLUME = """<volume><name>%s</name><capacity>%d</capacity><allocation>0</allocation>
<target><format type='%s'/></target></volume>"""
SIZE = 3 << 20
HOLE = (1 << 20, 2 << 20)


def contents():
    """Three megabytes, of which the second is zeros."""
    data = bytearray(random.Random(7).randbytes(SIZE))
    data[HOLE[0]:HOLE[1]] = bytes(HOLE[1] - HOLE[0])
    return bytes(data)


def send_all(stream, data):
    at = 0
    while at < len(data):
        at += stream.send(data[at:at + 200000])


def upload(connection, volume, data):
    stream = connection.newStream(0)
    volume.upload(stream, 0, len(data), 0)
    send_all(stream, data)
    stream.finish()


def upload_sparse(connection, volume, data):
    stream = connection.newStream(0)
    volume.upload(stream, 0, len(data), libvirt.VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM)
    send_all(stream, data[:HOLE[0]])
    stream.sendHole(HOLE[1] - HOLE[0], 0)
    send_all(stream, data[HOLE[1]:])
    stream.finish()


def download(connection, volume):
    stream = connection.newStream(0)
    volume.download(stream, 0, 0, 0)
    return receive_all(stream)


def download_sparse(connection, volume):
    """What came, with zeros for the holes; and how many holes there were."""
    stream = connection.newStream(0)
    volume.download(stream, 0, 0, libvirt.VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM)
    pieces, holes = [], []

    def on_hole(_stream, size, _opaque):
        holes.append(size)
        pieces.append(bytes(size))

    stream.sparseRecvAll(lambda _stream, data, _opaque: pieces.append(data), on_hole, None)
    stream.finish()
    return b"".join(pieces), holes


def same(one, other):
    return hashlib.sha256(one).digest() == hashlib.sha256(other).digest()


def test_contents(connection, pool):
    data = contents()
    plain = pool.createXML(VOLUME % ("plain", SIZE, "raw"))
    upload(connection, plain, data)
    assert same(download(connection, plain), data)
    sparse = pool.createXML(VOLUME % ("sparse", SIZE, "raw"))
    upload_sparse(connection, sparse, data)
    assert same(download(connection, sparse), data)
    received, holes = download_sparse(connection, sparse)
    assert same(received, data) and sum(holes) >= (HOLE[1] - HOLE[0]) // 2, holes
    stream = connection.newStream(0)
    plain.upload(stream, 0, SIZE, 0)
    stream.send(b"x" * 1000)
    stream.abort()
    assert connection.isAlive() and plain.info()[1] == SIZE


def test_unfinished(connection, pool):
    """Some clients take the end of the bytes for the end of the stream: the volume is free all the same."""
    volume = pool.createXML(VOLUME % ("left", 1 << 20, "raw"))
    streams = [connection.newStream(0), connection.newStream(0)]
    volume.download(streams[0], 0, 1000, 0)
    volume.download(streams[1], 0, 0, 0)
    for stream in streams:
        while stream.recv(1 << 18):
            pass
    volume.delete()
    streams[0].finish()
    streams[1].abort()


def test_volumes(connection, pool, folder):
    image = pool.createXML(VOLUME % ("image.qcow2", 10 << 20, "qcow2"))
    for found in (pool.storageVolLookupByName("image.qcow2"), connection.storageVolLookupByPath(image.path()),
                  connection.storageVolLookupByKey(image.key())):
        assert found.name() == "image.qcow2"
    assert image.storagePoolLookupByVolume().name() == "pool"
    image.resize(20 << 20)
    assert image.info()[1] == 20 << 20
    fails(libvirt.VIR_ERR_INVALID_ARG, image.resize, 5 << 20)
    clone = pool.createXMLFrom(VOLUME % ("clone.qcow2", 20 << 20, "qcow2"), image)
    assert sorted(pool.listVolumes()) == ["clone.qcow2", "image.qcow2"]
    clone.delete()
    image.delete()
    assert os.listdir(folder) == []
    fails(libvirt.VIR_ERR_NO_STORAGE_VOL, connection.storageVolLookupByPath, "/nowhere/at/all.img")
    fails(libvirt.VIR_ERR_NO_STORAGE_POOL, connection.storagePoolLookupByName, "none")


def main():
    libvirt.virEventRegisterDefaultImpl()
    with Daemon("--driver", "storage", driver="test") as daemon:
        folder = os.path.join(daemon.folder, "pool")
        connection = libvirt.open(f"test+unix:///default?socket={daemon.path}")
        seen = []
        connection.storagePoolEventRegisterAny(None, libvirt.VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE,
                                               lambda _c, pool, event, _d, _o: seen.append(event), None)
        refreshed = []
        connection.storagePoolEventRegisterAny(None, libvirt.VIR_STORAGE_POOL_EVENT_ID_REFRESH,
                                               lambda _c, pool, _o: refreshed.append(pool.name()), None)
        pool = connection.storagePoolDefineXML(POOL % folder)
        pool.build()
        pool.create()
        test_volumes(connection, pool, folder)
        test_contents(connection, pool)
        test_unfinished(connection, pool)
        pool.refresh()
        pool.destroy()
        pool.undefine()
        wanted = [libvirt.VIR_STORAGE_POOL_EVENT_DEFINED, libvirt.VIR_STORAGE_POOL_EVENT_CREATED,
                  libvirt.VIR_STORAGE_POOL_EVENT_STARTED, libvirt.VIR_STORAGE_POOL_EVENT_STOPPED,
                  libvirt.VIR_STORAGE_POOL_EVENT_UNDEFINED]
        run_until(lambda: len(seen) >= len(wanted) and refreshed)
        assert seen == wanted, seen
        assert refreshed[-1] == "pool"
        connection.close()


main()
