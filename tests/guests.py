# SPDX-License-Identifier: LGPL-2.1-or-later
"""What tests with real guests share: a daemon with the QEMU driver, and guests of the repository's boot
image on a terminal. Whatever happens, no QEMU is left."""
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import uuid

from oncrpc import (CONNECT_LIST_ALL_DOMAINS, DOMAIN_CREATE, DOMAIN_DEFINE_XML, DOMAIN_DESTROY,
                    DOMAIN_LOOKUP_BY_NAME, REMOTE, Daemon, RemoteError, domain, opt, skip, string, u32)
from streams import DOMAIN_OPEN_CONSOLE, StreamClient

DOMAIN_SCREENSHOT, DOMAIN_GET_XML_DESC = 211, 14
FORCE, SAFE = 1, 2
BANNER = b"vmrpc guest ready\r\n"
PTY = "<serial type='pty'/><console type='pty'/>"
XML = """<domain type='qemu'><name>{name}</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>
<os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features><devices>
<disk type='file' device='disk'><source file='{image}'/><target dev='hda'/></disk>
{devices}<memballoon model='none'/></devices></domain>"""


def need_qemu():
    if not shutil.which("qemu-system-x86_64"):
        skip("qemu-system-x86_64 is not installed")
    if not os.path.exists(os.environ.get("GUEST_IMAGE", "")):
        skip("there is no boot image")


def own_mounts(*more):
    """The test goes on, from its beginning, in a namespace of mounts of its own, and others (--net)."""
    if os.environ.get("TEST_OWN_MOUNTS"):
        return
    os.environ["TEST_OWN_MOUNTS"] = "1"
    for how in ([], ["--user", "--map-root-user"]):
        words = ["unshare", *how, "--mount", *more]
        if subprocess.run([*words, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True,
                          check=False).returncode == 0:
            os.execvp(words[0], [*words, sys.executable, "-B", *sys.argv])
    skip("no file system can be mounted here")


class QemuDaemon(Daemon):
    def __init__(self, *options, **more):
        need_qemu()
        super().__init__(*options, driver="qemu", **more)
        self.uri = "qemu:///" + self.options[0].lstrip("-")

    def client(self, tcp=False, flags=0):
        return ConsoleClient(self.path).open(self.uri, flags)

    def kill(self):
        """As a crash; start() again, on the same folders."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def start(self):
        self.__enter__()

    def guest(self, name, devices=PTY):
        """Defines and starts a guest; its reference."""
        image = os.path.join(self.folder, name + ".img")
        shutil.copyfile(os.environ["GUEST_IMAGE"], image)
        with self.client() as client:
            client.result(DOMAIN_DEFINE_XML, string(XML.format(name=name, image=image, devices=devices)))
            guest = domain(*client.result(DOMAIN_LOOKUP_BY_NAME, string(name)).domain())
            client.result(DOMAIN_CREATE, guest)
        return guest

    def process_of(self, guest):
        """The pid of its QEMU, or None."""
        identity = str(uuid.UUID(bytes=guest[-20:-4]))
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline") as line:
                if f"\0{identity}\0" in line.read():
                    return int(pid)
        return None

    def console_log(self, name):
        path = os.path.join(self.folder, "root/log/qemu/console", name + "-serial0.log")
        with open(path, "rb") as log:
            return log.read()

    def destroy_all(self):
        """Those that are still there, with or without a disk that names our folder."""
        with self.client() as client:
            reply = client.result(CONNECT_LIST_ALL_DOMAINS, u32(1, 1))
            for _ in range(reply.u32()):
                client.call(DOMAIN_DESTROY, domain(*reply.domain()))

    def __exit__(self, kind, value, trace):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            with contextlib.suppress(OSError, EOFError, RemoteError):
                self.destroy_all()
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                if os.readlink(f"/proc/{pid}/fd/2").startswith(self.folder + "/root/log/"):
                    os.kill(int(pid), signal.SIGKILL)
        super().__exit__(kind, value, trace)


class ConsoleClient(StreamClient):
    def open_console(self, guest, flags=0, device=None):
        name = opt(None if device is None else string(device))
        xid = self.start(DOMAIN_OPEN_CONSOLE, guest + name + u32(flags), REMOTE)
        self.end(xid)
        return xid

    def until(self, stream, text, seen=b""):
        """Reads until text has come; all that came."""
        while text not in seen:
            data, _, ended = self.recv(stream, wait_ms=20000)
            assert data and not ended, f"{text} has not come, only {seen[-2000:]}"
            seen += data
        return seen

    def until_end(self, stream):
        seen = b""
        while True:
            data, _, ended = self.recv(stream, wait_ms=20000)
            if ended:
                return seen
            assert data, f"no end, only {seen[-2000:]}"
            seen += data

    def screenshot(self, guest, screen=0):
        """(mime, bytes)"""
        xid = self.start(DOMAIN_SCREENSHOT, guest + u32(screen, 0), REMOTE)
        body = self.end(xid)
        mime = body.string() if body.u32() else None
        picture = self.until_end(xid)
        self.finish(xid)
        return mime, picture

    def destroy(self, guest):
        self.result(DOMAIN_DESTROY, guest)
