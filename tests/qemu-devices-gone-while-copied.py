#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest that lets go of a disk which the daemon has not asked for, just when a copy of that disk begins:
the disk goes when the daemon is done with it, and nothing of it is left, so that its image can be plugged
in again."""
import json
import os
import threading

from blocks import BLOCK_COPY
from devices import ATTACH, change, disk, image, xml
from guests import BANNER, QemuDaemon
from oncrpc import QEMU, RemoteError, string, u32, wait_for
from slow_disk import Disk

MONITOR_COMMAND = 1
TRANSIENT, ALIAS, RESET_KEY = 4, "virtio-disk1", b"\x12"
UNPLUG = json.dumps({"execute": "device_del", "arguments": {"id": ALIAS}})


def copy(daemon, guest, path):
    with daemon.client() as client:
        document = f"<disk type='file'><source file='{path}'/><driver type='raw'/></disk>"
        try:
            client.result(BLOCK_COPY, guest + string("vdb") + string(document) + u32(0, TRANSIENT))
        except RemoteError:
            pass  # it may have come too late


def reset_by_guest(daemon, guest):
    """PCI devices that are to go do so with it."""
    with daemon.client() as client:
        console = client.open_console(guest)
        client.send_data(console, RESET_KEY)
        wait_for(lambda: daemon.console_log("a").count(BANNER) > 1, "the guest again", 20)


def main():
    daemon = QemuDaemon()
    slow = os.path.join(daemon.folder, "slow")
    os.mkdir(slow)
    hanging = Disk(daemon.folder, paths=slow + "/")
    with daemon:
        guest = daemon.guest("a")
        one = disk(image(daemon, "one"), "vdb", "virtio")
        wait_for(lambda: BANNER in daemon.console_log("a"), "the guest", 20)
        with daemon.client() as client:
            change(client, ATTACH, guest, one)
            client.result(MONITOR_COMMAND, guest + string(UNPLUG) + u32(0), QEMU)
            hanging.hang()
            copying = threading.Thread(target=copy, args=(daemon, guest, slow + "/copy"))
            copying.start()
            hanging.wait()
            reset_by_guest(daemon, guest)
            hanging.go_on()
            copying.join()
            wait_for(lambda: ALIAS not in xml(client, guest), "the end of the disk", 20)
            for path in daemon.folder + "/one", slow + "/copy":
                target = "vdb" if path.endswith("one") else "vdc"
                change(client, ATTACH, guest, disk(path, target, "virtio"))


if __name__ == "__main__":
    main()
