#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Stock `virsh console` on a terminal: it shows what the guest has said before, typing is echoed by the
guest, the escape character ends it and leaves the guest running."""
import os
import pty
import select
import shutil
import time

from guests import BANNER, QemuDaemon
from oncrpc import TIMEOUT, skip

ESCAPE = b"\x1d"


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, *words):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvp(words[0], words)
        self.seen = b""

    def read(self):
        """False at the end."""
        if not select.select([self.fd], [], [], TIMEOUT)[0]:
            raise AssertionError(f"nothing more came after {self.seen[-2000:]}")
        try:
            data = os.read(self.fd, 4096)
        except OSError:
            return False
        self.seen += data
        return bool(data)

    def until(self, text):
        end = time.monotonic() + TIMEOUT
        while text not in self.seen:
            assert time.monotonic() < end and self.read(), f"no {text} in {self.seen[-2000:]}"

    def type(self, text):
        os.write(self.fd, text)

    def status(self):
        while self.read():
            pass
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def main():
    if not shutil.which("virsh"):
        skip("virsh is not installed")
    with QemuDaemon() as daemon:
        guest = daemon.guest("a")
        uri = f"qemu+unix:///session?socket={daemon.path}"
        for text in (b"hello", b"again"):
            terminal = Terminal("virsh", "-c", uri, "console", "a")
            terminal.until(b"Escape character")
            terminal.until(BANNER.strip())
            terminal.type(text)
            terminal.until(text)
            terminal.type(ESCAPE)
            assert terminal.status() == 0, terminal.seen
        assert daemon.process_of(guest), "the guest has gone"


main()
