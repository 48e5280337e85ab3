#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""No procedure that only reads enters a monitor: of a guest whose QEMU stands still (SIGSTOP), and of
one whose monitor never says a word, each of them is answered at once, and QEMU is sent nothing."""
import os
import signal
import socket
import sys
import time

from guests import QemuDaemon
from oncrpc import REMOTE, domain, string, u32, wait_for

sys.path.insert(0, os.path.join(os.environ["srcdir"], "scripts"))
from protocol_parse import Protocol  # noqa: E402

CONNECT_GET_ALL_DOMAIN_STATS = 344
AT_ONCE = 2
DISK = "hda"
INTERFACE = "<interface type='user'><mac address='52:54:00:00:00:07'/></interface>"
# What asks the host or its emulator rather than a guest, and may run a program for that.
OF_THE_HOST = {"CONNECT_GET_CAPABILITIES", "CONNECT_GET_DOMAIN_CAPABILITIES", "CONNECT_GET_VERSION",
               "CONNECT_GET_CPU_MODEL_NAMES"}
WORDS = {"path": DISK, "disk": DISK, "device": "52:54:00:00:00:07"}


class Arguments:
    """Makes arguments of any procedure: of this guest, of the disk that it has, all else nothing."""

    def __init__(self, protocol, guest):
        self.protocol, self.guest = protocol, guest

    def of(self, name, field=""):
        if name == "remote_domain":
            return self.guest
        if name in ("remote_string", "string"):
            return string(WORDS.get(field, ""))
        node = self.protocol.types.get(name)
        kind = type(node).__name__
        if node is None:
            return bytes(self.protocol.BASIC[name]) if name != "void" else b""
        if kind == "Struct":
            return b"".join(self.declared(part) for part in node.fields)
        if kind == "Enum":
            return u32(min(self.protocol.number(value.name) for value in node.values))
        if kind == "Typedef":
            return self.declared(node.target, field)
        raise NotImplementedError(f"a {kind} as argument: {name}")

    def declared(self, part, field=None):
        field = field or part.name
        if part.type == "string":
            return string(WORDS.get(field, ""))
        if part.shape in ("array", "pointer"):
            return u32(0)
        if part.shape == "fixed":
            size = self.protocol.number(part.bound)
            return bytes(size) if part.type == "opaque" else self.of(part.type) * size
        return self.of(part.type, field)


def reads(protocol):
    """(name, number, type of arguments) of all that libvirt's program has to read."""
    for program in protocol.programs:
        if protocol.number(program.number) == REMOTE:
            for procedure in program.versions[0].procedures:
                if procedure.note.strip("/* ") == "read" and procedure.name not in OF_THE_HOST:
                    yield procedure.name, protocol.number(procedure.number), procedure.args


def commands(daemon):
    return [line for line in daemon.log_text().splitlines() if "debug: monitor " in line]


def read_all(daemon, protocol, guest):
    arguments = Arguments(protocol, guest)
    count = 0
    for name, number, type_name in reads(protocol):
        with daemon.client() as client:
            began = time.monotonic()
            reply = client.call(number, arguments.of(type_name))
            took = time.monotonic() - began
            assert reply.accept == 0, f"{name}: accept_stat {reply.accept}"
            assert took < AT_ONCE, f"{name} took {took:.3f} s"
            count += 1
    assert count > 80, count


def stopped(daemon, protocol, guest):
    os.kill(daemon.process_of(guest), signal.SIGSTOP)
    with daemon.client() as client:
        before = len(commands(daemon))
        # Somebody is interested: QEMU is asked, once, apart from who reads.
        client.result(CONNECT_GET_ALL_DOMAIN_STATS, u32(0, 0, 0))
        wait_for(lambda: len(commands(daemon)) > before, "nobody asks QEMU for figures")
    asked = commands(daemon)
    read_all(daemon, protocol, guest)
    assert commands(daemon) == asked, f"reads made of {asked[-1]}: {commands(daemon)[len(asked):]}"
    os.kill(daemon.process_of(guest), signal.SIGCONT)
    wait_for(lambda: len(commands(daemon)) > len(asked), "the round does not go on")


def silent(daemon, protocol, guest):
    """Somebody else has the monitor, which serves one at a time."""
    folder = os.path.join(daemon.folder, "root")
    paths = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names
             if name.endswith(".monitor")]
    daemon.kill()
    before = commands(daemon)
    with socket.socket(socket.AF_UNIX) as rival:
        rival.connect(paths[0])
        assert b"QMP" in rival.recv(4096)
        daemon.start()
        read_all(daemon, protocol, guest)
        assert commands(daemon) == before, commands(daemon)[len(before):]


def main():
    with open(os.path.join(os.environ["srcdir"], "remote_protocol.x")) as file:
        protocol = Protocol(file.read())
    with QemuDaemon("--log-level", "debug") as daemon:
        guest = daemon.guest("frozen", INTERFACE)
        stopped(daemon, protocol, guest)
        silent(daemon, protocol, guest)


main()
