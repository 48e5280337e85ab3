#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls that are all there before the daemon looks, and behind which nothing comes, are all answered:
as many as one read takes, one byte more or less, and several reads; on both kinds of socket, and also
if the client has closed its sending side in the meantime."""
import signal
import socket

from oncrpc import Daemon, call_header, record

READ = 64 * 1024
NULL = record(call_header(1, procedure=0))


def calls(size):
    """So many bytes of calls, the last of which is padded with an argument that there is not."""
    count = size // len(NULL) - 1
    return NULL * count + record(call_header(1, procedure=0) + bytes(size - (count + 1) * len(NULL))), count + 1


def answered(daemon, client, size, closes):
    data, count = calls(size)
    assert len(data) == size
    client.call(0)
    daemon.process.send_signal(signal.SIGSTOP)
    client.send(data)
    if closes:
        client.socket.shutdown(socket.SHUT_WR)
    daemon.process.send_signal(signal.SIGCONT)
    for number in range(count):
        assert client.receive(), f"{size} bytes: closed after {number} of {count} replies"
    if closes:
        assert client.receive() is None
    else:
        client.call(0)


with Daemon(tcp=True) as daemon:
    for tcp in (False, True):
        for size in (READ - 4, READ, READ + 4, 2 * READ, 2 * READ + 44):
            for closes in (False, True):
                with daemon.client(tcp) as client:
                    answered(daemon, client, size, closes)
