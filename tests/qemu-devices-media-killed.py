#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A daemon that is killed while it changes media, again and again: the next one shows the medium that is
in the drive, or none, and can change it."""
import contextlib
import json
import threading

from devices import LIVE, UPDATE, cdrom, change, image, xml
from guests import PTY, QemuDaemon
from oncrpc import QEMU, RemoteError, string, u32

MONITOR_COMMAND = 1
ROUNDS = 6


def medium(client, guest):
    """The file that QEMU has in the drive; None: it is empty."""
    body = client.result(MONITOR_COMMAND, guest + string(json.dumps({"execute": "query-block"})) + u32(0),
                         QEMU)
    drive, = (entry for entry in json.loads(body.string())["return"] if "tray_open" in entry)
    return drive.get("inserted", {}).get("node-name")


def busy(daemon, guest, documents):
    """Until the daemon is killed."""
    with contextlib.suppress(OSError, EOFError, RemoteError), daemon.client() as client:
        while True:
            for document in documents:
                change(client, UPDATE, guest, document, LIVE)


def main():
    with QemuDaemon() as daemon:
        one, two = image(daemon, "one.iso"), image(daemon, "two.iso")
        guest = daemon.guest("a", PTY + cdrom(""))
        for turn in range(ROUNDS):
            work = threading.Thread(target=busy, args=(daemon, guest, [cdrom(one), cdrom(two), cdrom("")]))
            work.start()
            work.join(0.05 + turn * 0.013)
            daemon.kill()
            work.join()
            daemon.start()
            with daemon.client() as client:
                text = xml(client, guest)
                assert (one in text or two in text) == (medium(client, guest) is not None), text
                for path in two, one, "":
                    change(client, UPDATE, guest, cdrom(path))
                    assert (path in xml(client, guest)) and bool(path) == bool(medium(client, guest))
                    assert "tray='open'" not in xml(client, guest)


if __name__ == "__main__":
    main()
