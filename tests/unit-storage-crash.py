#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A daemon that is killed while it makes a volume leaves none, and the next one removes the remains;
pools that were active are so again."""
import os
import random

from oncrpc import string, wait_for
from storage import (NO_SUCH, NO_VOL, SlowQemuImg, StorageDaemon, expect, pool_xml, temporary_files,
                     u32, vol_xml)

MIB = 1 << 20
REMOTE = 0x20008086


def killed_in_qemu_img(daemon, slow):
    with daemon.client() as client:
        pool = daemon.pool(client)
        client.define(pool_xml("defined", daemon.place("defined")))
        client.build(client.pool_by_name("defined"))
        client.set_autostart(client.pool_by_name("defined"), 1)
        client.create_vol(pool, vol_xml("before", MIB))
        client.start(93, client.pool(pool) + string(vol_xml("q", MIB, "qcow2")) + u32(0), REMOTE)
        slow.wait()
        daemon.kill()
    slow.go()
    assert os.listdir(daemon.place("p")) and not os.path.exists(daemon.place("p/q"))
    wait_for(lambda: not [name for name in os.listdir("/proc") if name.isdigit() and
                          slow_runs(name, daemon.place("p"))], "the orphan has ended")
    daemon.again()
    with daemon.client() as client:
        assert sorted(client.pools(2)) == ["defined", "p"]
        assert client.pool_by_name("p") == pool and client.is_persistent(pool) == 0
        assert temporary_files(daemon.place("p")) == []
        assert client.vols(pool) == ["before"]
        expect(NO_VOL, NO_SUCH + "name 'q'", client.vol_by_name, pool, "q")


def slow_runs(pid, folder):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return folder.encode() in file.read() and pid != str(os.getpid())
    except OSError:
        return False


def killed_anywhere(daemon):
    """Copies take as long as a few hundred small steps; each time it is killed a bit later."""
    with daemon.client() as client:
        pool = client.pool_by_name("p")
        source = client.create_vol(pool, vol_xml("source", 24 * MIB))
    data = random.Random(1).randbytes(24 * MIB)
    with open(source[2], "r+b") as file:
        file.write(data)
    moments = 0
    for number in range(12):
        name = f"copy{number}"
        with daemon.client() as client:
            client.start(125, client.pool(pool) + string(vol_xml(name, None)) + client.vol(source) +
                         u32(0), REMOTE)
            wanted = number * 2 * MIB
            wait_for(lambda: progress(daemon.place("p"), name) >= wanted, "the copy goes on")
            daemon.kill()
        path = daemon.place("p/" + name)
        if os.path.exists(path):
            with open(path, "rb") as file:
                assert file.read() == data, "half a volume"
        else:
            moments += 1
        daemon.again()
        with daemon.client() as client:
            assert temporary_files(daemon.place("p")) == []
            assert (name in client.vols(pool)) == os.path.exists(path)
    assert moments > 0, "it was never killed in the middle"


def progress(folder, name):
    """How many bytes there are already; all, if the volume has its name."""
    if os.path.exists(os.path.join(folder, name)):
        return 1 << 62
    sizes = [-1]
    for temporary in temporary_files(folder):
        try:
            sizes.append(os.stat(os.path.join(folder, temporary)).st_blocks * 512)
        except FileNotFoundError:
            pass
    return max(sizes)


with SlowQemuImg() as slow, StorageDaemon() as daemon:
    killed_in_qemu_img(daemon, slow)
    killed_anywhere(daemon)
