#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A record that is begun must end in time, however it drips in; an idle client is closed only if that
is asked for, and never one that waits for events."""
import time

from oncrpc import EVENT_REGISTER, Daemon, call_header, record, u32


def unfinished_records():
    whole = record(call_header(1))
    with Daemon(config="[limits]\nrecord-timeout = 1\n", tcp=True) as daemon:
        idle = daemon.client(tcp=True)
        assert idle.call(0).accept == 0
        hanging = []
        for data in (whole[:1], whole[:20], record(b"x" * 10, last=False),
                     record(b"x", last=False) + whole[:3], whole + whole[:9]):
            client = daemon.client(tcp=True)
            client.send(data)
            hanging.append(client)
        assert hanging[-1].receive().accept == 0
        drip, began = daemon.client(tcp=True), time.monotonic()
        drip.send(u32(0x80001000))
        for client in hanging:
            assert client.closed()
        try:
            while time.monotonic() - began < 15:
                drip.send(b"x")
                assert idle.call(0).accept == 0
            raise AssertionError("a record that drips in is waited for")
        except ConnectionError:
            pass
        assert idle.call(0).accept == 0, "an idle client was closed"


def idle_clients():
    with Daemon(config="[limits]\nclient-timeout = 1\n", tcp=True) as daemon:
        with daemon.client() as subscriber, daemon.client() as idle, daemon.client(True) as fresh:
            subscriber.open("test:///default").result(EVENT_REGISTER, u32(0, 0))
            assert fresh.closed()
            assert idle.closed()
            assert subscriber.call(0).accept == 0


unfinished_records()
idle_clients()
