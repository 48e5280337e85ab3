#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""SIGHUP: new limits count for who comes afterwards, and so does another log level for the log."""
import os
import signal

from oncrpc import Daemon, u32, wait_for

CONFIG = "[limits]\nconnections-per-uid = {}\n[daemon]\nlog-level = {}\n"


def reload(daemon, *values):
    before = len(daemon.log_text())
    with open(os.path.join(daemon.folder, "vmrpcd.conf"), "w") as file:
        file.write(CONFIG.format(*values))
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "read again" in daemon.log_text()[before:], "the configuration is read again")


def is_served(daemon):
    try:
        with daemon.client() as client:
            return client.call(0).accept == 0
    except (AttributeError, ConnectionError, EOFError):
        return False


def main():
    with Daemon(config=CONFIG.format(3, "info")) as daemon:
        with daemon.client() as first, daemon.client() as second:
            assert first.call(0).accept == 0 and second.call(0).accept == 0
            assert is_served(daemon), "the third of three is refused"
            assert "connected" not in daemon.log_text(), "debug messages at level info"
            reload(daemon, 2, "debug")
            assert not is_served(daemon), "a lower limit does not count"
            assert first.call(0).accept == 0, "who was there before is dropped"
            reload(daemon, 4, "debug")
            assert is_served(daemon), "a higher limit does not count"
            assert "connected" in daemon.log_text(), "the level of the log stays"


main()
