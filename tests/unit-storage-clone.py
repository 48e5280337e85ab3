#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Copies of volumes, within a pool and between pools: the same bytes for the guest, holes stay holes,
never smaller than the source."""
import os
import random

from storage import (REFLINK, SYSTEM_ERROR, UNSUPPORTED, VOL_EXIST, StorageDaemon, backing_xml, expect,
                     qemu_img, temporary_files, vol_xml)

MIB = 1 << 20


def contents(path, format, raw):
    qemu_img("convert", "-f", format, "-O", "raw", path, raw)
    with open(raw, "rb") as file:
        return file.read()


def main():
    with StorageDaemon() as daemon, daemon.client() as client:
        pool, other = daemon.pool(client), daemon.pool(client, "o")
        source = client.create_vol(pool, vol_xml("source", 40 * MIB, allocation=0))
        data = bytearray(40 * MIB)
        data[3 * MIB:4 * MIB] = random.Random(1).randbytes(MIB)
        data[35 * MIB:35 * MIB + 10] = b"0123456789"
        with open(source[2], "r+b") as file:
            for at, size in ((3 * MIB, MIB), (35 * MIB, 10)):
                file.seek(at)
                file.write(data[at:at + size])
        scratch = daemon.place("scratch")

        same = client.clone_vol(pool, vol_xml("same", None, allocation=0), source)
        assert contents(same[2], "raw", scratch) == data
        assert os.stat(same[2]).st_blocks * 512 < 3 * MIB, "holes stay holes"
        larger = client.clone_vol(other, vol_xml("larger", 41 * MIB, allocation=0), source)
        assert contents(larger[2], "raw", scratch) == data + bytes(MIB)
        assert client.pool_by_volume(larger)[0] == "o"
        whole = client.clone_vol(other, vol_xml("whole", MIB), source)
        assert client.vol_info(whole)[1] == 40 * MIB <= client.vol_info(whole)[2]

        image = client.clone_vol(other, vol_xml("image", 50 * MIB, "qcow2"), source)
        assert client.vol_info(image)[1] == 50 * MIB
        assert contents(image[2], "qcow2", scratch) == data + bytes(10 * MIB)
        back = client.clone_vol(pool, vol_xml("back", None, allocation=0), image)
        assert contents(back[2], "raw", scratch) == data + bytes(10 * MIB)
        behind = backing_xml(image[2], "qcow2")
        child = client.create_vol(pool, vol_xml("child", None, "qcow2", backing=behind))
        copy = client.clone_vol(pool, vol_xml("copy", None, "qcow2", backing=behind), child)
        assert client.vol_info(copy)[2] < MIB, "what its backing image has is not copied"
        assert contents(copy[2], "qcow2", scratch) == data + bytes(10 * MIB)

        expect(VOL_EXIST, "storage volume 'same' exists already", client.clone_vol, pool,
               vol_xml("same", None), source)
        expect(UNSUPPORTED, "Operation not supported: a copy that shares", client.clone_vol, pool,
               vol_xml("x", None, "qcow2"), source, REFLINK)
        try:
            shared = client.clone_vol(pool, vol_xml("shared", None), source, REFLINK)
            assert contents(shared[2], "raw", scratch) == data
        except Exception as error:
            assert f"failed to clone files from '{source[2]}'" in str(error), error
        assert temporary_files(daemon.place("p")) == temporary_files(daemon.place("o")) == []
        os.unlink(source[2])
        expect(SYSTEM_ERROR, f"cannot open volume '{source[2]}'", client.clone_vol, pool,
               vol_xml("y", None), source)


main()
