#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Media of a cdrom and a floppy drive are changed while the guest runs, and taken out; what cannot be
opened changes nothing. A link goes down and up. What an update cannot do it refuses."""
from devices import (ATTACH, CONFIG, INACTIVE, LIVE, UNSUPPORTED, UPDATE, cdrom, change, disk, image,
                     interface, refused, xml)
from guests import PTY, QemuDaemon
from oncrpc import RemoteError

MAC = "52:54:00:00:00:21"


def check_cdrom(client, guest, one, two):
    change(client, UPDATE, guest, cdrom(one), LIVE | CONFIG)
    assert one in xml(client, guest) and one in xml(client, guest, INACTIVE)
    change(client, UPDATE, guest, cdrom(two))
    live = xml(client, guest)
    assert two in live and one not in live and "tray='open'" not in live, live
    try:
        change(client, UPDATE, guest, cdrom(two + ".missing"))
        raise AssertionError("a medium that is not there was inserted")
    except RemoteError:
        assert two in xml(client, guest)
    change(client, UPDATE, guest, cdrom(""))
    assert two not in xml(client, guest)
    change(client, ATTACH, guest, cdrom(one), LIVE)  # a medium for a drive that is there
    assert one in xml(client, guest)


def check_floppy(client, guest, path):
    floppy = "<disk type='file' device='floppy'>{}<target dev='fda' bus='fdc'/></disk>"
    change(client, UPDATE, guest, floppy.format(f"<source file='{path}'/>"))
    assert path in xml(client, guest)
    change(client, UPDATE, guest, floppy.format(""))
    assert path not in xml(client, guest)


def check_link(client, guest):
    change(client, UPDATE, guest, interface(MAC, link="down"), LIVE)
    assert "<link state='down'/>" in xml(client, guest)
    assert "<link state='down'/>" not in xml(client, guest, INACTIVE)
    change(client, UPDATE, guest, interface(MAC, link="up"), LIVE | CONFIG)
    assert "<link state='up'/>" in xml(client, guest, INACTIVE)
    refused(UNSUPPORTED, client, UPDATE, guest, interface(MAC, "e1000"))


def main():
    with QemuDaemon() as daemon:
        one, two, hard = (image(daemon, name) for name in ("one.iso", "two.iso", "hard"))
        floppy = image(daemon, "floppy", 1440 * 1024)
        guest = daemon.guest("a", PTY + cdrom("") + interface(MAC) + disk(hard, "vdb", "virtio") +
                             "<disk type='file' device='floppy'><target dev='fda' bus='fdc'/></disk>")
        with daemon.client() as client:
            check_cdrom(client, guest, one, two)
            check_floppy(client, guest, floppy)
            check_link(client, guest)
            refused(UNSUPPORTED, client, UPDATE, guest, disk(one, "vdb", "virtio"))
            refused(UNSUPPORTED, client, UPDATE, guest, "<input type='tablet' bus='usb'/>")


if __name__ == "__main__":
    main()
