#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Chains of backing images that qemu-img would follow for ever, or wait in, are refused; a long one that
ends is not."""
import os
import struct

from storage import UNSUPPORTED, StorageDaemon, backing_xml, expect, qemu_img, vol_xml

NOT = "Operation not supported: "
MIB = 1 << 20


def image(path, backing, format="qcow2"):
    qemu_img("create", "-q", "-u", "-f", "qcow2", "-F", format, "-b", backing, path, str(MIB))


def image_with_name_far_behind(path, backing):
    """The header's cluster is 2 MiB, and the name lies at its half."""
    qemu_img("create", "-q", "-f", "qcow2", "-o", "cluster_size=2M", path, str(MIB))
    with open(path, "r+b") as file:
        file.seek(8)
        file.write(struct.pack(">QI", MIB, len(backing)))
        file.seek(MIB)
        file.write(backing.encode())
    assert backing in qemu_img("info", "-U", path)


def refused(client, pool, folder, name, text):
    client.refresh(pool)
    vol, path = client.vol_by_name(pool, name), os.path.join(folder, name)
    for function, *args in ((client.clone_vol, pool, vol_xml("copy", MIB, "qcow2"), vol),
                            (client.clone_vol, pool, vol_xml("copy", MIB), vol), (client.resize, vol, 2 * MIB),
                            (client.create_vol, pool, vol_xml("over", MIB, "qcow2",
                                                              backing=backing_xml(path, "qcow2")))):
        said = expect(UNSUPPORTED, NOT, function, *args)
        assert path in said and text in said, said
    assert sorted(os.listdir(folder)) == sorted(client.vols(pool) + ["fifo"])


with StorageDaemon() as daemon, daemon.client() as client:
    folder, pool = daemon.place("p"), daemon.pool(client)
    os.mkfifo(os.path.join(folder, "fifo"))
    image(os.path.join(folder, "itself"), "itself")
    image(os.path.join(folder, "a"), os.path.join(folder, "b"))
    image(os.path.join(folder, "b"), "a")
    image(os.path.join(folder, "waits"), "fifo", "raw")
    image(os.path.join(folder, "elsewhere"), "nbd:127.0.0.1:1", "raw")
    image_with_name_far_behind(os.path.join(folder, "far"), "far")
    qemu_img("create", "-q", "-u", "-f", "qed", "-F", "qed", "-b", "qed", os.path.join(folder, "qed"), str(MIB))
    qemu_img("create", "-q", "-u", "-f", "qcow", "-F", "qcow", "-b", "qcow", os.path.join(folder, "qcow"),
             str(MIB))
    for name, text in (("itself", "themselves"), ("a", "themselves"), ("b", "themselves"),
                       ("waits", "no regular file"), ("elsewhere", "otherwise than by its path"),
                       ("far", "cannot be found"), ("qed", "cannot be found"), ("qcow", "cannot be found")):
        refused(client, pool, folder, name, text)
    vol = client.create_vol(pool, vol_xml("link0", MIB, "qcow2"))
    for i in range(8):
        vol = client.create_vol(pool, vol_xml(f"link{i + 1}", MIB, "qcow2",
                                              backing=backing_xml(os.path.join(folder, f"link{i}"), "qcow2")))
    client.resize(vol, 2 * MIB)
    client.clone_vol(pool, vol_xml("copy", MIB), vol)
