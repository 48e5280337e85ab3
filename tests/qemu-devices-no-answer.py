#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest that does not answer when it is asked to let go of a PCI device: the call says so after a while,
changes nothing, and holds nobody up meanwhile. A daemon that is killed while it waits finds out later that
the guest has let go; one that is killed right after plugging in finds the device."""
import threading
import time

from devices import (ATTACH, CONFIG, DETACH, DETACH_ALIAS, INACTIVE, LIVE, TIMEOUT, change, disk, image,
                     interface, refused, xml)
from guests import BANNER, PTY, QemuDaemon
from oncrpc import u32, wait_for

RESET, SUSPEND, RESUME = 245, 34, 28
MAC = "52:54:00:00:00:31"


def check_not_held_up(daemon, guest):
    """Others change the domain while the detach waits."""
    answers = []

    def detach():
        with daemon.client() as client:
            answers.append(refused(TIMEOUT, client, DETACH, guest, interface(MAC), LIVE | CONFIG))

    with daemon.client() as client:
        waiting = threading.Thread(target=detach)
        waiting.start()
        begun = time.monotonic()
        client.result(SUSPEND, guest)
        client.result(RESUME, guest)
        assert time.monotonic() - begun < 4, "the domain was held up"
        waiting.join()
        assert "did not answer" in answers[0], answers
        assert MAC in xml(client, guest) and MAC in xml(client, guest, INACTIVE)


def main():
    with QemuDaemon() as daemon:
        guest = daemon.guest("a", PTY + interface(MAC))
        wait_for(lambda: BANNER in daemon.console_log("a"), "the guest", 20)
        check_not_held_up(daemon, guest)
        with daemon.client() as client:
            client.result(RESET, guest + u32(0))  # PCI devices that are to go do so with it
            wait_for(lambda: MAC not in xml(client, guest), "the end of the interface", 20)
            wait_for(lambda: daemon.console_log("a").count(BANNER) > 1, "the guest again", 20)
            change(client, ATTACH, guest, disk(image(daemon, "one"), "vdb", "virtio"))
            refused(TIMEOUT, client, DETACH_ALIAS, guest, "virtio-disk1")
        daemon.kill()
        daemon.start()
        with daemon.client() as client:
            assert "virtio-disk1" in xml(client, guest)
            client.result(RESET, guest + u32(0))
            wait_for(lambda: "virtio-disk1" not in xml(client, guest), "the end of the disk", 20)
            change(client, ATTACH, guest, disk(daemon.folder + "/one", "vdb", "virtio"))


if __name__ == "__main__":
    main()
