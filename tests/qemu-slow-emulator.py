#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The disk of an emulator that a client has named hangs: who asks what it can do, or starts a guest with
it, waits, and nobody else."""
import os
import shutil

from guests import XML, QemuDaemon
from oncrpc import (DOMAIN_CREATE, DOMAIN_DEFINE_XML, DOMAIN_DESTROY, DOMAIN_LOOKUP_BY_NAME, domain, opt, string,
                    u32)
from slow_disk import Disk

DOMAIN_CAPABILITIES = 342


def main():
    daemon = QemuDaemon()
    folder = daemon.folder + "/slow"
    emulator = folder + "/qemu"
    os.mkdir(folder)
    with open(emulator, "w") as script:
        script.write(f'#!/bin/sh\nexec {shutil.which("qemu-system-x86_64")} "$@"\n')
    os.chmod(emulator, 0o755)
    os.chmod(daemon.folder, 0o755)
    disk = Disk(daemon.folder, paths=folder)
    with daemon, daemon.client() as client:
        daemon.guest("other")
        image = daemon.folder + "/slow.img"
        shutil.copyfile(os.environ["GUEST_IMAGE"], image)
        document = XML.format(name="slow", image=image, devices="")
        client.result(DOMAIN_DEFINE_XML, string(document.replace(
            "<devices>", f"<devices><emulator>{emulator}</emulator>")))
        guest = domain(*client.result(DOMAIN_LOOKUP_BY_NAME, string("slow")).domain())
        asked = disk.holds_up(daemon, DOMAIN_CAPABILITIES,
                              opt(string(emulator)) + opt(None) + opt(None) + opt(None) + u32(0))
        assert emulator in asked.string(), "its capabilities"
        assert disk.holds_up(daemon, DOMAIN_CREATE, guest), "it has not started"
        client.result(DOMAIN_DESTROY, guest)


main()
