# SPDX-License-Identifier: LGPL-2.1-or-later
"""What tests of block jobs share: images made by qemu-img and qemu-io, a guest that has them as disks,
and the procedures.

    with BlockDaemon() as daemon:
        top = daemon.chain("disk", 3)                  # disk0.qcow2 <- disk1.qcow2 <- disk2.qcow2
        guest = daemon.disk_guest("one", disk(top))    # boots, with the chain as its vda
        daemon.call(BLOCK_PULL, guest + string("vda") + u64(0) + u32(0))
        assert daemon.event() == (PULL, COMPLETED)
Each image of a chain has a mebibyte of its own number at a place of its own."""
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree

from guests import DOMAIN_GET_XML_DESC, XML, QemuDaemon
from oncrpc import (DOMAIN_CREATE, DOMAIN_DEFINE_XML, DOMAIN_LOOKUP_BY_NAME, EVENT_REGISTER, domain,
                    opt, string, u32)

BLOCK_JOB_ABORT, BLOCK_JOB_INFO, BLOCK_JOB_SET_SPEED, BLOCK_PULL = 237, 238, 239, 240
BLOCK_RESIZE, SET_BLOCK_IO_TUNE, GET_BLOCK_IO_TUNE = 251, 252, 253
BLOCK_REBASE, BLOCK_COMMIT, BLOCK_COPY, SET_BLOCK_THRESHOLD = 266, 290, 345, 386
EVENT_BLOCK_JOB, EVENT_BLOCK_JOB_2, EVENT_BLOCK_THRESHOLD = 8, 16, 24
PULL, COPY, COMMIT, ACTIVE_COMMIT, BACKUP = 1, 2, 3, 4, 5
COMPLETED, FAILED, CANCELED, READY = 0, 1, 2, 3
ASYNC, PIVOT = 1, 2
SHALLOW, DELETE, ACTIVE, RELATIVE = 1, 2, 4, 8
REUSE, TRANSIENT, SYNCHRONOUS = 2, 4, 8
INACTIVE, MIB = 2, 1 << 20
SIZE = 64 * MIB


def u64(value):
    return u32(value >> 32, value)


def opt_string(text):
    return opt(None if text is None else string(text))


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def write(path, number, offset, size=MIB, form="qcow2"):
    run("qemu-io", "-f", form, "-c", f"write -P {number} {offset} {size}", path)


def holds(path, number, offset, size=MIB, form="qcow2"):
    """Whether there are these bytes in an image that nobody has open."""
    done = subprocess.run(["qemu-io", "-f", form, "-c", f"read -P {number} {offset} {size}", path],
                          capture_output=True, text=True)
    assert "read " in done.stdout, done
    return done.returncode == 0 and "failed" not in done.stdout


def backing(path):
    """What its header says lies behind it; None: nothing."""
    match = re.search("^backing file: (.*?)(?: \\(actual.*)?$", run("qemu-img", "info", "-U", path), re.M)
    return match and match.group(1)


def disk(path, target="vda", inside="", form="qcow2", driver=""):
    return (f"<disk type='file' device='disk'><driver name='qemu' type='{form}' {driver}/>"
            f"<source file='{path}'/><target dev='{target}'/>{inside}</disk>")


class BlockDaemon(QemuDaemon):
    def __enter__(self):
        super().__enter__()
        self.open_client()
        return self

    def open_client(self):
        """The client of the tests, with its events."""
        self.control = self.client()
        for kind in EVENT_BLOCK_JOB, EVENT_BLOCK_JOB_2, EVENT_BLOCK_THRESHOLD:
            self.control.result(EVENT_REGISTER, u32(kind, 0))

    def kill_and_start(self):
        self.control.close()
        self.kill()
        self.start()

    def start(self):
        QemuDaemon.__enter__(self)
        self.open_client()

    def file(self, name):
        return os.path.join(self.folder, name)

    def chain(self, name, count):
        """Paths, the deepest image first."""
        paths = [self.file(f"{name}{number}.qcow2") for number in range(count)]
        for number, path in enumerate(paths):
            behind = ["-b", paths[number - 1], "-F", "qcow2"] if number else []
            run("qemu-img", "create", "-q", "-f", "qcow2", *behind, path, str(SIZE))
            write(path, number + 1, number * MIB)
        return paths

    def disk_guest(self, name, devices, create=True):
        """Defined and started, from the boot image; its reference."""
        image = self.file(name + ".img")
        run("cp", os.environ["GUEST_IMAGE"], image)
        self.control.result(DOMAIN_DEFINE_XML, string(XML.format(name=name, image=image, devices=devices)))
        guest = self.reference(name)
        if create:
            self.control.result(DOMAIN_CREATE, guest)
        return guest

    def reference(self, name):
        return domain(*self.call(DOMAIN_LOOKUP_BY_NAME, string(name)).domain())

    def call(self, procedure, body):
        return self.control.result(procedure, body)

    def xml(self, guest, flags=0):
        return ElementTree.fromstring(self.call(DOMAIN_GET_XML_DESC, guest + u32(flags)).string())

    def disk_of(self, guest, target="vda", flags=0):
        return self.xml(guest, flags).find(f"devices/disk/target[@dev='{target}']/..")

    def images(self, guest, target="vda", flags=0):
        """Paths of its chain in the document, the first first."""
        paths, node = [], self.disk_of(guest, target, flags)
        while node is not None and node.find("source") is not None:
            paths.append(node.find("source").get("file"))
            node = node.find("backingStore")
        return paths

    def info(self, guest, target="vda", flags=0):
        """(type, bandwidth, cur, end), or None."""
        body = self.call(BLOCK_JOB_INFO, guest + string(target) + u32(flags))
        found, kind = body.i32(), body.i32()
        return (kind, body.u64(), body.u64(), body.u64()) if found else None

    def event(self, target="vda"):
        """(type, state) of the next event by target."""
        while True:
            _, kind, body = self.control.next_event()
            if kind == EVENT_BLOCK_JOB_2:
                body.domain()
                assert body.string() == target
                return body.i32(), body.i32()

    def status_file(self, name):
        with open(self.file(f"root/state/qemu/{name}.status")) as file:
            return file.read()

