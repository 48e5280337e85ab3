#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""With --idle-timeout a daemon without clients ends by itself, in order, and not while it has one."""
import os
import select

from oncrpc import TIMEOUT, Daemon


def main():
    with Daemon("--idle-timeout", "2") as daemon:
        # The client stays for longer than the timeout; the pidfd is readable once the daemon ended.
        with daemon.client() as client:
            assert client.call(0).accept == 0
            ended = os.pidfd_open(daemon.process.pid)
            assert not select.select([ended], [], [], 3)[0], "the daemon ended under its client"
            assert client.call(0).accept == 0
        assert select.select([ended], [], [], TIMEOUT)[0], "the daemon stays"
        assert daemon.process.wait(TIMEOUT) == 0
        assert not os.path.exists(daemon.path), "the socket is left"


main()
