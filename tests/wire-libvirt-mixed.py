#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Both framings on one socket, told apart by the first bytes however they come; but not on one
connection: who mixes them is closed. A socket that does not allow libvirt's framing closes it too."""
import tempfile

from libvirt_wire import AUTH_LIST, LibvirtClient, packet
from oncrpc import Client, Daemon, call_header, record


def byte_by_byte(client, data):
    for at in range(len(data)):
        client.send(data[at:at + 1])


def main():
    with Daemon() as daemon:
        with LibvirtClient(daemon.path) as client:
            byte_by_byte(client, packet(AUTH_LIST, serial=5))
            assert client.receive().serial == 5
            client.send(record(call_header(7)))
            assert client.closed()
        with Client(daemon.path) as client:
            # A record in fragments begins as a packet may.
            null = call_header(7)
            byte_by_byte(client, record(null[:32], last=False) + record(null[32:]))
            assert client.receive().xid == 7
            client.send(packet(AUTH_LIST))
            assert client.closed()
    with tempfile.NamedTemporaryFile("w") as conf:
        conf.write("[libvirt]\nlocal = no\n")
        conf.flush()
        with Daemon("--config", conf.name) as daemon:
            with LibvirtClient(daemon.path) as client:
                client.send(packet(AUTH_LIST) + packet(AUTH_LIST))
                assert client.closed()
            with Client(daemon.path) as client:
                assert client.call(0).accept == 0


main()
