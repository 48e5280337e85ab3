#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""console: the terminal is raw while it lasts and itself again afterwards, however it ends; keys
and answers go through; without a terminal it ends with its input."""
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time

from oncrpc import Daemon

DEADLINE = 20
# Connects one client with the socket that is its argument, and prints where.
RELAY = """
import select, socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1] + ".relay")
listener.listen()
print(sys.argv[1] + ".relay", flush=True)
client = listener.accept()[0]
server = socket.socket(socket.AF_UNIX)
server.connect(sys.argv[1])
other = {client: server, server: client}
while True:
    for one in select.select(list(other), [], [])[0]:
        other[one].sendall(one.recv(65536) or sys.exit())
"""


class Console:
    """vmrpc console on a pseudo-terminal."""

    def __init__(self, uri, *words):
        self.master, slave = pty.openpty()
        self.slave = slave
        self.before = termios.tcgetattr(slave)
        self.child = subprocess.Popen(["vmrpc", "-c", uri, "console", *words], stdin=slave,
                                      stdout=slave, stderr=slave, start_new_session=True)
        self.text = ""

    def read_until(self, pattern):
        end = time.monotonic() + DEADLINE
        while not (match := re.search(pattern, self.text)):
            if not select.select([self.master], [], [], max(0, end - time.monotonic()))[0]:
                sys.exit(f"waited in vain for {pattern!r}, got {self.text!r}")
            self.text += os.read(self.master, 65536).decode()
        self.text = self.text[match.end():]

    def type(self, keys):
        os.write(self.master, keys)

    def is_raw(self):
        return not termios.tcgetattr(self.slave)[3] & (termios.ICANON | termios.ECHO | termios.ISIG)

    def end(self, status=0):
        assert self.child.wait(DEADLINE) == status, self.child.returncode
        assert termios.tcgetattr(self.slave) == self.before, "the terminal is not what it was"
        os.close(self.master)
        os.close(self.slave)


def test_keys(uri):
    console = Console(uri, "test")
    console.read_until(r"Connected to domain 'test'\r\n")
    console.read_until(r"Escape character is \^\] \(Ctrl \+ \]\)\r\n")
    console.read_until("test domain 'test'")
    assert console.is_raw()
    console.type(b"hello\r\x03\x1a\x04")
    console.read_until("hello\r\x03\x1a\x04")
    console.type(b"last\x1dlost")
    console.read_until("last")
    console.end()
    assert "lost" not in console.text


def test_escape(uri):
    console = Console(uri, "test", "--escape", "^a")
    console.read_until(r"\^a \(Ctrl \+ a\)")
    console.read_until("test domain")
    console.type(b"\x1d.")
    console.read_until(r"\x1d\.")
    console.type(b"\x01")
    console.end()
    bad = subprocess.run(["vmrpc", "-c", uri, "console", "test", "--escape", "^ab"],
                         capture_output=True, text=True)
    assert bad.returncode == 1 and "Invalid string '^ab'" in bad.stderr, bad


def test_signals(uri):
    for number in signal.SIGTERM, signal.SIGHUP, signal.SIGINT:
        console = Console(uri, "test")
        console.read_until("test domain")
        console.child.send_signal(number)
        console.end()


def test_guest_stops(uri):
    console = Console(uri, "test")
    console.read_until("test domain")
    subprocess.check_call(["vmrpc", "-q", "-c", uri, "destroy", "test"])
    console.end()
    off = subprocess.run(["vmrpc", "-c", uri, "console", "test"], capture_output=True, text=True)
    assert off.returncode == 1, off
    assert off.stderr.startswith("error: Failed to open the console of domain 'test'\nerror: "), off
    subprocess.check_call(["vmrpc", "-q", "-c", uri, "start", "test"])


def test_pipe(uri):
    run = subprocess.Popen(["vmrpc", "-q", "-c", uri, "console", "test"], stdin=subprocess.PIPE,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    run.stdin.write("typed\x1d\n")
    run.stdin.flush()
    while not run.stdout.readline().endswith("typed\x1d\n"):
        assert run.poll() is None, run.stderr.read()
    rest, errors = run.communicate(timeout=DEADLINE)
    assert run.returncode == 0 and not rest and not errors, (rest, errors)


def test_writers(uri):
    first = Console(uri, "test")
    first.read_until("test domain")
    first.type(b"mine")
    first.read_until("mine")
    safe = subprocess.run(["vmrpc", "-c", uri, "console", "test", "--safe"], capture_output=True,
                          text=True, stdin=subprocess.DEVNULL)
    assert safe.returncode == 1, safe
    first.type(b"\x1d")
    first.end()


def test_connection_lost(uri, path):
    """Through a relay that is killed in between."""
    relay = subprocess.Popen([sys.executable, "-c", RELAY, path], stdout=subprocess.PIPE, text=True)
    console = Console(uri.replace(path, relay.stdout.readline().strip()), "test")
    console.read_until("test domain")
    relay.kill()
    relay.wait()
    console.read_until("error: the console was lost")
    console.end(1)


def main():
    with Daemon() as daemon:
        uri = f"test+unix:///default?socket={daemon.path}"
        for test in test_keys, test_escape, test_signals, test_guest_stops, test_pipe, test_writers:
            test(uri)
            print("ok", test.__name__)
        test_connection_lost(uri, daemon.path)


main()
