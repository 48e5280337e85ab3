#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The service manager hears of start, life, reload and end, at a path and at an abstract name."""
import os
import select
import signal
import socket
import tempfile

from oncrpc import TIMEOUT, Daemon


def listen(name):
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.settimeout(TIMEOUT)
    manager.bind(name.replace("@", "\0", 1))
    return manager


def hear(manager, wanted):
    """Waits for one message, before which only signs of life may come."""
    while True:
        lines = manager.recv(4096).decode().splitlines()
        if wanted in lines:
            return lines
        assert lines == ["WATCHDOG=1"], f"{lines} and not {wanted}"


def check(name, alive=0, **environment):
    os.environ.update(environment, NOTIFY_SOCKET=name)
    with listen(name) as manager:
        with Daemon() as daemon:
            hear(manager, "READY=1")
            for _ in range(alive):
                hear(manager, "WATCHDOG=1")
            daemon.process.send_signal(signal.SIGHUP)
            assert any(line.startswith("MONOTONIC_USEC=") for line in hear(manager, "RELOADING=1"))
            hear(manager, "READY=1")
        assert hear(manager, "STOPPING=1") == ["STOPPING=1"]
        assert not select.select([manager], [], [], 0)[0] or alive, "there was more to hear"
    for variable in environment:
        del os.environ[variable]


with tempfile.TemporaryDirectory(prefix="vmrpc-test.") as folder:
    check(os.path.join(folder, "notify"), alive=3, WATCHDOG_USEC="20000")
    check("@" + os.path.join(folder, "notify"))
    # A watchdog that is meant for somebody else: for the shell that started us, say.
    check(os.path.join(folder, "other"), WATCHDOG_USEC="2", WATCHDOG_PID=str(os.getpid()))
    os.environ["NOTIFY_SOCKET"] = os.path.join(folder, "nobody")
    with Daemon() as daemon, daemon.client() as client:
        client.open()
