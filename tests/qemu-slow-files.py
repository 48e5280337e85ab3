#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The disk of images, firmware variables or logs hangs: who starts a guest that has them, or removes
them, waits, and nobody else."""
import os
import select
import subprocess

from guests import XML, QemuDaemon
from oncrpc import (CONNECT_LIST_ALL_DOMAINS, DOMAIN_CREATE, DOMAIN_DEFINE_XML, DOMAIN_DESTROY,
                    DOMAIN_LOOKUP_BY_NAME, REMOTE, RemoteError, domain, string, u32)
from slow_disk import Disk

SNAPSHOT_CREATE, SNAPSHOT_DELETE, DISK_ONLY = 185, 193, 16
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


def held_up(daemon, disk, procedure, body):
    """A call that waits for the disk, while others are served; whether it was done in the end."""
    with daemon.client() as client, daemon.client() as other:
        disk.hang()
        call = client.start(procedure, body, REMOTE)
        disk.wait()
        other.result(CONNECT_LIST_ALL_DOMAINS, u32(1, 0))
        assert not select.select([client.socket], [], [], 0)[0], "it has not waited"
        disk.go_on()
        try:
            client.end(call)
        except RemoteError:
            return False
        return True


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
        held_up(daemon, disk, DOMAIN_CREATE, guest)
        assert os.path.getsize(folder + "vars.fd") == 256 * 1024
        guest = define(daemon, "images", folder)
        with daemon.client() as client:
            client.result(SNAPSHOT_CREATE, guest + string(
                "<domainsnapshot><name>s</name></domainsnapshot>") + u32(DISK_ONLY))
        assert os.path.exists(folder + "images.s")
        assert held_up(daemon, disk, SNAPSHOT_DELETE, string("s") + guest + u32(0))
        assert not os.path.exists(folder + "images.s")


def slow_logs():
    daemon = QemuDaemon()
    disk = Disk(daemon.folder, paths=daemon.folder + "/root/log/qemu/logged")
    with daemon:
        guest = define(daemon, "logged", daemon.folder + "/")
        assert held_up(daemon, disk, DOMAIN_CREATE, guest)
        with daemon.client() as client:
            client.result(DOMAIN_DESTROY, guest)


def main():
    slow_images()
    slow_logs()


main()
