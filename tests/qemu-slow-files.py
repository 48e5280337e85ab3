#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The disk of images, firmware variables, logs, saves or dumps hangs: who starts a guest that has them, or
removes or makes them, waits, and nobody else."""
import os
import subprocess

import guests
from guests import BANNER, PTY, XML, QemuDaemon
from oncrpc import (DOMAIN_CREATE, DOMAIN_DEFINE_XML, DOMAIN_DESTROY, DOMAIN_LOOKUP_BY_NAME, domain,
                    string, u32, wait_for)
from slow_disk import Disk

SNAPSHOT_CREATE, SNAPSHOT_DELETE, DISK_ONLY = 185, 193, 16
DOMAIN_MANAGED_SAVE = 182
PANIC = b"\x10"
FIRMWARE = ("<loader readonly='yes' type='pflash'>{0}code.fd</loader>"
            "<nvram template='{0}template.fd'>{0}vars.fd</nvram></os>")


def define(daemon, name, folder, firmware=""):
    image = f"{folder}{name}.qcow2"
    subprocess.run(["qemu-img", "convert", "-O", "qcow2", os.environ["GUEST_IMAGE"], image], check=True)
    text = XML.format(name=name, image=image, devices="")
    text = text.replace("<source", "<driver name='qemu' type='qcow2'/><source")
    with daemon.client() as client:
        client.result(DOMAIN_DEFINE_XML, string(text.replace("</os>", firmware or "</os>")))
        return domain(*client.result(DOMAIN_LOOKUP_BY_NAME, string(name)).domain())


def slow_images():
    daemon = QemuDaemon()
    folder = daemon.folder + "/slow/"
    os.mkdir(folder)
    disk = Disk(daemon.folder, paths=folder)
    with daemon:
        for name in "code", "template":
            with open(f"{folder}{name}.fd", "wb") as file:
                file.write(bytes(256 * 1024))
        guest = define(daemon, "firmware", folder, FIRMWARE.format(folder))
        disk.holds_up(daemon, DOMAIN_CREATE, guest)
        assert os.path.getsize(folder + "vars.fd") == 256 * 1024
        guest = define(daemon, "images", folder)
        with daemon.client() as client:
            client.result(SNAPSHOT_CREATE, guest + string(
                "<domainsnapshot><name>s</name></domainsnapshot>") + u32(DISK_ONLY))
        assert os.path.exists(folder + "images.s")
        assert disk.holds_up(daemon, SNAPSHOT_DELETE, string("s") + guest + u32(0))
        assert not os.path.exists(folder + "images.s")


def slow_logs():
    daemon = QemuDaemon()
    disk = Disk(daemon.folder, paths=daemon.folder + "/root/log/qemu/logged")
    with daemon:
        guest = define(daemon, "logged", daemon.folder + "/")
        assert disk.holds_up(daemon, DOMAIN_CREATE, guest)
        with daemon.client() as client:
            client.result(DOMAIN_DESTROY, guest)


def slow_saves():
    daemon = QemuDaemon()
    disk = Disk(daemon.folder, paths=daemon.folder + "/root/data/qemu/save")
    with daemon:
        guest = daemon.guest("saved")
        assert disk.holds_up(daemon, DOMAIN_MANAGED_SAVE, guest + u32(0))
        assert os.listdir(daemon.folder + "/root/data/qemu/save")


def slow_dumps():
    """Of a guest that has panicked, which is no call."""
    daemon = QemuDaemon()
    folder = daemon.folder + "/root/data/qemu/dump"
    disk = Disk(daemon.folder, paths=folder)
    with daemon, daemon.client() as client:
        guests.XML = XML.replace("<devices>", "<on_crash>coredump-destroy</on_crash><devices>")
        guest = daemon.guest("dumped", PTY + "<panic model='isa'/>")
        console = client.open_console(guest)
        client.until(console, BANNER, daemon.console_log("dumped"))
        disk.hang()
        client.send_data(console, PANIC)
        disk.wait()
        disk.read_all(daemon)
        disk.go_on()
        wait_for(lambda: os.path.exists(folder) and os.listdir(folder), "the dump", 20)


def main():
    slow_images()
    slow_logs()
    slow_saves()
    slow_dumps()


main()
