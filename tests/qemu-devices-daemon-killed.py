#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A daemon that is killed while devices are plugged in and taken out, again and again: the next one shows
those that the guest has and no others, and they can be taken out and plugged in again."""
import contextlib
import threading

from devices import ATTACH, DETACH, change, disk, image, xml
from guests import PTY, QemuDaemon
from oncrpc import RemoteError

SCSI = "<controller type='scsi' index='0' model='virtio-scsi'/>"
ROUNDS = 6


def busy(daemon, guest, document):
    """Until the daemon is killed."""
    with contextlib.suppress(OSError, EOFError, RemoteError), daemon.client() as client:
        while True:
            change(client, ATTACH, guest, document)
            change(client, DETACH, guest, document)


def kill_busy(daemon, guest, document, seconds):
    work = threading.Thread(target=busy, args=(daemon, guest, document))
    work.start()
    work.join(seconds)
    daemon.kill()
    work.join()
    daemon.start()


def main():
    with QemuDaemon() as daemon:
        guest = daemon.guest("a", PTY + SCSI)
        document = disk(image(daemon, "one"), "sdb", "scsi")
        for turn in range(ROUNDS):
            kill_busy(daemon, guest, document, 0.05 + turn * 0.013)
            with daemon.client() as client:
                if "sdb" in xml(client, guest):
                    change(client, DETACH, guest, document)
                change(client, ATTACH, guest, document)
                assert xml(client, guest).count("'sdb'") == 1
                change(client, DETACH, guest, document)


if __name__ == "__main__":
    main()
