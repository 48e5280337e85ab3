#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A dump for which there is no room fails with QEMU's reason, leaves no file, and the guest goes on."""
import os
import subprocess

from guests import QemuDaemon, own_mounts
from oncrpc import DOMAIN_GET_STATE, RemoteError, string, u32

CORE_DUMP_WITH_FORMAT, MEMORY_ONLY, RUNNING = 334, 16, 1


def main():
    own_mounts()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", "/mnt"], check=True)
    with QemuDaemon() as daemon:
        guest = daemon.guest("one")
        with daemon.client() as client:
            try:
                client.result(CORE_DUMP_WITH_FORMAT, guest + string("/mnt/core") + u32(0, MEMORY_ONLY))
            except RemoteError as error:
                assert "'/mnt/core': " in str(error) and "No space left" in str(error), str(error)
            else:
                raise AssertionError("a dump of 32 MiB on 1 MiB")
            assert client.result(DOMAIN_GET_STATE, guest + u32(0)).i32() == RUNNING
        assert not os.listdir("/mnt"), os.listdir("/mnt")


main()
