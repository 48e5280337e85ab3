#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""QEMU takes every golden command line: each document in tests/argv is started, paused, by a real
daemon, on files made for it, and destroyed. What argv-golden has refused the daemon refuses too,
with the same words. Documents that need what this machine lacks are named."""
import concurrent.futures
import glob
import json
import os
import re
import socket
import struct
import subprocess
import sys
import uuid
import xml.etree.ElementTree as ElementTree

from guests import QemuDaemon
from oncrpc import DOMAIN_DESTROY, RemoteError, domain, skip, string, u32

DOMAIN_CREATE_XML, START_PAUSED = 10, 1
AT_A_TIME = 4
REFUSED_LATE = "refuse-raw-with-backing"  # when its images have been opened
FLOPPY_BYTES = 1474560  # a size that every drive takes
FIRMWARE_BYTES = 256 * 1024
OUR_FOLDERS = re.compile(r"(['\">])(?:/srv/|/usr/share/OVMF/|/var/lib/)")
FOLDER = os.path.join(os.environ["srcdir"], "tests/argv")


def in_namespace():
    """Runs this again where bridges and taps can be made; False: not possible here."""
    make = ("ip link set lo up && ip link add br0 type bridge && for tap in tap-own tap9; do"
            " ip tuntap add $tap mode tap vnet_hdr; done && mount -t sysfs sysfs /sys")
    if "GOLDEN_INSIDE" in os.environ:
        return True
    unshare = ["unshare", "--net", "--mount"]
    if subprocess.run([*unshare, "sh", "-c", make], capture_output=True).returncode != 0:
        return False
    os.environ["GOLDEN_INSIDE"] = "1"
    os.execvp("unshare", [*unshare, "sh", "-c", make + ' && exec "$@"', "sh", sys.executable, "-B", *sys.argv])


def lacks(tree, network):
    """What this machine must have for the document and has not, or None."""
    if tree.get("type") == "kvm" and not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return "KVM"
    for emulator in tree.iter("emulator"):
        if not os.path.exists(emulator.text):
            return emulator.text
    if any(disk.get("type") == "block" for disk in tree.iter("disk")):
        return "a block device to spare"
    if any(i.get("type") in ("bridge", "ethernet") for i in tree.iter("interface")) and not network:
        return "the right to make bridges and taps"
    if tree.find("devices/vsock") is not None and not os.path.exists("/dev/vhost-vsock"):
        return "a kernel with vhost_vsock"
    last = [int(n) for pin in tree.iter() for n in re.findall(r"\d+", pin.get("cpuset", ""))]
    if tree.find("cputune") is not None and max(last, default=0) >= os.cpu_count():
        return f"{max(last) + 1} processors"
    return None


def lacks_after_all(said):
    """The same, where it takes a start to find out."""
    if "/dev/kvm does not work" in said:
        return "a KVM that works"
    return "such a CPU" if "guest CPU doesn't match" in said else None


def make_file(path, size):
    with open(path, "wb") as file:
        file.truncate(size)


def describe_firmware(folder):
    """What is installed of UEFI, for the daemon that is about to start."""
    files = {}
    for part in "executable", "nvram-template":
        files[part] = {"filename": os.path.join(folder, part + ".fd"), "format": "raw"}
        make_file(files[part]["filename"], FIRMWARE_BYTES)
    targets = [{"architecture": "x86_64", "machines": ["pc-i440fx-*", "pc-q35-*"]}]
    os.environ["XDG_CONFIG_HOME"] = os.path.join(folder, "config")
    descriptions = os.path.join(os.environ["XDG_CONFIG_HOME"], "qemu/firmware")
    os.makedirs(descriptions)
    with open(os.path.join(descriptions, "10-test.json"), "w") as file:
        json.dump({"interface-types": ["uefi"], "mapping": {"device": "flash", **files}, "targets": targets,
                   "features": []}, file)


def make_kernel(path):
    """The header of one that takes an initrd: QEMU looks at no more."""
    header = bytearray(0x8000)
    header[0x202:0x208] = b"HdrS" + struct.pack("<H", 0x206)
    header[0x22c:0x230] = struct.pack("<I", 0x37ffffff)  # how high the initrd may lie
    with open(path, "wb") as file:
        file.write(header)


def make_image(element, form):
    """That of a <disk> or <backingStore>, and what lies behind it."""
    source, behind = element.find("source"), element.find("backingStore")
    if source is None:
        return
    options = []
    if behind is not None and behind.find("source") is not None:
        form_behind = behind.find("format").get("type")
        make_image(behind, form_behind)
        options = ["-b", behind.find("source").get("file"), "-F", form_behind]
    if form == "raw":
        make_file(source.get("file"), FLOPPY_BYTES)
    else:
        size = [] if options else ["1M"]
        subprocess.run(["qemu-img", "create", "-q", "-f", form, *options, source.get("file"), *size], check=True)


def make_files(tree, folder):
    os.mkdir(folder)
    for disk in tree.iter("disk"):
        driver = disk.find("driver")
        make_image(disk, "raw" if driver is None else driver.get("type", "raw"))
    for name in ("loader", "nvram", "initrd"):
        for element in tree.iter(name):
            for path in filter(None, (element.text, element.get("template"))):
                make_file(path, FIRMWARE_BYTES)
    for kernel in tree.iter("kernel"):
        make_kernel(kernel.text)
    for entry in tree.iter("entry"):
        if entry.get("file"):
            make_file(entry.get("file"), 1)
    for filesystem in tree.iter("filesystem"):
        os.makedirs(filesystem.find("source").get("dir"), exist_ok=True)


def peers(tree):
    """Listening sockets, where the guest is the one who connects."""
    listeners = []
    for source in tree.iter("source"):
        if source.get("mode") != "connect" or tree.find(".//*[@type='udp']/source") is not None:
            continue
        host, place = source.get("host"), source.get("path")
        if host:
            place = host, int(source.get("service"))
        listeners.append(socket.socket(socket.AF_INET if host else socket.AF_UNIX))
        listeners[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listeners[-1].bind(place)
        listeners[-1].listen()
    return listeners


def start(daemon, text):
    """What the daemon refuses the document with, or None. The guest is gone afterwards."""
    with daemon.client() as client:
        try:
            guest = domain(*client.result(DOMAIN_CREATE_XML, string(text) + u32(START_PAUSED)).domain())
        except RemoteError as error:
            return str(error)
        client.result(DOMAIN_DESTROY, guest)
    return None


def moved(text, folder):
    """With all the files in a folder of its own."""
    return re.sub(OUR_FOLDERS, lambda found: found[1] + folder + "/", text)


def try_document(daemon, path, network):
    """(name, what failed or None, what the machine lacks or None)"""
    name = os.path.basename(path)[:-len(".xml")]
    folder = os.path.join(daemon.folder, name)
    with open(path) as file:
        text = re.sub(r"<uuid>.*?</uuid>", f"<uuid>{uuid.uuid4()}</uuid>", file.read())
    text = moved(text, folder)
    refused = path[:-len("xml")] + "error"
    if os.path.exists(refused):
        if name == REFUSED_LATE:
            make_files(ElementTree.fromstring(text), folder)
        with open(refused) as file:
            wanted = moved(file.read().rstrip("\n"), folder)
        said = start(daemon, text)
        return name, None if said and said.startswith(wanted) else f"not refused with '{wanted}' but {said}", None
    tree = ElementTree.fromstring(text)
    if missing := lacks(tree, network):
        return name, None, missing
    make_files(tree, folder)
    listeners = peers(tree)
    said = start(daemon, text)
    for listener in listeners:
        listener.close()
    missing = lacks_after_all(said) if said else None
    return name, None if missing else said, missing


def main():
    network = in_namespace()
    paths = sorted(glob.glob(os.path.join(FOLDER, "*.xml")))
    assert len(paths) > 120, paths
    daemon = QemuDaemon()
    describe_firmware(daemon.folder)
    with daemon, concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        results = list(pool.map(lambda path: try_document(daemon, path, network), paths))
    for name, _, missing in results:
        if missing:
            print(f"{name}: not started: this machine has not {missing}", file=sys.stderr)
    failed = [f"{name}: {said}" for name, said, _ in results if said]
    assert not failed, "\n".join(["", *failed])
    if sum(missing is not None for _, _, missing in results) > len(results) / 4:
        skip("this machine has too little of what the documents need")


main()
