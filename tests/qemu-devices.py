#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Devices come and go while a guest runs, in what runs, in the definition or in both; what is refused in
one of them changes nothing in the other."""
from devices import (ATTACH, CONFIG, DETACH, DETACH_ALIAS, INACTIVE, INVALID, LIVE, MISSING, UNSUPPORTED,
                     change, disk, image, interface, refused, xml)
from guests import PTY, QemuDaemon

SCSI = "<controller type='scsi' index='0' model='virtio-scsi'/>"
MAC = "52:54:00:00:00:11"


def check_scsi(client, guest, path):
    document = disk(path, "sdb", "scsi")
    change(client, ATTACH, guest, document, LIVE | CONFIG)
    live, config = xml(client, guest), xml(client, guest, INACTIVE)
    assert "<alias name='scsi0-0-0-1'/>" in live and "scsi0-0-0-1" not in config
    for text in live, config:
        assert "<address type='drive' controller='0' bus='0' target='0' unit='1'/>" in text, text
    assert "already exists" in refused(INVALID, client, ATTACH, guest, document)
    change(client, DETACH, guest, document, LIVE)
    assert "sdb" not in xml(client, guest) and "sdb" in xml(client, guest, INACTIVE)
    change(client, ATTACH, guest, document, LIVE)  # the image is free again
    change(client, DETACH, guest, document, LIVE | CONFIG)
    assert "sdb" not in xml(client, guest) and "sdb" not in xml(client, guest, INACTIVE)


def check_usb(client, guest, path):
    change(client, ATTACH, guest, disk(path, "sdc", "usb"))
    assert "<address type='usb' bus='0' port='2'/>" in xml(client, guest), xml(client, guest)
    change(client, ATTACH, guest, "<input type='keyboard' bus='usb'/>")  # on a new controller
    assert "<address type='usb' bus='1' port='1'/>" in xml(client, guest), xml(client, guest)
    change(client, DETACH_ALIAS, guest, "usb-disk2")
    change(client, DETACH, guest, "<input type='keyboard' bus='usb'/>")
    assert "usb-disk2" not in xml(client, guest)


def check_pci(client, guest, path):
    change(client, ATTACH, guest, interface(MAC))
    change(client, ATTACH, guest, disk(path, "vdb", "virtio"))
    change(client, ATTACH, guest, "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>")
    change(client, ATTACH, guest, "<channel type='pty'><target type='virtio' name='org.example'/></channel>")
    change(client, ATTACH, guest, "<watchdog model='i6300esb' action='pause'/>")
    live = xml(client, guest)
    for alias in "net0", "virtio-disk1", "rng0", "channel0", "watchdog0":
        assert f"<alias name='{alias}'/>" in live, live
    assert MAC not in xml(client, guest, INACTIVE)
    change(client, DETACH_ALIAS, guest, "channel0")


def check_refused(client, guest, path):
    before = xml(client, guest), xml(client, guest, INACTIVE)
    assert "cannot be hotplugged" in refused(UNSUPPORTED, client, ATTACH, guest,
                                             disk(path, "hdd", "ide"), LIVE | CONFIG)
    refused(UNSUPPORTED, client, ATTACH, guest, "<panic model='isa'/>", LIVE | CONFIG)
    refused(MISSING, client, DETACH, guest, disk(path, "sdx", "scsi"), LIVE | CONFIG)
    refused(MISSING, client, DETACH_ALIAS, guest, "nothing")
    assert (xml(client, guest), xml(client, guest, INACTIVE)) == before


def check_config(client, guest, path):
    """What cannot be live is for the next start; addresses of others stay."""
    before = xml(client, guest, INACTIVE).count("<address type='pci'")
    change(client, ATTACH, guest, disk(path, "hdd", "ide"), CONFIG)
    change(client, ATTACH, guest, interface("52:54:00:00:00:12"), CONFIG)
    config = xml(client, guest, INACTIVE)
    assert "hdd" in config and "hdd" not in xml(client, guest)
    assert config.count("<address type='pci'") == before + 1, config


def main():
    with QemuDaemon() as daemon:
        guest = daemon.guest("a", PTY + SCSI + "<input type='tablet' bus='usb'/>")
        one, two = image(daemon, "one"), image(daemon, "two")
        with daemon.client() as client:
            check_scsi(client, guest, one)
            check_usb(client, guest, one)
            check_pci(client, guest, two)
            check_refused(client, guest, one)
            check_config(client, guest, one)


if __name__ == "__main__":
    main()
