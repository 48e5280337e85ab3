#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What comes while the drivers load: a reload does not tell the service manager that the daemon is
ready, and a daemon that is told to end lets nobody in any more."""
import os
import select
import signal
import socket
import subprocess
import tempfile

from oncrpc import TIMEOUT, wait_for

PROGRAM = os.path.join(os.environ["builddir"], "tests", "stream-daemon")


class HeldDaemon:
    """One whose driver is loading, and goes on doing so until release()."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="vmrpc-test.")
        self.held, self.path, self.log = (os.path.join(self.folder.name, name) for name in ("held", "s", "log"))
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.manager.settimeout(TIMEOUT)
        self.manager.bind(os.path.join(self.folder.name, "notify"))

    def __enter__(self):
        with open(self.held, "w"), open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "--session", "--root", os.path.join(self.folder.name, "root"),
                 "--listen", "unix:" + self.path],
                stdout=subprocess.PIPE, stderr=log, text=True,
                env={**os.environ, "START_HELD": self.held, "NOTIFY_SOCKET": self.manager.getsockname()})
        assert self.process.stdout.readline() == "loading\n"
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.manager.close()
        self.folder.cleanup()

    def release(self):
        os.unlink(self.held)

    def hears(self, *lines):
        for line in lines:
            said = self.manager.recv(4096).decode()
            assert said.startswith(line), f"{said} and not {line}"

    def logs(self, text):
        with open(self.log) as log:
            return text in log.read()


def reload():
    with HeldDaemon() as daemon:
        daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: daemon.logs("the configuration was read again"), "it is read again")
        assert not select.select([daemon.manager], [], [], 0)[0], "it is not ready"
        daemon.release()
        daemon.hears("READY=1")
        daemon.process.send_signal(signal.SIGHUP)
        daemon.hears("RELOADING=1", "READY=1")
        daemon.process.terminate()
        daemon.hears("STOPPING=1")
        assert daemon.process.wait(TIMEOUT) == 0


def end():
    with HeldDaemon() as daemon:
        daemon.process.terminate()
        daemon.hears("STOPPING=1")
        daemon.release()
        assert daemon.process.wait(TIMEOUT) == 0
        assert daemon.process.stdout.read() == "", "it listens"
        assert not daemon.logs("has started")
        assert not select.select([daemon.manager], [], [], 0)[0], "it says more"


reload()
end()
