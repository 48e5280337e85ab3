#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The kernel watches over TCP clients for as long as `keepalive` says, and very patiently without;
a change of it counts for clients that come afterwards."""
import os
import signal

from oncrpc import Daemon, wait_for

TICKS = os.sysconf("SC_CLK_TCK")


def patience(client):
    """Seconds until the daemon's kernel asks whether this client's is still there."""
    port = client.socket.getsockname()[1]
    with open("/proc/net/tcp") as table:
        for line in table.readlines()[1:]:
            fields = line.split()
            if fields[2] == f"0100007F:{port:04X}":
                kind, left = fields[5].split(":")
                return int(left, 16) / TICKS if kind == "02" else None
    return None


def watched(daemon, least, most):
    with daemon.client(tcp=True) as client:
        assert client.call(0).accept == 0
        wait_for(lambda: patience(client) is not None, "the kernel watches over it")
        assert least < patience(client) <= most, patience(client)


def main():
    with Daemon(tcp=True, config="[limits]\nkeepalive = 90\n") as daemon:
        watched(daemon, 10, 31)
        with open(daemon.folder + "/vmrpcd.conf", "w") as file:
            file.write("[limits]\nkeepalive = 0\n")
        daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "read again" in daemon.log_text(), "the configuration is read again")
        with open("/proc/sys/net/ipv4/tcp_keepalive_time") as usual:
            seconds = int(usual.read())
        watched(daemon, seconds - 60, seconds + 1)


main()
