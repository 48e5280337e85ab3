#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An emulator without SPICE: a guest that wants it is told so, by what it can do; capabilities have none."""
import glob
import os
import subprocess

from guests import QemuDaemon, own_mounts
from oncrpc import RemoteError, skip


def hide():
    """Its modules are not there for anybody of ours."""
    modules = glob.glob("/usr/lib/*/qemu/ui-spice-core.so") + glob.glob("/usr/lib*/qemu/ui-spice-core.so")
    if not modules:
        skip("SPICE is no module of this QEMU")
    folder = os.path.dirname(modules[0])
    subprocess.run(["mount", "-t", "tmpfs", "none", folder], check=True)


def main():
    own_mounts()
    hide()
    with QemuDaemon() as daemon:
        try:
            daemon.guest("one", "<graphics type='spice'/>")
        except RemoteError as error:
            assert "the emulator '/usr/bin/qemu-system-x86_64' has no SPICE: install it" in str(error), str(error)
        else:
            raise AssertionError("it started")
        uri = f"{daemon.uri}?socket={daemon.path}"
        words = ["vmrpc", "-c", uri, "domcapabilities"]
        said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        assert "<value>vnc</value>" in said and "<value>spice</value>" not in said, said


if __name__ == "__main__":
    main()
