#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest with Linux sees disks and interfaces come, at the addresses that the document names, and lets
go of them when it is asked to; on q35 they come into root ports. A tray that it has locked is an error,
unless it is opened by force."""
from devices import (ATTACH, DETACH, FAILED, FORCE, LIVE, UPDATE, cdrom, change, disk, image, interface,
                     refused, xml)
from guests import QemuDaemon
from linux_guest import LinuxGuest

SCSI = "<controller type='scsi' index='0' model='virtio-scsi'/>"
MAC = "52:54:00:00:00:41"


def check_pci(client, linux, path):
    change(client, ATTACH, linux.guest, disk(path, "vdb", "virtio"))
    linux.until("cat /sys/block/vda/size", "2048")
    change(client, DETACH, linux.guest, disk(path, "vdb", "virtio"))
    linux.until("ls /sys/block | grep -c vda || true", "0")
    assert "vdb" not in xml(client, linux.guest)
    change(client, ATTACH, linux.guest, interface(MAC))
    linux.until(f"cat /sys/class/net/*/address | grep -c {MAC}", "1")
    change(client, DETACH, linux.guest, interface(MAC))
    assert MAC not in xml(client, linux.guest)


def check_tray(client, linux, path):
    """A mounted or opened medium is locked in the drive."""
    change(client, UPDATE, linux.guest, cdrom(path, "sda", "scsi"))
    linux.until("dd if=/dev/sr0 bs=2048 count=1 2>/dev/null | wc -c", "2048")
    linux.run("sleep 1000 </dev/sr0 >/dev/null 2>&1 &")
    linux.until("ls -l /proc/[0-9]*/fd/0 2>/dev/null | grep -c sr0", "1")
    message = refused(FAILED, client, UPDATE, linux.guest, cdrom("", "sda", "scsi"))
    assert "locked" in message, message
    assert path in xml(client, linux.guest)
    change(client, UPDATE, linux.guest, cdrom("", "sda", "scsi"), LIVE | FORCE)
    assert path not in xml(client, linux.guest)


def main():
    with QemuDaemon() as daemon:
        one, two = image(daemon, "one"), image(daemon, "two.iso")
        linux = LinuxGuest(daemon, "plain", devices=SCSI + cdrom("", "sda", "scsi"))
        with daemon.client() as client:
            check_pci(client, linux, one)
            check_tray(client, linux, two)
        express = LinuxGuest(daemon, "express", machine="q35")
        with daemon.client() as client:
            assert "<controller type='pci' index='1' model='pcie-root-port'>" in xml(client, express.guest)
            check_pci(client, express, one)


if __name__ == "__main__":
    main()
