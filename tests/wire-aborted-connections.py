#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""10,000 clients that go away at a random point, by RST and by FIN: on a unix socket, on TCP in clear
text, with TLS by the probe and from the first byte; in the middle of a record, of a handshake, with calls
that wait, with subscriptions, with replies that nobody reads. And some on standard input and through
vmrpc-ssh-helper. Nothing of them is left: no descriptor, no session, no call, no memory.

ABORT_SEED in the environment repeats a run."""
import os
import random
import re
import resource
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import tempfile

import tls_client as tls
from oncrpc import (CONNECT_LIST_ALL_DOMAINS, CONNECT_OPEN, DOMAIN_LOOKUP_BY_NAME, EVENT_REGISTER, HELLO,
                    TIMEOUT, VMRPC, Client, Daemon, call_header, domain, opt, record, string, u32, wait_for)

CONNECTIONS, WARM_UP, PROGRAMS, TOGETHER = 10000, 500, 20, 40
# Where every call takes many times as long.
CONNECTIONS_SANITIZED = 5000
# A leak of one stack, one TLS connection or a few hundred bytes for each client would be more.
GROWTH_MAX = 6 << 20
DOMAIN_OPEN_CONSOLE, CONSOLE_FORCE = 201, 1
STREAM_RECV, FOR_EVER = 4, 0xFFFFFFFF
URI = "test:///default"


def open_call(xid=1):
    return record(call_header(xid, procedure=CONNECT_OPEN) + opt(string(URI)) + u32(0))


def console_calls(guest):
    """Opens a console and waits for what it says, more than once: calls that do not end by themselves."""
    wait = b"".join(record(call_header(xid, VMRPC, 1, STREAM_RECV) + u32(1, 2, 0, FOR_EVER))
                    for xid in range(3, 6))
    return record(call_header(2, procedure=DOMAIN_OPEN_CONSOLE) + guest + u32(0, CONSOLE_FORCE)) + wait


class Plan:
    """What clients say. All of it is sent, or as much as chance wants."""

    def __init__(self, chance, guest):
        listing = record(call_header(9, procedure=CONNECT_LIST_ALL_DOMAINS) + u32(1, 0))
        register = record(call_header(2, procedure=EVENT_REGISTER) + u32(0, 0))
        self.chance = chance
        self.words = [
            b"",
            record(call_header(1)),
            record(call_header(1, VMRPC, 1, HELLO) + u32(0, 0) + string("x") + u32(0)),
            u32(1 << 20) + b"a fragment that is not the last and does not come",
            b"\0\0\0\x18neither record nor packet",
            open_call() + listing * 50,
            open_call() + register,
            open_call() + console_calls(guest),
            open_call() + register + console_calls(guest) + listing,
        ]

    def next(self):
        words = self.chance.choice(self.words)
        return words[:self.chance.randrange(len(words) + 1)] if self.chance.random() < 0.3 else words


class Abuse:
    def __init__(self, daemon, made, seed):
        self.daemon, self.made, self.chance = daemon, made, random.Random(seed)
        with daemon.client() as client:
            found = client.open(URI).result(DOMAIN_LOOKUP_BY_NAME, string("test")).domain()
        self.plan = Plan(self.chance, domain(*found))
        self.alive, self.done = [], 0

    def plain(self, address):
        return Client(address).socket

    def encrypt(self, client):
        """A handshake that is broken off at any point, or one that is not; what came with it last."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        inside = self.made.wrap_bio(incoming, outgoing, server_hostname="localhost")
        stop = self.chance.choice(("hello", "answer", "finished", "open", "open"))
        while True:
            try:
                inside.do_handshake()
                break
            except ssl.SSLWantReadError:
                data = outgoing.read()
                if stop == "hello":
                    client.sendall(data[:self.chance.randrange(len(data) + 1)])
                    return
                client.sendall(data)
                if stop == "answer":
                    return
                incoming.write(client.recv(1 << 16))
        data = outgoing.read()
        if stop == "finished":
            client.sendall(data[:self.chance.randrange(len(data))])
            return
        words = self.plan.next()
        if words:
            inside.write(words)
        data += outgoing.read()
        client.sendall(data[:self.chance.randrange(len(data))] if self.chance.random() < 0.2 else data)

    def begin(self):
        kind = self.chance.choice(("unix", "unix", "unix", "tcp", "tcp", "probe", "tls"))
        if kind == "unix":
            client = self.plain(self.daemon.path)
        else:
            client = self.plain(("127.0.0.1", self.daemon.port))
        if kind in ("unix", "tcp"):
            client.sendall(self.plan.next())
        elif kind == "tls":
            self.encrypt(client)
        elif self.chance.random() < 0.3:
            client.sendall(record(call_header(7, cred=(tls.AUTH_TLS, b""))))
        else:
            client.sendall(record(call_header(7, cred=(tls.AUTH_TLS, b""))))
            client.recv(len(tls.STARTTLS) + 4)
            self.encrypt(client)
        return client

    def end(self, client):
        how = self.chance.choice(("reset", "close", "half", "read"))
        if how == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif how == "half":
            client.shutdown(socket.SHUT_WR)
        elif how == "read":
            client.setblocking(False)
            try:
                client.recv(1 << 16)
            except (BlockingIOError, ConnectionError):
                pass
        client.close()

    def run(self, number):
        """So many, of which a few are there at a time."""
        for _ in range(number):
            try:
                self.alive.append(self.begin())
            except ConnectionError:
                pass  # closed by the daemon for what was said
            if len(self.alive) >= TOGETHER:
                self.end_one()
            self.done += 1
        while self.alive:
            self.end_one()

    def end_one(self):
        client = self.alive.pop(self.chance.randrange(len(self.alive)))
        try:
            self.end(client)
        except OSError:
            client.close()


def programs(abuse, argv):
    """The same on a program's standard input and output: it ends with its client."""
    for number in range(PROGRAMS):
        process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        process.stdin.write(abuse.plan.next())
        process.stdin.flush()
        if number % 3 == 2:
            process.kill()
        for pipe in (process.stdin, process.stdout)[::1 if number % 2 else -1]:
            pipe.close()
        process.wait(TIMEOUT)


def statistics(daemon):
    """(clients, gone with calls in flight, coroutines) as the daemon logs them when it is asked."""
    pattern = re.compile(r"statistics: clients (\d+), gone with calls in flight (\d+), coroutines (\d+)\n")
    before = len(pattern.findall(daemon.log_text()))
    daemon.process.send_signal(signal.SIGUSR1)
    wait_for(lambda: len(pattern.findall(daemon.log_text())) > before, "the daemon logs its statistics")
    return tuple(map(int, pattern.findall(daemon.log_text())[-1]))


def nothing_left(daemon, descriptors):
    wait_for(lambda: daemon.descriptors() == descriptors, f"{daemon.descriptors()} descriptors are "
             f"{descriptors}")
    wait_for(lambda: statistics(daemon) == (1, 0, 0), f"nothing is left of {statistics(daemon)}")


def is_sanitized(daemon):
    """Its shadow memory takes terabytes of addresses."""
    with open(f"/proc/{daemon.process.pid}/statm") as statm:
        return int(statm.read().split()[0]) * resource.getpagesize() > 1 << 40


def abuse_all(daemon, made, seed):
    number = CONNECTIONS
    if is_sanitized(daemon):
        number = CONNECTIONS_SANITIZED
        print(f"with sanitizers only {number} of {CONNECTIONS} connections are tried")
    abuse = Abuse(daemon, made, seed)
    with daemon.client() as local:
        local.open(URI)
        descriptors = daemon.descriptors()
        abuse.run(WARM_UP)
        nothing_left(daemon, descriptors)
        resident = daemon.resident()
        for _ in range(20):
            abuse.run((number - WARM_UP) // 20)
            local.result(CONNECT_LIST_ALL_DOMAINS, u32(1, 0))
        programs(abuse, ["vmrpc-ssh-helper", "--", f"test+unix:///default?socket={daemon.path}"])
        nothing_left(daemon, descriptors)
        grown = daemon.resident() - resident
        assert abuse.done >= number and grown < GROWTH_MAX or is_sanitized(daemon), f"{grown} bytes more"
        print(f"{abuse.done} connections; the daemon has grown by {grown >> 10} KiB")
    programs(abuse, ["vmrpcd", "--stdio", "--driver", "test"])
    assert "did not end in time" not in daemon.log_text()


def main():
    seed = int(os.environ.get("ABORT_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 32)
    print(f"ABORT_SEED={seed}")
    folder = tempfile.mkdtemp(prefix="vmrpc-test.")
    pki = tls.Pki(os.path.join(folder, "pki"), "alice")
    try:
        with Daemon(tcp=True, config=pki.config("require = no")) as daemon:
            abuse_all(daemon, tls.context(pki, "alice"), seed)
    finally:
        shutil.rmtree(folder)


main()
