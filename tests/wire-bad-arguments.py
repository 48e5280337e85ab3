#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Garbage as arguments of every procedure: GARBAGE_ARGS or an error, and never more than that."""
import os
import random
import re

from oncrpc import CONNECT_CLOSE, QEMU, REMOTE, VMRPC, Daemon, opt, string, u32

PROGRAMS = {"REMOTE_PROGRAM": REMOTE, "QEMU_PROGRAM": QEMU, "VMRPC_PROGRAM": VMRPC}
SUCCESS, GARBAGE_ARGS = 0, 4


def procedures():
    """(program, number) of every procedure with arguments that a client may call."""
    text = open(os.path.join(os.environ["srcdir"], "remote_protocol.x")).read()
    for program, body in re.findall(r"program (\w+) \{(.*?)\n\} =", text, re.S):
        for number, note in re.findall(r"\b[A-Z0-9_]+\(\s*(?!void)\w+\) = (\d+);\s*/\* *(\w+)", body):
            if note != "event":
                yield PROGRAMS[program], int(number)


def garbage(randomness):
    yield u32(0xFFFFFFFF)                       # a count of 4 billion
    yield u32(0xFFFFFFFC) + b"x" * 64
    yield u32(1, 0xFFFFFFFF, 0xFFFFFFFF)
    yield u32(0x7FFFFFFF) * 16
    yield u32(4) + b"a\0bc" + u32(0) * 8        # a NUL within a string
    for size in (1, 2, 3, 5, 64, 4096):
        yield randomness.randbytes(size)


def main():
    randomness = random.Random(1)
    rows = sorted(procedures())
    assert len(rows) > 40, rows
    refused = 0
    with Daemon(tcp=True) as daemon, daemon.client(tcp=True) as good:
        good.open("test:///default")
        before = daemon.resident()
        for program, procedure in rows:
            if (program, procedure) == (REMOTE, CONNECT_CLOSE):
                continue
            with daemon.client(tcp=True) as client:
                client.open("test:///default")
                for body in garbage(randomness):
                    reply = client.call(procedure, body, program)
                    assert reply.accept in (SUCCESS, GARBAGE_ARGS), (procedure, body, reply.accept)
                    refused += reply.accept == GARBAGE_ARGS
                assert client.call(0).accept == SUCCESS
            assert good.call(0).accept == SUCCESS
        assert refused > len(rows) * 4, f"only {refused} refused"

        # Right arguments cut short after every byte, and with a tail.
        with daemon.client(tcp=True) as client:
            body = opt(string("test:///default")) + u32(0)
            for size in range(len(body)):
                assert client.call(1, body[:size]).accept == GARBAGE_ARGS, size
            assert client.call(1, body + u32(0)).accept == GARBAGE_ARGS
            assert client.call(1, body).accept == SUCCESS
        grown = daemon.resident() - before
        assert grown < 16 << 20, f"the daemon grew by {grown} bytes"


main()
