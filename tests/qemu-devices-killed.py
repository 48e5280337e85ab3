#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""QEMU that is killed while a device is plugged in, or while the guest is waited for to let go of one: the
call ends at once and says so, the domain is shut off, and what it had can be used again."""
import os
import signal
import threading
import time

from devices import ATTACH, DETACH, change, disk, image, interface, xml
from guests import PTY, QemuDaemon
from oncrpc import DOMAIN_CREATE, DOMAIN_GET_STATE, RemoteError, u32, wait_for

SCSI = "<controller type='scsi' index='0' model='virtio-scsi'/>"
MAC = "52:54:00:00:00:91"
SHUT_OFF = 5
ROUNDS = 5


def state(client, guest):
    return client.result(DOMAIN_GET_STATE, guest + u32(0)).u32()


def until_refused(daemon, guest, work, ends):
    """The error that the calls of work() end with."""
    with daemon.client() as client:
        try:
            while True:
                work(client)
        except RemoteError as error:
            ends.append((str(error), time.monotonic()))


def kill_during(daemon, guest, work, seconds):
    """The error, which came soon."""
    ends, pid = [], daemon.process_of(guest)
    thread = threading.Thread(target=until_refused, args=(daemon, guest, work, ends))
    thread.start()
    thread.join(seconds)
    assert not ends, ends
    killed = time.monotonic()
    os.kill(pid, signal.SIGKILL)
    thread.join()
    assert ends[0][1] - killed < 3, f"{ends[0][1] - killed} seconds"
    with daemon.client() as client:
        wait_for(lambda: state(client, guest) == SHUT_OFF, "the end of the domain", 20)
    return ends[0][0]


def check_attach(daemon, guest, path):
    document = disk(path, "sdb", "scsi")

    def come_and_go(client):
        change(client, ATTACH, guest, document)
        change(client, DETACH, guest, document)

    for turn in range(ROUNDS):
        message = kill_during(daemon, guest, come_and_go, 0.04 + turn * 0.011)
        assert any(word in message for word in ("stopped", "ended", "not running", "not connected", "gone", "reset by peer", "Broken pipe")), message
        with daemon.client() as client:
            assert "sdb" not in xml(client, guest)
            client.result(DOMAIN_CREATE, guest)
            change(client, ATTACH, guest, document)  # nobody has the image any more
            change(client, DETACH, guest, document)


def check_detach(daemon, guest):
    """The guest, which knows nothing of PCI, never answers."""
    message = kill_during(daemon, guest, lambda client: change(client, DETACH, guest, interface(MAC)), 0.5)
    assert "has stopped while a device was taken out of it" in message, message


def main():
    with QemuDaemon() as daemon:
        guest = daemon.guest("a", PTY + SCSI + interface(MAC))
        check_attach(daemon, guest, image(daemon, "one"))
        check_detach(daemon, guest)


if __name__ == "__main__":
    main()
