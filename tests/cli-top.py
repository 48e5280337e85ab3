#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The live table: sorts and filters by keys, fits the terminal when that changes, and leaves it as it
was, whether by key, by signal, or because the daemon is gone."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from oncrpc import Daemon, string, u32

DOMAIN_CREATE_XML = 10

GUEST = """<domain type='test'><name>{}</name><memory unit='MiB'>{}</memory>
<os><type>hvm</type></os></domain>"""
ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"


class Screen:
    """`vmrpc top` on a terminal of its own; what has been drawn since a key was pressed."""

    def __init__(self, daemon, *options, lines=24, columns=100):
        self.master, slave = pty.openpty()
        self.resize(lines, columns)
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        uri = f"test+unix:///default?socket={daemon.path}"
        self.process = subprocess.Popen(["vmrpc", "-c", uri, "top", *options], stdin=slave, stdout=slave,
                                        stderr=slave, env={**os.environ, "LC_ALL": "C.UTF-8"},
                                        start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        self.text = ""

    def resize(self, lines, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def until(self, condition, what):
        """Reads until condition(text) holds of what has come."""
        end = time.monotonic() + 20
        while not condition(self.text):
            left = end - time.monotonic()
            assert left > 0, f"{what}: only {self.text!r}"
            if select.select([self.master], [], [], left)[0]:
                self.text += os.read(self.master, 65536).decode(errors="replace")
        return self.text

    def key(self, key):
        self.text = ""
        os.write(self.master, key.encode())

    @staticmethod
    def lines(text):
        """Of the last whole picture, without control sequences."""
        whole = [part for part in text.split("\x1b[H")[1:] if part.endswith("\x1b[J")]
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", whole[-1]).split("\r\n") if whole else []

    def names(self, text):
        """The guests from top to bottom."""
        return [line.split()[0] for line in self.lines(text)[3:]]

    def shows(self, *names):
        self.until(lambda text: self.names(text) == list(names), f"no table with {names}")

    def ended(self, status):
        """It has ended so, and the terminal is as before."""
        self.until(lambda text: LEAVE in text, "it does not leave the screen")
        assert self.process.wait(20) == status, self.process.returncode
        assert termios.tcgetattr(self.slave) == self.before, "the terminal is not as it was"
        os.close(self.slave)
        os.close(self.master)


def keys(daemon):
    screen = Screen(daemon, "--sort", "name")
    screen.until(lambda text: ENTER in text, "no screen")
    screen.shows("big", "small", "test")
    screen.key("r")
    screen.shows("test", "small", "big")
    screen.key("r")
    screen.shows("big", "small", "test")
    screen.key("s")  # by CPU
    screen.until(lambda text: "by cpu" in text, "it does not sort by CPU")
    screen.key("s")
    screen.until(lambda text: "by memory" in text, "it does not sort by memory")
    screen.shows("test", "big", "small")
    screen.key("f")
    screen.until(lambda text: "names with: _" in text, "it does not ask for names")
    screen.key("bi\r")
    screen.shows("big")
    screen.key("f*l?\r")
    screen.shows("small")
    screen.key("f\x1b")  # thought better of it
    screen.shows("small")
    screen.key("f\r")
    screen.key("ttt")
    screen.until(lambda text: "all" in text, "it does not show all states")
    screen.shows("test", "big", "small")
    screen.until(lambda text: any(block in text for block in "▁▂▃▄▅▆▇█"), "no line of CPU use")
    screen.key("q")
    screen.ended(0)


def resized(daemon):
    screen = Screen(daemon, "--sort", "name", lines=4)
    screen.shows("big")
    screen.key("\x1b[B")
    screen.shows("small")
    screen.text = ""
    screen.resize(20, 40)
    screen.process.send_signal(signal.SIGWINCH)
    screen.until(lambda text: screen.names(text) == ["big", "small", "test"] and
                 max(map(len, screen.lines(text))) <= 40, "it does not fit")
    screen.process.send_signal(signal.SIGTERM)
    screen.ended(0)


def daemon_gone(daemon):
    screen = Screen(daemon)
    screen.until(lambda text: "test" in text, "no table")
    daemon.process.kill()
    daemon.process.wait()
    screen.until(lambda text: "error: " in text.partition(LEAVE)[2], "nobody says why it ended")
    screen.ended(1)
    daemon.process.stdout.close()
    daemon.log.close()
    daemon.__enter__()


def main():
    with Daemon() as daemon:
        with daemon.client().open() as client:
            for name, memory in ("small", 64), ("big", 512):
                client.result(DOMAIN_CREATE_XML, string(GUEST.format(name, memory)) + u32(0))
            keys(daemon)
            resized(daemon)
        daemon_gone(daemon)


main()
