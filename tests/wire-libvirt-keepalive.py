#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Keepalive in libvirt's framing: a ping is answered before anything else is said, and while calls
wait; the daemon pings who has asked for the feature, and nobody else."""
from libvirt_wire import (EVENT, FEATURE_KEEPALIVE, KEEPALIVE, OK, PING, PONG, SUPPORTS_FEATURE, LibvirtClient,
                          packet)
from oncrpc import Daemon, u32


def ping(client):
    client.send(packet(PING, kind=EVENT, program=KEEPALIVE))
    pong = client.expect(EVENT, program=KEEPALIVE, procedure=PONG)
    assert (pong.version, pong.serial, pong.status, pong.payload) == (1, 0, OK, b"")


def main():
    with Daemon() as daemon, LibvirtClient(daemon.path) as client, LibvirtClient(daemon.path) as other:
        ping(client)
        client.open("test:///default")
        other.open("test:///default")
        ping(client)
        assert client.result(SUPPORTS_FEATURE, u32(FEATURE_KEEPALIVE)).i32() == 1
        client.expect(EVENT, program=KEEPALIVE, procedure=PING)
        client.send(packet(PONG, kind=EVENT, program=KEEPALIVE))
        # Who never asked has got nothing but replies meanwhile.
        ping(other)
        assert not other.others, [item.procedure for item in other.others]


main()
