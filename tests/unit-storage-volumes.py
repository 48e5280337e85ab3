#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Volumes, raw and qcow2: made, found, read, resized, wiped, removed; and what is refused."""
import json
import os

from storage import (ALLOCATE, CONFIG_UNSUPPORTED, DELTA, INVALID, INVALID_ARG, NO_POOL, NO_SUCH,
                     NO_SUPPORT, NO_VOL, PREALLOC_METADATA, SHRINK, SYSTEM_ERROR,
                     UNSUPPORTED, VOL_EXIST, XML_ERROR, StorageDaemon, backing_xml, expect, qemu_img,
                     temporary_files, vol_xml)

MIB = 1 << 20


def raw(client, pool, folder):
    path = os.path.join(folder, "v1")
    vol = client.create_vol(pool, vol_xml("v1", MIB))
    assert vol == ("p", "v1", path)
    status = os.stat(path)
    assert (status.st_size, status.st_blocks * 512) == (MIB, MIB) and status.st_mode & 0o777 == 0o600
    assert client.vol_info(vol) == (0, MIB, MIB) and client.vol_path(vol) == path
    for found in (client.vol_by_name(pool, "v1"), client.vol_by_key(path), client.vol_by_path(path),
                  client.vol_by_path(folder + "//v1")):
        assert found == vol
    assert client.pool_by_volume(vol) == pool
    text = client.vol_xml(vol)
    assert f"<key>{path}</key>" in text and "<format type='raw'/>" in text
    assert f"<physical unit='bytes'>{MIB}</physical>" in text and "<mode>0600</mode>" in text
    expect(VOL_EXIST, "storage volume 'v1' exists already", client.create_vol, pool,
           vol_xml("v1", MIB))
    sparse = client.create_vol(pool, vol_xml("v2", 10 * MIB, allocation=0, extra="<permissions>"
                                             "<mode>0640</mode></permissions>"))
    assert client.vol_info(sparse)[1:] == (10 * MIB, 0)
    assert client.vol_info(sparse, 1)[1:] == (10 * MIB, 10 * MIB)
    assert os.stat(os.path.join(folder, "v2")).st_mode & 0o777 == 0o640
    assert client.vols(pool) == client.names(92, pool=pool) == ["v1", "v2"]
    assert client.names(92, 1, pool) == ["v1"] and client.number(91, pool) == 2


def resize_raw(client, pool, folder):
    vol, path = client.vol_by_name(pool, "v1"), os.path.join(folder, "v1")
    below = "invalid argument: can't shrink capacity below existing allocation"
    expect(INVALID_ARG, below, client.resize, vol, MIB // 2)
    client.resize(vol, 3 * MIB)
    assert client.vol_info(vol)[1:] == (3 * MIB, MIB) and os.stat(path).st_size == 3 * MIB
    expect(INVALID_ARG, "invalid argument: Can't shrink capacity below current capacity",
           client.resize, vol, 2 * MIB)
    client.resize(vol, MIB, DELTA | SHRINK)
    client.resize(vol, MIB // 2, DELTA)
    assert os.stat(path).st_size == 5 * MIB // 2
    client.resize(vol, 4 * MIB, ALLOCATE)
    assert os.stat(path).st_blocks * 512 >= 4 * MIB - 3 * MIB // 2
    client.resize(vol, 0, SHRINK)
    assert client.vol_info(vol) == (0, 0, 0)
    client.resize(vol, MIB, 0)
    expect(SYSTEM_ERROR, f"Failed to truncate file '{path}'", client.resize, vol, 1 << 62)
    expect(8, "unsupported flags", client.resize, vol, MIB, 64)
    assert client.vol_info(vol)[1] == MIB


def image(path):
    return json.loads(qemu_img("info", "--output=json", path))


def qcow2(client, pool, folder):
    base = client.create_vol(pool, vol_xml("q1", 10 * MIB, "qcow2"))
    told = image(base[2])
    assert (told["format"], told["virtual-size"]) == ("qcow2", 10 * MIB)
    assert client.vol_info(base)[1] == 10 * MIB and client.vol_info(base)[2] < MIB
    text = client.vol_xml(base)
    assert "<format type='qcow2'/>" in text and "<clusterSize unit='B'>65536</clusterSize>" in text
    child = client.create_vol(pool, vol_xml("q2", None, "qcow2", backing=backing_xml(base[2], "qcow2")))
    assert image(child[2])["full-backing-filename"] == base[2]
    text = client.vol_xml(child)
    backing = text[text.index("<backingStore>"):]
    assert f"<path>{base[2]}</path>\n    <format type='qcow2'/>" in backing and "<mode>" in backing
    assert client.vol_info(child)[1] == 10 * MIB
    full = client.create_vol(pool, vol_xml("q3", 10 * MIB, "qcow2"), PREALLOC_METADATA)
    assert client.vol_info(full)[2] > 10 * MIB
    part = client.create_vol(pool, vol_xml("q6", 10 * MIB, "qcow2", allocation=0), PREALLOC_METADATA)
    assert client.vol_info(part, 1)[2] > 10 * MIB > client.vol_info(part)[2]
    old = client.create_vol(pool, vol_xml("q4", MIB, "qcow2", extra="<compat>0.10</compat>"))
    assert image(old[2])["format-specific"]["data"]["compat"] == "0.10"
    assert "<compat>0.10</compat>" in client.vol_xml(old)
    lazy = client.create_vol(pool, vol_xml("q5", MIB, "qcow2", extra="<clusterSize>4096</clusterSize>"
                                           "<features><lazy_refcounts/></features>"))
    assert "<lazy_refcounts/>" in client.vol_xml(lazy) and ">4096<" in client.vol_xml(lazy)
    client.resize(base, 20 * MIB)
    assert client.vol_info(base)[1] == image(base[2])["virtual-size"] == 20 * MIB
    client.resize(base, 5 * MIB, SHRINK)
    assert client.vol_info(base)[1] == 5 * MIB
    expect(UNSUPPORTED, "Operation not supported: preallocate is only", client.resize, base, 20 * MIB,
           ALLOCATE)
    expect(CONFIG_UNSUPPORTED, "unsupported configuration: backing store volume", client.create_vol,
           pool, vol_xml("x", MIB, "qcow2", backing=backing_xml(base[2])))
    expect(NO_SUPPORT, "this function is not supported by the connection driver: backing storage not",
           client.create_vol, pool, vol_xml("x", MIB, backing=backing_xml(base[2], "qcow2")))
    expect(SYSTEM_ERROR, "inaccessible backing store volume /nowhere/x: No such file",
           client.create_vol, pool, vol_xml("x", MIB, "qcow2", backing=backing_xml("/nowhere/x")))


def wipe_and_delete(client, pool, folder):
    path = os.path.join(folder, "w")
    vol = client.create_vol(pool, vol_xml("w", MIB, allocation=0))
    with open(path, "r+b") as file:
        file.seek(100000)
        file.write(b"secret" * 1000)
    client.wipe(vol)
    with open(path, "rb") as file:
        assert file.read() == bytes(MIB)
    blocks = client.vol_info(vol)[2]
    assert 0 < blocks < MIB, "holes stay holes"
    client.wipe(vol, 8)
    with open(path, "rb") as file:
        assert file.read() != bytes(MIB)
    expect(74, "argument unsupported: wiping with algorithm 2", client.wipe, vol, 2)
    client.delete_vol(vol, 1)
    assert not os.path.exists(path)
    expect(NO_VOL, NO_SUCH + "name 'w'", client.delete_vol, vol)
    expect(8, "unsupported flags (0x2)", client.delete_vol, client.vol_by_name(pool, "v1"), 2)
    image = client.vol_by_name(pool, "q5")
    client.wipe(image)
    assert "<format type='raw'/>" in client.vol_xml(image), "its header is gone as well"


def refused(client, pool, folder):
    expect(NO_VOL, NO_SUCH + "path '/nowhere/x'", client.vol_by_path, "/nowhere/x")
    expect(NO_VOL, NO_SUCH + "path 'relative'", client.vol_by_path, "relative")
    expect(NO_VOL, NO_SUCH + "key /nowhere/x", client.vol_by_key, "/nowhere/x")
    expect(NO_VOL, NO_SUCH + "name 'x'", client.vol_by_name, pool, "x")
    expect(NO_POOL, "no storage pool with matching name 'x'", client.vol_info,
           ("x", "v1", ""))
    for name in ("..", ".", "a/b", "/etc/x", "a\tb"):
        expect(INVALID, f"volume name '{name}'", client.create_vol, pool,
               vol_xml(name, MIB))
    expect(INVALID, "volume name ''", client.create_vol, pool, vol_xml("", MIB))
    expect(INVALID, "volume name '.vmrpc-new-1'", client.create_vol, pool,
           vol_xml(".vmrpc-new-1", MIB))
    expect(INVALID, "volume name", client.create_vol, pool, vol_xml("x" * 256, MIB))
    expect(CONFIG_UNSUPPORTED, "unsupported configuration: unknown volume format type nope",
           client.create_vol, pool, vol_xml("x", MIB, "nope"))
    expect(CONFIG_UNSUPPORTED, "unsupported configuration: metadata preallocation is not supported",
           client.create_vol, pool, vol_xml("x", MIB), PREALLOC_METADATA)
    expect(XML_ERROR, "XML error: missing capacity element", client.create_vol, pool,
           vol_xml("x", None))
    expect(XML_ERROR, "XML error: missing volume name element", client.create_vol, pool,
           "<volume><capacity>1</capacity></volume>")
    expect(INVALID_ARG, "invalid argument: unknown suffix 'ZZ'", client.create_vol, pool,
           "<volume><name>x</name><capacity unit='ZZ'>1</capacity></volume>")
    expect(SYSTEM_ERROR, f"cannot extend file '{folder}/x'", client.create_vol, pool,
           vol_xml("x", 1 << 62))
    assert not os.path.exists(os.path.join(folder, "x")) and temporary_files(folder) == []
    assert "x" not in client.vols(pool)
    client.destroy(pool)
    expect(NO_POOL, "no storage pool", client.vols, pool)


with StorageDaemon() as daemon, daemon.client() as client:
    folder, pool = daemon.place("p"), daemon.pool(client)
    for part in (raw, resize_raw, qcow2, wipe_and_delete, refused):
        part(client, pool, folder)
