# SPDX-License-Identifier: LGPL-2.1-or-later
"""What tests of storage share: a daemon that serves storage, and a client that has its procedures by
number, with arguments written by hand."""
import os
import shutil
import subprocess
import tempfile

from oncrpc import Daemon, RemoteError, opt, skip, string, u32
from streams import StreamClient

INVALID_ARG, OPERATION_FAILED, XML_ERROR, SYSTEM_ERROR = 8, 9, 27, 38
NO_SUPPORT, NO_POOL, NO_VOL, INVALID, CONFIG_UNSUPPORTED = 3, 49, 50, 55, 67
OVERFLOW, UNSUPPORTED, BUSY, VOL_EXIST = 82, 84, 87, 90
NO_SUCH = "no storage vol with matching "
REMOTE = 0x20008086
POOL_LIFECYCLE, POOL_REFRESH = 100, 101
POOL_EVENTS = ["defined", "undefined", "started", "stopped", "created", "deleted"]
ALLOCATE, DELTA, SHRINK = 1, 2, 4
PREALLOC_METADATA, REFLINK = 1, 2


def u64(value):
    return u32(value >> 32, value)


def expect(code, text, function, *args, **kwargs):
    """The call fails with that code and a message that begins so."""
    try:
        function(*args, **kwargs)
    except RemoteError as error:
        assert error.code == code and str(error).startswith(text), f"{error} instead of {text}"
        return str(error)
    raise AssertionError(f"no error '{text}'")


def pool_xml(name, path, extra=""):
    return f"<pool type='dir'><name>{name}</name><target><path>{path}</path>{extra}</target></pool>"


def vol_xml(name, capacity, format="raw", allocation=None, backing="", extra=""):
    allocation = "" if allocation is None else f"<allocation>{allocation}</allocation>"
    capacity = "" if capacity is None else f"<capacity>{capacity}</capacity>"
    return (f"<volume><name>{name}</name>{capacity}{allocation}"
            f"<target><format type='{format}'/>{extra}</target>{backing}</volume>")


def backing_xml(path, format=None):
    format = f"<format type='{format}'/>" if format else ""
    return f"<backingStore><path>{path}</path>{format}</backingStore>"


class StorageClient(StreamClient):
    """Pools are (name, uuid); volumes are (pool, name, key)."""

    def ask(self, procedure, body=b""):
        return self.end(self.start(procedure, body, REMOTE))

    @staticmethod
    def take_pool(body):
        return body.string(), body.opaque(16)

    @staticmethod
    def take_vol(body):
        return body.string(), body.string(), body.string()

    @staticmethod
    def pool(pool):
        return string(pool[0]) + pool[1]

    @staticmethod
    def vol(vol):
        return b"".join(string(part) for part in vol)

    def define(self, xml):
        return self.take_pool(self.ask(77, string(xml) + u32(0)))

    def create_xml(self, xml, flags=0):
        return self.take_pool(self.ask(76, string(xml) + u32(flags)))

    def start_pool(self, pool, flags=0):
        self.ask(78, self.pool(pool) + u32(flags))

    def build(self, pool, flags=0):
        self.ask(79, self.pool(pool) + u32(flags))

    def destroy(self, pool):
        self.ask(80, self.pool(pool))

    def delete_pool(self, pool, flags=0):
        self.ask(81, self.pool(pool) + u32(flags))

    def undefine(self, pool):
        self.ask(82, self.pool(pool))

    def refresh(self, pool):
        self.ask(83, self.pool(pool) + u32(0))

    def pool_by_name(self, name):
        return self.take_pool(self.ask(84, string(name)))

    def pool_by_uuid(self, uuid):
        return self.take_pool(self.ask(85, uuid))

    def pool_by_volume(self, vol):
        return self.take_pool(self.ask(86, self.vol(vol)))

    def pool_by_path(self, path):
        return self.take_pool(self.ask(391, string(path)))

    def pool_info(self, pool):
        """(state, capacity, allocation, available)"""
        body = self.ask(87, self.pool(pool))
        return body.i32(), body.u64(), body.u64(), body.u64()

    def pool_xml(self, pool, flags=0):
        return self.ask(88, self.pool(pool) + u32(flags)).string()

    def autostart(self, pool):
        return self.ask(89, self.pool(pool)).i32()

    def set_autostart(self, pool, value):
        self.ask(90, self.pool(pool) + u32(value))

    def is_active(self, pool):
        return self.ask(154, self.pool(pool)).i32()

    def is_persistent(self, pool):
        return self.ask(155, self.pool(pool)).i32()

    def pools(self, flags=0, need=1):
        """Names of those that match; or, without need, how many there are."""
        body = self.ask(281, u32(need, flags))
        names = [self.take_pool(body)[0] for _ in range(body.u32())]
        count = body.u32()
        assert not need or count == len(names)
        return names if need else count

    def names(self, procedure, most=100, pool=None):
        body = self.ask(procedure, (self.pool(pool) if pool else b"") + u32(most))
        return [body.string() for _ in range(body.u32())]

    def number(self, procedure, pool=None):
        return self.ask(procedure, self.pool(pool) if pool else b"").i32()

    def vols(self, pool):
        body = self.ask(282, self.pool(pool) + u32(1, 0))
        vols = [self.take_vol(body) for _ in range(body.u32())]
        assert body.u32() == len(vols)
        return [vol[1] for vol in vols]

    def create_vol(self, pool, xml, flags=0):
        return self.take_vol(self.ask(93, self.pool(pool) + string(xml) + u32(flags)))

    def clone_vol(self, pool, xml, source, flags=0):
        return self.take_vol(
            self.ask(125, self.pool(pool) + string(xml) + self.vol(source) + u32(flags)))

    def delete_vol(self, vol, flags=0):
        self.ask(94, self.vol(vol) + u32(flags))

    def vol_by_name(self, pool, name):
        return self.take_vol(self.ask(95, self.pool(pool) + string(name)))

    def vol_by_key(self, key):
        return self.take_vol(self.ask(96, string(key)))

    def vol_by_path(self, path):
        return self.take_vol(self.ask(97, string(path)))

    def vol_info(self, vol, flags=None):
        """(type, capacity, allocation)"""
        body = (self.ask(98, self.vol(vol)) if flags is None else
                self.ask(378, self.vol(vol) + u32(flags)))
        return body.i32(), body.u64(), body.u64()

    def vol_xml(self, vol):
        return self.ask(99, self.vol(vol) + u32(0)).string()

    def vol_path(self, vol):
        return self.ask(100, self.vol(vol)).string()

    def resize(self, vol, capacity, flags=0):
        self.ask(260, self.vol(vol) + u64(capacity) + u32(flags))

    def wipe(self, vol, algorithm=None):
        if algorithm is None:
            self.ask(165, self.vol(vol) + u32(0))
        else:
            self.ask(259, self.vol(vol) + u32(algorithm, 0))

    def open_vol(self, procedure, vol, offset=0, length=0, flags=0):
        """The stream of an upload (208) or a download (209)."""
        xid = self.start(procedure, self.vol(vol) + u64(offset) + u64(length) + u32(flags), REMOTE)
        self.end(xid)
        return xid

    def subscribe(self):
        """To both kinds of events of all pools."""
        for kind in (0, 1):
            self.ask(368, u32(kind) + opt(None))

    def pool_events(self, count):
        """That many events as 'name:happening'."""
        said = []
        for _ in range(count):
            kind, body = self.next_pool_event()
            name, _ = self.take_pool(body)
            said.append(f"{name}:{POOL_EVENTS[body.i32()] if kind == POOL_LIFECYCLE else 'refresh'}")
        return said

    def next_pool_event(self):
        _, kind, body = self.next_event()
        assert kind in (POOL_LIFECYCLE, POOL_REFRESH), kind
        return kind, body


class StorageDaemon(Daemon):
    """With a folder for pools in its own."""

    def __init__(self, *options, **kwargs):
        super().__init__("--driver", "storage", *options, **kwargs)

    def client(self, tcp=False):
        return StorageClient(self.path).open("test:///default")

    def place(self, name):
        return os.path.join(self.folder, name)

    def pool(self, client, name="p", **kwargs):
        """One that is active."""
        return client.create_xml(pool_xml(name, self.place(name), **kwargs), 1)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def again(self):
        """After kill(): another daemon in the same folders."""
        self.process.stdout.close()
        self.log.close()
        return self.__enter__()


def qemu_img(*args):
    try:
        return subprocess.run(["qemu-img", *args], check=True, capture_output=True, text=True).stdout
    except FileNotFoundError:
        skip("qemu-img is not installed")


def temporary_files(folder):
    return [name for name in os.listdir(folder) if name.startswith(".vmrpc-new-")]


class SlowQemuImg:
    """A qemu-img that waits until go() before it does what it shall; to be made before the daemon."""

    def __init__(self):
        real = shutil.which("qemu-img") or skip("qemu-img is not installed")
        self.folder = tempfile.mkdtemp(prefix="vmrpc-test.")
        self.begun, self.gate = (os.path.join(self.folder, name) for name in ("begun", "gate"))
        for fifo in (self.begun, self.gate):
            os.mkfifo(fifo)
        script = os.path.join(self.folder, "qemu-img")
        with open(script, "w") as file:
            file.write(f"#!/bin/sh\necho begun >'{self.begun}'\nread line <'{self.gate}'\n"
                       f"exec '{real}' \"$@\"\n")
        os.chmod(script, 0o755)
        self.path = os.environ["PATH"]
        os.environ["PATH"] = self.folder + ":" + self.path

    def wait(self):
        """Until one has begun."""
        with open(self.begun) as file:
            assert file.read() == "begun\n"

    def go(self):
        with open(self.gate, "w") as file:
            file.write("go\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.environ["PATH"] = self.path
        shutil.rmtree(self.folder)
