#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest that uses a memory module and does not give it back: the call ends when the guest says so, not
when waiting has become too long, an event tells everybody, and the module stays."""
import time

from devices import ATTACH, CONFIG, DETACH, FAILED, INACTIVE, LIVE, change, refused, xml
from guests import QemuDaemon
from linux_guest import LinuxGuest
from oncrpc import EVENT_REGISTER, u32

MODULE = "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target></memory>"
SLOTS = """<maxMemory slots='2' unit='MiB'>512</maxMemory><memory unit='MiB'>128</memory><vcpu>1</vcpu>
<cpu><numa><cell id='0' cpus='0' memory='128' unit='MiB'/></numa></cpu>"""
REMOVAL_FAILED = 22
# The kernel's own data stay where they are; those about files are in the latest memory.
OWN = "echo online_kernel >/sys/devices/system/memory/auto_online_blocks"
USE = "mount -t tmpfs none /mnt; i=0; while [ $i -lt 3000 ]; do : >/mnt/$i; i=$((i+1)); done"


def main():
    with QemuDaemon() as daemon:
        linux = LinuxGuest(daemon, elements=SLOTS)
        linux.run(OWN)
        with daemon.client() as client:
            client.result(EVENT_REGISTER, u32(REMOVAL_FAILED, 0))
            change(client, ATTACH, linux.guest, MODULE, LIVE | CONFIG)
            linux.until("cat /sys/devices/system/memory/memory32/state", "online")
            linux.run(USE)
            begun = time.monotonic()
            message = refused(FAILED, client, DETACH, linux.guest, MODULE, LIVE | CONFIG)
            assert "refused to let go of it" in message and "'dimm0'" in message, message
            assert time.monotonic() - begun < 4, "it was waited for in vain"
            _, kind, body = client.next_event()
            body.domain()
            assert (kind, body.string()) == (REMOVAL_FAILED, "dimm0")
            for flags in 0, INACTIVE:
                assert "<memory model='dimm'>" in xml(client, linux.guest, flags)


if __name__ == "__main__":
    main()
