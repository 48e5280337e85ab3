# SPDX-License-Identifier: LGPL-2.1-or-later
"""A console that its guest writes to without end, through a unix socket and through TLS, against the same
QEMU by itself, whose consoles are sockets that nobody but a reader sees."""
import contextlib
import io
import os
import re
import socket
import subprocess

from bench.figures import in_turn
from bench.subjects import LIMITS, folder, run
from bench.tls import client_folder, uri
from guests import QemuDaemon
from linux_guest import Shell, linux_folder, linux_xml
from oncrpc import DOMAIN_CREATE, DOMAIN_DEFINE_XML, TIMEOUT, domain, string, wait_for
from tls_client import Pki

NAME, DEVICE, SECONDS = "flood", "console1", 1
CONSOLE = "<console type='pty'><target type='virtio'/></console>"
FLOOD = "{ stty raw <&1; exec cat /dev/zero; } >/dev/hvc0 2>/dev/null & echo $!"
# Until it has been waited for: the guest's shell forgets what it has read of a line when a child ends.
STOP = "kill {0}; while kill -0 {0} 2>/dev/null; do :; done"
BARE = "socket of a bare QEMU"


def missing():
    """Why there is no Linux for a guest on this machine, or None."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said):
            linux_folder()
    except SystemExit:  # a test would be skipped
        return said.getvalue().rsplit("SKIPPED: ", 1)[-1].strip()
    return None


def managed(daemon):
    """A guest of the daemon that has booted: its reference, its shell."""
    with daemon.client() as client:
        document = linux_xml(NAME).replace("</devices>", CONSOLE + "</devices>")
        guest = domain(*client.result(DOMAIN_DEFINE_XML, string(document)).domain())
        client.result(DOMAIN_CREATE, guest)
    return guest, Shell(daemon.client(), guest).ready()


class BareGuest:
    """The same command, but without a monitor, and with a socket for each console. It is the client of
    the shell on its first one as well."""

    def __init__(self, pid, path):
        with open(f"/proc/{pid}/cmdline") as line:
            words = line.read().rstrip("\0").split("\0")
        words.remove("-S")
        for option in "-mon", "-chardev":  # the monitor's is the first
            at = words.index(option)
            del words[at:at + 2]
        self.path = path
        words = [re.sub(r"^pty,id=(\w+)$", rf"socket,id=\1,path={path}/\1,server=on,wait=off", word)
                 for word in words]
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL)
        self.socket = None

    def connect(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(TIMEOUT)
        return self.socket.connect_ex(self.console("serial0")) == 0

    def console(self, device):
        return os.path.join(self.path, "char" + device)

    def open_console(self, *_):
        wait_for(self.connect, "QEMU listens")

    def send_data(self, _, data):
        self.socket.sendall(data)

    def until(self, _, text, seen=b""):
        while text not in seen:
            data = self.socket.recv(4096)
            assert data, f"the guest ended, after {seen[-2000:]}"
            seen += data
        return seen

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        if self.socket:
            self.socket.close()


def flooded(shell, *reader):
    """MB/s of what a reader gets while the guest writes."""
    writer = shell.run(FLOOD)
    try:
        return float(run("console", *reader, SECONDS)[0])
    finally:
        shell.run(STOP.format(writer))


def measure(report):
    why = missing()
    if why:
        report.absent("console that is written to without end", why)
        return
    with contextlib.ExitStack() as stack:
        path = stack.enter_context(folder())
        pki = Pki(os.path.join(path, "pki"), "alice")
        client_folder(pki)
        daemon = stack.enter_context(QemuDaemon(tcp=True, config=pki.config() + LIMITS))
        guest, shell = managed(daemon)
        bare = stack.enter_context(BareGuest(daemon.process_of(guest), path))
        bare_shell = Shell(bare, None).ready()
        here, there = f"qemu+unix:///session?socket={daemon.path}", uri(daemon, pki, "qemu", "session")
        values = in_turn({
            "ours": lambda: flooded(shell, here, NAME, DEVICE),
            "by TLS": lambda: flooded(shell, there, NAME, DEVICE),
            BARE: lambda: flooded(bare_shell, bare.console(DEVICE)),
        })
        report.compare("console through a unix socket", "MB/s", values, BARE, ">= 0.7x")
        report.compare("console through TLS", "MB/s", values, BARE, ">= 0.7x", ours="by TLS")
