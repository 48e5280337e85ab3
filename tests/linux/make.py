#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes the Linux guest of the tests: FOLDER/vmlinux, Debian's kernel for clouds unpacked (it boots
through PVH, which takes half the time), and FOLDER/initramfs, a busybox with the virtio drivers and the
/init beside this file.

    make.py FOLDER

Only once: what is newer than its sources stays. Any number may run at a time. Exit status 77 with a
reason when the machine has not got the packages (tests/linux/packages.sh fetches them)."""
import fcntl
import glob
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGES = os.environ.get("LINUX_PACKAGES") or os.path.join(
    os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "vmrpc-tests", "packages")
# All that is no driver of virtio is built into this kernel, but for these few.
MODULES = """virtio_pci virtio_blk virtio_scsi virtio_net virtio_console virtio_balloon virtio_mem virtio_rng
virtio_input button evdev sd_mod sr_mod isofs pvpanic_pci pvpanic_mmio qemu_fw_cfg""".split()
LZ4_LEGACY = b"\x02\x21\x4c\x18"


def skip(why):
    print(f"make.py: SKIPPED: {why}", file=sys.stderr)
    sys.exit(77)


def package(pattern):
    found = sorted(glob.glob(os.path.join(PACKAGES, pattern)), key=os.path.getmtime)
    if not found:
        skip(f"no {pattern} in {PACKAGES} (run tests/linux/packages.sh)")
    return found[-1]


def unpack(archive, folder):
    subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
    return folder


def write_vmlinux(bzimage, path):
    """Offsets are those of the x86 boot protocol: setup_sects, payload_offset, payload_length."""
    with open(bzimage, "rb") as file:
        data = file.read()
    offset, length = struct.unpack_from("<II", data, 0x248)
    start = (data[0x1f1] + 1) * 512 + offset
    payload = data[start:start + length - 4]  # the last 4 bytes are the size of what is in it
    if not payload.startswith(LZ4_LEGACY):
        skip(f"{bzimage} is not compressed with LZ4")
    with open(path, "wb") as file:
        subprocess.run(["lz4", "-dc", "-"], input=payload, stdout=file, check=True)


def depends(module):
    with open(module, "rb") as file:
        found = re.search(rb"\0depends=([^\0]*)\0", file.read())
    return [name for name in found[1].decode().split(",") if name]


def in_order(folder):
    """The paths of MODULES and all that they need, each after what it needs."""
    paths = {os.path.basename(path)[:-3].replace("-", "_"): path
             for path in glob.glob(folder + "/lib/modules/*/kernel/**/*.ko", recursive=True)}
    order = []

    def add(name):
        path = paths[name.replace("-", "_")]
        if path not in order:
            for other in depends(path):
                add(other)
            order.append(path)

    for name in MODULES:
        add(name)
    return order


class Archive:
    """A cpio archive of the kind that the kernel reads."""

    def __init__(self, file):
        self.file, self.inode = file, 0

    def add(self, name, mode, data=b""):
        self.inode += 1
        fields = [self.inode, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0"
        self.file.write(head + b"\0" * (-len(head) % 4) + data + b"\0" * (-len(data) % 4))

    def folder(self, name):
        self.add(name, stat.S_IFDIR | 0o755)

    def copy(self, name, path, mode=0o755):
        with open(path, "rb") as file:
            self.add(name, stat.S_IFREG | mode, file.read())


def write_initramfs(busybox, modules, path):
    with open(path, "wb") as file:
        archive = Archive(file)
        for name in ("bin", "dev", "proc", "sys", "modules", "etc", "etc/acpi", "etc/acpi/PWRF"):
            archive.folder(name)
        archive.copy("bin/busybox", busybox)
        archive.add("bin/sh", stat.S_IFLNK | 0o777, b"busybox")
        for module in modules:
            archive.copy("modules/" + os.path.basename(module), module, 0o644)
        names = "".join(os.path.basename(module) + "\n" for module in modules)
        archive.add("modules/order", stat.S_IFREG | 0o644, names.encode())
        archive.copy("init", os.path.join(HERE, "init.sh"))
        archive.copy("hotplug", os.path.join(HERE, "hotplug.sh"))
        archive.add("etc/acpi/PWRF/00000080", stat.S_IFREG | 0o755, b"#!/bin/sh\npoweroff -f\n")
        archive.add("TRAILER!!!", 0)


def main(folder):
    made = [os.path.join(folder, name) for name in ("vmlinux", "initramfs")]
    kernel, busybox = package("linux-image-*-cloud-amd64_*.deb"), package("busybox-static_*.deb")
    sources = [kernel, busybox, *(os.path.join(HERE, name) for name in ("make.py", "init.sh", "hotplug.sh"))]
    for program in ("dpkg-deb", "lz4"):
        if not shutil.which(program):
            skip(f"{program} is not installed")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if all(map(os.path.exists, made)) and \
                min(map(os.path.getmtime, made)) > max(map(os.path.getmtime, sources)):
            return
        with tempfile.TemporaryDirectory(dir=folder) as work:
            linux = unpack(kernel, os.path.join(work, "linux"))
            box = unpack(busybox, os.path.join(work, "busybox")) + "/bin/busybox"
            write_vmlinux(glob.glob(linux + "/boot/vmlinuz-*")[0], work + "/vmlinux")
            write_initramfs(box, in_order(linux), work + "/initramfs")
            for path in made:
                os.rename(os.path.join(work, os.path.basename(path)), path)


if __name__ == "__main__":
    main(sys.argv[1])
