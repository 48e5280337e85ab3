#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A daemon that is killed while it waits for a guest to let go of a device, in what runs and in the
definition: the next one goes on waiting, and when the guest has let go the definition follows. If it does
not, the definition keeps the device as well."""
import glob
import threading

from devices import CONFIG, DETACH, INACTIVE, LIVE, interface, xml
from guests import BANNER, PTY, QemuDaemon
from oncrpc import string, u32, wait_for

RESET = 245
MACS = "52:54:00:00:00:31", "52:54:00:00:00:32"


def status(daemon):
    with open(glob.glob(daemon.folder + "/root/*/qemu/a.status")[0]) as file:
        return file.read()


def killed_while_detaching(daemon, guest, mac):
    def detach():
        with daemon.client() as client:
            try:
                client.result(DETACH, guest + string(interface(mac)) + u32(LIVE | CONFIG))
            except EOFError:
                pass

    waiting = threading.Thread(target=detach)
    waiting.start()
    wait_for(lambda: "<leaving>" in status(daemon), "the guest is asked", 20)
    daemon.kill()
    waiting.join()
    daemon.start()


def main():
    with QemuDaemon() as daemon:
        guest = daemon.guest("a", PTY + "".join(map(interface, MACS)))
        wait_for(lambda: BANNER in daemon.console_log("a"), "the guest", 20)
        killed_while_detaching(daemon, guest, MACS[0])
        with daemon.client() as client:
            assert MACS[0] in xml(client, guest) and MACS[0] in xml(client, guest, INACTIVE)
            client.result(RESET, guest + u32(0))  # PCI devices that are to go do so with it
            wait_for(lambda: MACS[0] not in xml(client, guest), "the end of the interface", 20)
            wait_for(lambda: MACS[0] not in xml(client, guest, INACTIVE), "the definition follows", 20)
            wait_for(lambda: "<changes>" not in status(daemon), "it is over", 20)
        # The firmware may reset the guest once more, which would let go of the next one as well.
        wait_for(lambda: daemon.console_log("a").count(BANNER) > 1, "the guest again", 20)
        killed_while_detaching(daemon, guest, MACS[1])
        wait_for(lambda: "<changes>" not in status(daemon), "it is given up", 20)
        with daemon.client() as client:
            assert MACS[1] in xml(client, guest) and MACS[1] in xml(client, guest, INACTIVE)


if __name__ == "__main__":
    main()
