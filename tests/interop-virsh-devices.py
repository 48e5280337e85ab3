#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Stock virsh plugs disks and interfaces into a real guest, changes media and links, and takes out what
needs no guest to let go of it."""
import shutil
import subprocess

from devices import image, interface
from guests import PTY, QemuDaemon
from oncrpc import skip

MAC = "52:54:00:00:00:61"
DEVICES = (PTY + "<controller type='scsi' index='0' model='virtio-scsi'/>"
           "<disk type='file' device='cdrom'><target dev='hdc' bus='ide'/><readonly/></disk>")


class Virsh:
    def __init__(self, daemon):
        self.words = ["virsh", "-c", f"qemu+unix:///session?socket={daemon.path}"]

    def run(self, *words):
        return subprocess.run([*self.words, *words], capture_output=True, text=True, timeout=60)

    def says(self, text, *words):
        done = self.run(*words)
        assert done.returncode == 0 and text in done.stdout, (words, done.stdout, done.stderr)

    def refuses(self, text, *words):
        done = self.run(*words)
        assert done.returncode != 0 and text in done.stderr, (words, done.stdout, done.stderr)


def main():
    if not shutil.which("virsh"):
        skip("virsh is not installed")
    with QemuDaemon() as daemon:
        daemon.guest("a", DEVICES)
        one, two = image(daemon, "one"), image(daemon, "two.iso")
        virsh = Virsh(daemon)
        virsh.says("attached", "attach-disk", "a", one, "sdb", "--targetbus", "scsi", "--persistent")
        virsh.refuses("already exists", "attach-disk", "a", one, "sdb", "--targetbus", "scsi")
        virsh.says(one, "domblklist", "a", "--inactive")
        virsh.says("detached", "detach-disk", "a", "sdb", "--persistent")
        with open(daemon.folder + "/net.xml", "w") as document:
            document.write(interface(MAC))
        virsh.says("attached", "attach-device", "a", document.name, "--persistent")
        virsh.says(MAC, "domiflist", "a")
        virsh.says("updated", "domif-setlink", "a", MAC, "down")
        virsh.says("down", "domif-getlink", "a", MAC)
        virsh.says("inserted", "change-media", "a", "hdc", two, "--insert")
        virsh.says(two, "domblklist", "a")
        virsh.says("ejected", "change-media", "a", "hdc", "--eject")
        virsh.refuses("doesn't have media", "change-media", "a", "hdc", "--eject")
        virsh.refuses("nothing", "detach-device-alias", "a", "nothing")


if __name__ == "__main__":
    main()
