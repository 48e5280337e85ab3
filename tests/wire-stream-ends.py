#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How streams end: an abort wakes who waits, a connection takes all its streams with it however it goes,
and the daemon ends although some wait; how many there may be, and for whom."""
import socket
import struct

from oncrpc import TIMEOUT, wait_for
from streams import (ABORTED, INVALID_STREAM, OPERATION_DENIED, OPERATION_FAILED, StreamDaemon,
                     expect_error)

READ_ONLY = 1


def aborts(client):
    stream = client.open_stream("silent")
    waiting = [client.start_recv(stream), client.start_recv(stream), client.start_send(stream, b"x")]
    client.abort(stream)
    for xid in waiting:
        expect_error(ABORTED, f"stream {stream} was aborted", client.end, xid)
    expect_error(INVALID_STREAM, f"this connection has no stream {stream}", client.recv, stream)


def opened_last(client):
    expect_error(INVALID_STREAM, "this connection has no stream open", client.recv, None)
    first, second = client.open_stream("echo"), client.open_stream("echo")
    client.send_data(first, b"first")
    client.send_data(None, b"second")
    assert client.recv(second)[0] == b"second"
    client.finish(None)
    assert client.recv(None)[0] == b"first"
    client.abort(first)


def limits(daemon, client):
    streams = [client.open_stream("echo") for _ in range(3)]
    expect_error(OPERATION_FAILED, "this connection has 3 streams", client.open_stream, "echo")
    with daemon.client() as other:
        other.open_stream("echo")
        expect_error(INVALID_STREAM, "this connection has no stream", other.recv, streams[1])
    client.abort(streams[1])
    client.open_stream("echo")
    with daemon.client(flags=READ_ONLY) as reader:
        expect_error(OPERATION_DENIED, "domain_open_console", reader.open_stream, "echo")
        expect_error(INVALID_STREAM, "this connection has no stream open", reader.recv, None)


def leave(daemon, client, go):
    """A client goes while it waits in every way."""
    client.start_send(client.open_stream("silent"), b"x")
    client.start_recv(client.open_stream("silent"))
    both = client.open_stream("silent")
    for _ in range(200):
        client.start_recv(both)
    assert daemon.census() != "ends 0, coroutines 0"
    go(client)
    daemon.wait_for_nothing()


def reset(client):
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def half_close(client):
    client.socket.shutdown(socket.SHUT_WR)
    assert client.closed()
    client.close()


def ends_of_connections():
    with StreamDaemon(tcp=True, config="[limits]\nstreams-per-connection = 3\n") as daemon:
        before = daemon.descriptors()
        with daemon.client() as client:
            aborts(client)
            opened_last(client)
            limits(daemon, client)
        daemon.wait_for_nothing()
        for tcp in (False, True):
            for go in (half_close, reset, type(client).close):
                leave(daemon, daemon.client(tcp), go)
        wait_for(lambda: daemon.descriptors() == before, "every connection is closed")


def daemon_ends():
    with StreamDaemon() as daemon, daemon.client() as client:
        client.start_recv(client.open_stream("silent"))
        client.start_send(client.open_stream("silent"), b"x")
        client.open_stream("echo")
        daemon.process.terminate()
        assert daemon.process.wait(TIMEOUT) == 0
        assert "did not end in time" not in daemon.log_text()


def idle_clients():
    """Who may be waiting for data is not idle."""
    with StreamDaemon(config="[limits]\nclient-timeout = 1\n") as daemon:
        with daemon.client() as reader, daemon.client() as writer:
            stream = reader.open_stream("echo")
            writer.open_stream("sink")
            assert writer.closed()
            reader.send_data(stream, b"still here")
            assert reader.recv(stream)[0] == b"still here"


ends_of_connections()
daemon_ends()
idle_clients()
