#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes the Linux guest of the tests: FOLDER/vmlinux, Debian's kernel for clouds unpacked (it boots
through PVH, which takes half the time), and FOLDER/initramfs, a busybox with the virtio drivers and the
/init beside this file; and FOLDER/initramfs-agent, the same with the QEMU guest agent in it, which is
larger and boots more slowly.

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
AGENT = "qemu-guest-agent"
AGENT_LIBRARIES = "libc6 libglib2.0-0 libnuma1 libpcre2-8-0 libudev1 liburing2".split()
# What the agent finds in the guest. /agent runs it, with its port at its usual place, which udev would
# have made.
AGENT_FILES = {
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
    "etc/shadow": "root:*:19000:0:99999:7:::\n",
    "etc/group": "root:x:0:\n",
    "etc/os-release": 'NAME="Tests"\nID=tests\nVERSION_ID="1"\nPRETTY_NAME="Linux of the tests"\n',
    "bin/shutdown": '#!/bin/sh\ncase " $* " in *" -r "*) reboot -f ;; *) poweroff -f ;; esac\n',
    "bin/chpasswd": """#!/bin/sh
IFS=: read -r user password
grep -q "^$user:" /etc/passwd || exit 1
[ "$1" = -e ] || password=$(mkpasswd -m md5 "$password")
sed -i "s|^$user:[^:]*|$user:$password|" /etc/shadow
""",
    # Told of each freeze before, of each thaw after it; holds one up while there is a /tmp/hold.
    "fsfreeze": """#!/bin/sh
echo "$1" >>/tmp/fsfreeze
while [ "$1" = freeze ] && [ -e /tmp/hold ]; do sleep 0.1; done
""",
    "agent": """#!/bin/sh
name=org.qemu.guest_agent.0
mkdir -p /dev/virtio-ports
for port in /sys/class/virtio-ports/*; do
    [ "$(cat "$port/name")" != $name ] || ln -sf "/dev/${port##*/}" /dev/virtio-ports/$name
done
exec qemu-ga -p /dev/virtio-ports/$name -t /var/run -F/fsfreeze
""",
}
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


def needed(program, folder):
    """{name: path} of the libraries in the folder that a program needs, by the sonames in its text."""
    libraries, found, left = {}, {}, [program]
    for path in glob.glob(folder + "/**/*.so*", recursive=True):
        libraries[os.path.basename(path)] = path
    while left:
        with open(left.pop(), "rb") as file:
            names = set(re.findall(rb"\0((?:lib|ld-)[a-z0-9_.+-]*\.so\.[0-9]+)(?=\0)", file.read()))
        for name in names:
            name = name.decode()
            if name in libraries and name not in found:
                found[name] = os.path.realpath(libraries[name])
                left.append(found[name])
    return found


def write_agent(folder, path):
    """What is added to the archive of before: the kernel reads one after the other."""
    with open(path, "ab") as file:
        archive = Archive(file)
        for name in ("lib", "lib64", "usr", "root"):
            archive.folder(name)
        archive.add("sbin", stat.S_IFLNK | 0o777, b"bin")
        archive.copy("bin/qemu-ga", folder + "/usr/sbin/qemu-ga")
        for name, library in sorted(needed(folder + "/usr/sbin/qemu-ga", folder).items()):
            archive.copy(("lib64/" if name.startswith("ld-") else "lib/") + name, library)
        for name, text in AGENT_FILES.items():
            archive.add(name, stat.S_IFREG | (0o644 if name.startswith("etc/") else 0o755), text.encode())
        archive.add("TRAILER!!!", 0)


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
    made = [os.path.join(folder, name) for name in ("vmlinux", "initramfs", "initramfs-agent")]
    kernel, busybox = package("linux-image-*-cloud-amd64_*.deb"), package("busybox-static_*.deb")
    agent = [package(name + "_*.deb") for name in (AGENT, *AGENT_LIBRARIES)]
    sources = [kernel, busybox, *agent, *(os.path.join(HERE, name) for name in ("make.py", "init.sh", "hotplug.sh"))]
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
            shutil.copyfile(work + "/initramfs", work + "/initramfs-agent")
            for archive in agent:
                unpack(archive, os.path.join(work, "agent"))
            write_agent(os.path.join(work, "agent"), work + "/initramfs-agent")
            for path in made:
                os.rename(os.path.join(work, os.path.basename(path)), path)


if __name__ == "__main__":
    main(sys.argv[1])
