#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Devices of every kind that can be plugged into a guest that runs are plugged in and taken out again:
cards, controllers, channels, random numbers, input devices, a watchdog. QEMU has them in between and
not any more."""
import json

from devices import (ATTACH, CONFIG, DETACH, FAILED, INACTIVE, LIVE, TIMEOUT, UNSUPPORTED, change, disk,
                     image, interface, refused, xml)
from guests import QemuDaemon
from linux_guest import LinuxGuest
from oncrpc import QEMU, RemoteError, string, u32, wait_for

MONITOR_COMMAND = 1
MAC = "52:54:00:00:00:8"
KINDS = [
    ("net0", interface(MAC + "1", "e1000"), "e1000"),
    ("net0", interface(MAC + "2", "rtl8139"), "rtl8139"),
    ("net0", interface(MAC + "3", "virtio"), "virtio-net-pci"),
    ("rng0", "<rng model='virtio'><rate bytes='1048576'/><backend model='builtin'/></rng>", "virtio-rng-pci"),
    ("input0", "<input type='keyboard' bus='virtio'/>", "virtio-keyboard-pci"),
    ("input0", "<input type='tablet' bus='usb'/>", "usb-tablet"),
    ("watchdog0", "<watchdog model='i6300esb' action='none'/>", "i6300esb"),
    ("channel0", "<channel type='unix'><target type='virtio' name='org.one'/></channel>", "virtserialport"),
    ("scsi1", "<controller type='scsi' index='1' model='virtio-scsi'/>", "virtio-scsi-pci"),
    ("usb2", "<controller type='usb' index='2' model='nec-xhci'/>", "nec-usb-xhci"),
    ("virtio-serial1", "<controller type='virtio-serial' index='1'/>", "virtio-serial-pci"),
]


def types(client, guest):
    """Types of the devices of QEMU's, by their names."""
    command = {"execute": "qom-list", "arguments": {"path": "/machine/peripheral"}}
    body = client.result(MONITOR_COMMAND, guest + string(json.dumps(command)) + u32(0), QEMU)
    return {entry["name"]: entry["type"] for entry in json.loads(body.string())["return"]}


def detach(client, guest, alias, document, flags=LIVE | CONFIG):
    """On a machine that is busy the guest may take longer than a call waits for it."""
    try:
        change(client, DETACH, guest, document, flags)
    except RemoteError as error:
        assert error.code == TIMEOUT, error
        wait_for(lambda: f"<alias name='{alias}'/>" not in xml(client, guest), f"the end of {alias}", 60)
        if flags & CONFIG:
            change(client, DETACH, guest, document, CONFIG)


def check_kind(client, guest, alias, document, driver):
    before = types(client, guest)
    assert alias not in before, before
    change(client, ATTACH, guest, document, LIVE | CONFIG)
    assert types(client, guest)[alias] == f"child<{driver}>", types(client, guest)
    assert f"<alias name='{alias}'/>" in xml(client, guest), xml(client, guest)
    detach(client, guest, alias, document)
    assert alias not in types(client, guest)
    assert f"<alias name='{alias}'/>" not in xml(client, guest)


def check_controller_in_use(client, guest, path):
    controller = "<controller type='scsi' index='1' model='virtio-scsi'/>"
    other = disk(path, "sdi", "scsi")  # the ninth place: on the second controller
    change(client, ATTACH, guest, controller)
    change(client, ATTACH, guest, other)
    assert "<alias name='scsi1-0-0-" in xml(client, guest), xml(client, guest)
    assert "in use" in refused(FAILED, client, DETACH, guest, controller)
    change(client, DETACH, guest, other)
    detach(client, guest, "scsi1", controller, LIVE)


def main():
    with QemuDaemon() as daemon:
        linux = LinuxGuest(daemon, devices="<controller type='scsi' index='0' model='virtio-scsi'/>"
                           "<controller type='usb' index='0'/><controller type='virtio-serial' index='0'/>")
        with daemon.client() as client:
            was = xml(client, linux.guest, INACTIVE)
            for kind in KINDS:
                check_kind(client, linux.guest, *kind)
            assert xml(client, linux.guest, INACTIVE) == was
            check_controller_in_use(client, linux.guest, image(daemon, "one"))
            for document in ("<input type='mouse' bus='ps2'/>", "<serial type='pty'/>",
                             "<watchdog model='ib700'/>", "<video><model type='virtio'/></video>",
                             "<controller type='ide' index='1'/>", "<panic model='isa'/>",
                             "<filesystem><source dir='/'/><target dir='t'/></filesystem>"):
                refused(UNSUPPORTED, client, ATTACH, linux.guest, document)


if __name__ == "__main__":
    main()
