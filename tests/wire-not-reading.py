#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clients that send 100,000 calls and read no reply, read one byte at a time, reset the connection in
the middle, or come and go all the time: memory is bounded and others are served."""
import socket
import struct
import time

from oncrpc import (CONNECT_LIST_ALL_DOMAINS, DOMAIN_DEFINE_XML, Daemon, call_header, record, string, u32,
                    wait_for)


def lists(count):
    return b"".join(record(call_header(xid, procedure=CONNECT_LIST_ALL_DOMAINS) + u32(1, 0))
                    for xid in range(count))


def reset(client):
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def push(client, data, good):
    """Sends what the daemon takes; returns how much that is once it has stopped to."""
    client.socket.setblocking(False)
    sent, refused = 0, 0
    while sent < len(data) and refused < 500:
        try:
            sent += client.socket.send(data[sent:sent + (64 << 10)])
            refused = 0
        except BlockingIOError:
            refused += 1
        assert good.call(0).accept == 0
    return sent


def main():
    with Daemon(tcp=True) as daemon, daemon.client() as good:
        good.open("test:///default")
        for number in range(100):
            good.result(DOMAIN_DEFINE_XML, string(
                f"<domain type='test'><name>guest{number}</name><memory>1024</memory>"
                "<os><type>hvm</type></os></domain>"))
        before, descriptors = daemon.resident(), daemon.descriptors()
        for tcp in (False, True):
            with daemon.client(tcp) as client:
                client.open("test:///default")
                sent = push(client, lists(100000), good)
                assert sent < 52 * 100000, "everything was taken, and every reply is kept"
                grown = daemon.resident() - before
                assert grown < 64 << 20, f"the daemon grew by {grown} bytes"
        with daemon.client(tcp=True) as client:
            client.open("test:///default")
            client.send(lists(200))
            for _ in range(5000):
                assert client.socket.recv(1)
            assert good.call(0).accept == 0
        for number in range(300):
            client = daemon.client(tcp=True)
            client.send(lists(number % 30) + record(call_header(1))[:number % 44])
            reset(client)
        began, aborts = time.monotonic(), 0
        while time.monotonic() - began < 1:
            for _ in range(20):
                reset(daemon.client(tcp=True))
            aborts += 20
            assert good.call(0).accept == 0
        assert aborts > 500, aborts
        wait_for(lambda: daemon.descriptors() == descriptors, "what went is closed")


main()
