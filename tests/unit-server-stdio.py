#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""vmrpcd --stdio serves one client on its standard input and output, and ends with it: no traces. Where the
configuration file says that a daemon listens is nothing to it."""
import os
import socket
import subprocess
import tempfile

from oncrpc import CONNECT_OPEN, DOMAIN_LOOKUP_BY_NAME, TIMEOUT, call_header, opt, record, string, u32

CALLS = (record(call_header(1)) +
         record(call_header(2, procedure=CONNECT_OPEN) + opt(string("test:///default")) + u32(0)) +
         record(call_header(3, procedure=DOMAIN_LOOKUP_BY_NAME) + string("test")))


def check(replies):
    assert replies[:28] == u32(0x80000018, 1, 1, 0, 0, 0, 0), replies
    assert replies[28:60] == u32(0x8000001c, 2, 1, 0, 0, 0, 0, 0), replies
    assert b"test" in replies[60:] and len(replies) > 100, replies


def main():
    with tempfile.TemporaryDirectory(prefix="vmrpc-test.") as home:
        command = ["vmrpcd", "--session", "--stdio", "--driver", "test"]
        home_only = {"HOME": home, "XDG_RUNTIME_DIR": home + "/run"}
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith("XDG_")} | home_only

        # Pipes: input ends before the replies are read.
        done = subprocess.run(command, input=CALLS, stdout=subprocess.PIPE, timeout=TIMEOUT, check=True,
                              env=environment)
        check(done.stdout)

        # What a daemon that serves others listens on is not its own, and it ends all the same.
        with tempfile.TemporaryDirectory(prefix="vmrpc-test.") as folder:
            os.mkdir(folder + "/vmrpc")
            with open(folder + "/vmrpc/vmrpcd.conf", "w") as config:
                print(f"[daemon]\nlisten = unix:{folder}/none/s\n", file=config)
            again = subprocess.run(command, input=CALLS, stdout=subprocess.PIPE, timeout=TIMEOUT, check=True,
                                   env=environment | {"XDG_CONFIG_HOME": folder})
            assert again.stdout == done.stdout

        # One socket for both, as the library does it.
        ours, theirs = socket.socketpair()
        with subprocess.Popen(command, stdin=theirs, stdout=theirs, env=environment) as daemon:
            theirs.close()
            ours.settimeout(TIMEOUT)
            ours.sendall(CALLS)
            replies = b""
            while len(replies) < len(done.stdout):
                replies += ours.recv(4096)
            assert replies == done.stdout
            ours.close()
            assert daemon.wait(TIMEOUT) == 0
        assert os.listdir(home) == [], os.listdir(home)


main()
