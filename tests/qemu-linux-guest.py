#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The Linux guest of the tests is what the tests that use it take it for: it answers commands, also after
the daemon was killed, obeys the power button, and goes on from a saved state."""
from guests import QemuDaemon
from linux_guest import LinuxGuest
from oncrpc import DOMAIN_GET_STATE, u32, wait_for

DOMAIN_SHUTDOWN = 33
SHUTOFF = 5


def main():
    with QemuDaemon() as daemon:
        linux = LinuxGuest(daemon, elements="<memory unit='MiB'>160</memory><vcpu>2</vcpu>")
        assert linux.run("nproc") == "2"
        assert linux.run("echo a; echo b") == "a\nb"
        assert linux.run("exit 3", check=False) == ""
        daemon.kill()
        daemon.start()
        linux.attach()
        assert linux.run("uname -s") == "Linux"
        with daemon.client() as client:
            client.result(DOMAIN_SHUTDOWN, linux.guest)
            wait_for(lambda: client.result(DOMAIN_GET_STATE, linux.guest + u32(0)).i32() == SHUTOFF,
                     "the guest has powered itself off")
    for _ in range(2):  # at the latest the second is there already
        with QemuDaemon() as daemon:
            assert LinuxGuest(daemon, saved=True).run("echo there") == "there"


main()
