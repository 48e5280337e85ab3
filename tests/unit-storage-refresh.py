#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a refresh finds and what it leaves out; that it opens no file again that has not changed; and
that looking a volume up never looks at the disk."""
import os
import socket

from storage import NO_SUCH, NO_VOL, StorageDaemon, expect, qemu_img, vol_xml

MIB = 1 << 20


def write(path, data=b"x"):
    with open(path, "wb") as file:
        file.write(data)


def what_counts(client, pool, folder):
    def at(name):
        return os.path.join(folder, name)
    write(at("file"), b"12345")
    write(at(".hidden"))
    write(at("a b'&<"))
    os.mkdir(at("sub"))
    os.mkfifo(at("fifo"))
    server = socket.socket(socket.AF_UNIX)
    server.bind(at("socket"))
    os.symlink("file", at("link"))
    os.symlink("/dev/zero", at("device"))
    os.symlink("/nowhere", at("dangling"))
    os.symlink("loop", at("loop"))
    write(os.path.join(folder.encode(), b"no\xfftext"))
    write(at("control\x01"))
    write(at(".vmrpc-new-0123456789abcdef"))
    assert client.vols(pool) == []
    expect(NO_VOL, NO_SUCH + "name 'file'", client.vol_by_name, pool, "file")
    expect(NO_VOL, NO_SUCH + "path", client.vol_by_path, at("file"))
    client.refresh(pool)
    assert client.vols(pool) == [".hidden", "a b'&<", "file", "link", "sub"], client.vols(pool)
    assert not os.path.exists(at(".vmrpc-new-0123456789abcdef")), "its maker has died"
    vol = client.vol_by_name(pool, "file")
    assert client.vol_info(vol)[:2] == (0, 5) and "<volume type='file'>" in client.vol_xml(vol)
    assert client.vol_info(client.vol_by_name(pool, "sub")) == (2, 0, 0)
    text = client.vol_xml(client.vol_by_name(pool, "sub"))
    assert "<volume type='dir'>" in text and "<format type='dir'/>" in text
    assert "a b'&amp;&lt;</name>" in client.vol_xml(client.vol_by_name(pool, "a b'&<"))
    os.unlink(at("file"))
    assert client.vol_info(vol)[1] == 5, "until the next refresh"
    client.refresh(pool)
    expect(NO_VOL, NO_SUCH + "name 'file'", client.vol_info, vol)
    client.delete_vol(client.vol_by_name(pool, "sub"))
    assert not os.path.exists(at("sub"))
    server.close()


def incremental(client, pool, folder):
    """A header that was changed in secret is only seen by who opens the file."""
    path = os.path.join(folder, "image")
    qemu_img("create", "-f", "qcow2", path, "1M")
    client.refresh(pool)
    vol = client.vol_by_name(pool, "image")
    assert client.vol_info(vol)[1] == MIB
    # The same device, inode, size and time of modification, but another image inside.
    status = os.stat(path)
    with open(path, "r+b") as file:
        file.seek(24)
        file.write((2 * MIB).to_bytes(8, "big"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    os.chmod(path, 0o600)
    client.refresh(pool)
    assert client.vol_info(vol)[1] == MIB, "it was opened although nothing had changed"
    assert "<mode>0600</mode>" in client.vol_xml(vol), "what needs no opening is new"
    os.utime(path)
    client.refresh(pool)
    assert client.vol_info(vol)[1] == 2 * MIB
    qemu_img("create", "-f", "qcow2", path + ".new", "3M")
    os.rename(path + ".new", path)
    client.refresh(pool)
    assert client.vol_info(vol)[1] == 3 * MIB


def beside(client, other, pool, folder):
    """Calls that come while a refresh is going on are answered before it has ended."""
    for number in range(3000):
        write(os.path.join(folder, f"n{number}"))
    refresh = client.start(83, client.pool(pool) + bytes(4), 0x20008086)
    made = other.create_vol(pool, vol_xml("made", 4096))
    other.delete_vol(other.create_vol(pool, vol_xml("gone", 4096)))
    other.delete_vol(other.vol_by_name(pool, "image"))
    client.end(refresh)
    names = client.vols(pool)
    assert "made" in names and "gone" not in names and "image" not in names
    assert client.number(91, pool) == len(names) > 3000
    assert client.vol_info(made)[1] == 4096


with StorageDaemon() as daemon, daemon.client() as client, daemon.client() as other:
    folder, pool = daemon.place("p"), daemon.pool(client)
    what_counts(client, pool, folder)
    incremental(client, pool, folder)
    beside(client, other, pool, folder)
