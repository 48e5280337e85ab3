#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Nothing outside a pool's folder is written or removed through it, whatever stands in the folder or is
put there meanwhile."""
import os

from oncrpc import RemoteError
from storage import (INVALID, NO_SUCH, NO_VOL, OPERATION_FAILED, SYSTEM_ERROR, UNSUPPORTED, VOL_EXIST,
                     StorageDaemon, expect, vol_xml)

UPLOAD = 208
LINK = "Operation not supported: '"


def links(client, pool, folder, secret):
    link = os.path.join(folder, "link")
    os.symlink(secret, link)
    client.refresh(pool)
    vol = client.vol_by_name(pool, "link")
    for function, *args in ((client.open_vol, UPLOAD, vol), (client.wipe, vol), (client.wipe, vol, 8),
                            (client.resize, vol, 1 << 20), (client.delete_vol, vol, 1)):
        expect(UNSUPPORTED, f"{LINK}{link}' is a symbolic link", function, *args)
    client.delete_vol(vol)
    assert not os.path.lexists(link)


def swapped(client, pool, folder, secret):
    """The file is replaced behind our back, after it was listed."""
    path = os.path.join(folder, "v")
    vol = client.create_vol(pool, vol_xml("v", 4096))
    os.unlink(path)
    os.symlink(secret, path)
    expect(UNSUPPORTED, f"{LINK}{path}' is a symbolic link", client.wipe, vol)
    os.unlink(path)
    os.mkfifo(path)
    expect(UNSUPPORTED, f"{LINK}{path}' is no regular file", client.open_vol, 209, vol)
    # Without a reader a FIFO cannot be opened for writing, and nobody may wait for one.
    try:
        client.open_vol(UPLOAD, vol)
        raise AssertionError("a FIFO was opened as a volume")
    except RemoteError as error:
        assert error.code in (SYSTEM_ERROR, UNSUPPORTED), error
    os.unlink(path)
    expect(SYSTEM_ERROR, f"cannot open volume '{path}'", client.wipe, vol)
    client.delete_vol(vol)
    expect(NO_VOL, NO_SUCH, client.vol_info, vol)


def names(client, pool, folder, secret):
    for name in ("../secret", "..", "", "/", "sub/x"):
        expect(NO_VOL, NO_SUCH + "name", client.vol_by_name, pool, name)
        expect(NO_VOL, NO_SUCH + "name", client.delete_vol, ("p", name, secret))
    expect(NO_VOL, NO_SUCH + "path", client.vol_by_path, folder + "/../secret")
    expect(NO_VOL, NO_SUCH + "path", client.vol_by_path, folder)
    os.symlink(secret, os.path.join(folder, "taken"))
    expect(VOL_EXIST, "storage volume 'taken' exists already", client.create_vol, pool,
           vol_xml("taken", 4096))
    assert os.path.islink(os.path.join(folder, "taken"))


def moved(client, pool, folder):
    """The folder's path leads elsewhere now: the pool stays in its folder."""
    vol = client.create_vol(pool, vol_xml("m", 4096))
    os.rename(folder, folder + ".moved")
    os.mkdir(folder)
    with open(os.path.join(folder, "m"), "w") as file:
        file.write("another")
    client.delete_vol(vol)
    assert not os.path.exists(folder + ".moved/m") and os.path.exists(os.path.join(folder, "m"))
    image = client.create_vol(pool, vol_xml("i", 1 << 20, "qcow2"))
    client.resize(image, 2 << 20)
    assert client.vol_info(image)[1] == 2 << 20 and os.path.exists(folder + ".moved/i")
    assert os.listdir(folder) == ["m"]
    with open(folder + ".moved/i", "r+b") as file:
        file.truncate(100)
    said = expect(OPERATION_FAILED, "command 'qemu-img' failed", client.resize, image, 3 << 20)
    assert "/proc/" not in said and folder + ".moved/i" in said, said
    expect(INVALID, f"'{folder}' is another directory", client.refresh, pool)
    os.unlink(os.path.join(folder, "m"))
    os.rmdir(folder)
    expect(SYSTEM_ERROR, f"cannot open directory '{folder}'", client.refresh, pool)


with StorageDaemon() as daemon, daemon.client() as client:
    folder, pool, secret = daemon.place("p"), daemon.pool(client), daemon.place("secret")
    with open(secret, "w") as file:
        file.write("secret" * 1000)
    for part in (links, swapped, names):
        part(client, pool, folder, secret)
    moved(client, pool, folder)
    with open(secret) as file:
        assert file.read() == "secret" * 1000
