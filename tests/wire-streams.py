#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Bytes through streams: 1 MiB there and back in order, waiting for so long and no longer, the end, and
what finishing says."""
import random
import time

from streams import FOR_EVER, OPERATION_INVALID, WRITE_FAILED, StreamDaemon, expect_error


def there_and_back(client):
    """Much more than the stream takes at a time, all of it sent before any is read."""
    data = random.Random(1).randbytes(1 << 20)
    stream, got = client.open_stream("echo"), b""
    sends = [client.start_send(stream, data[at:at + 20000]) for at in range(0, len(data), 20000)]
    while len(got) < len(data):
        piece, hole, ended = client.recv(stream)
        assert piece and hole == 0 and not ended
        got += piece
    assert got == data
    for xid in sends:
        client.end(xid)
    client.finish(stream)


def waiting(client):
    stream = client.open_stream("echo")
    assert client.recv(stream, wait_ms=0) == (b"", 0, 0)
    began = time.monotonic()
    assert client.recv(stream, wait_ms=200) == (b"", 0, 0)
    assert time.monotonic() - began >= 0.2
    receivers = [client.start_recv(stream, wait_ms=wait) for wait in (FOR_EVER, 60000)]
    assert client.recv(stream, wait_ms=0) == (b"", 0, 0)
    client.send_data(stream, b"for the first")
    assert client.end_recv(receivers[0]) == (b"for the first", 0, 0)
    client.send_data(stream, b"for the second")
    assert client.end_recv(receivers[1]) == (b"for the second", 0, 0)
    client.send_data(stream, b"in pieces")
    assert [client.recv(stream, most=5)[0] for _ in range(2)] == [b"in pi", b"eces"]
    client.abort(stream)


def picture(client):
    """More than one answer may hold: max 0 and a max beyond that give the same."""
    stream, got, ended = client.open_stream("picture"), b"", 0
    while not ended:
        piece, hole, ended = client.recv(stream, most=1 << 31)
        assert len(piece) <= 262144 and hole == 0
        got += piece
    assert got == bytes((at * 7 + at // 251) & 255 for at in range(600 << 10))
    expect_error(OPERATION_INVALID, f"stream {stream} can only be read", client.send_data, stream, b"x")
    client.finish(stream)
    stream = client.open_stream("holes")
    assert [client.recv(stream) for _ in range(4)] == [(b"head", 0, 0), (b"", 4096, 0), (b"tail", 0, 0),
                                                      (b"", 0, 1)]
    client.finish(stream)


def finishing(client):
    stream = client.open_stream("sink")
    client.send_data(stream, b"data", hole=1 << 40)
    expect_error(OPERATION_INVALID, f"stream {stream} can only be written", client.recv, stream)
    client.finish(stream)
    stream = client.open_stream("unfinished")
    client.send_data(stream, b"data")
    expect_error(WRITE_FAILED, "the last block", client.finish, stream)
    stream = client.open_stream("full")
    sends = [client.start_send(stream, b"data") for _ in range(3)]
    client.end(sends[0])
    expect_error(WRITE_FAILED, "no space left", client.end, sends[1])
    expect_error(WRITE_FAILED, f"stream {stream} failed before", client.end, sends[2])
    expect_error(WRITE_FAILED, f"stream {stream} failed before", client.finish, stream)


with StreamDaemon(tcp=True) as daemon:
    for tcp in (False, True):
        with daemon.client(tcp) as one:
            there_and_back(one)
            waiting(one)
            picture(one)
            finishing(one)
    daemon.wait_for_nothing()
