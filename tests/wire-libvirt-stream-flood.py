#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Packets of a stream that takes nothing, small ones and such without data: the client is soon not
read any more, others are, and nothing is left when it goes."""
from libvirt_wire import CONTINUE, HOLE, OK, REPLY, STREAM, LibvirtClient, packet
from oncrpc import domain, opt, string, u32
from streams import DOMAIN_OPEN_CONSOLE, StreamDaemon

ENOUGH = 8 << 20


def takes_no_more(client, other, flood):
    """Sends until a daemon that has had its turn does not read; how much that was."""
    client.socket.setblocking(False)
    sent, tries = 0, 0
    while sent < ENOUGH and tries < 20:
        try:
            sent += client.socket.send(flood[sent % len(flood):])
            tries = 0
        except BlockingIOError:
            other.call(0)
            tries += 1
    return sent


def main():
    with StreamDaemon() as daemon:
        with daemon.client() as other:
            for body, kind, status in ((b"x", STREAM, CONTINUE), (b"", STREAM, OK),
                                       (u32(0, 1, 0), HOLE, CONTINUE)):
                with LibvirtClient(daemon.path).open("fake:///") as client:
                    serial = client.start(DOMAIN_OPEN_CONSOLE, domain("guest", bytes(16)) +
                                          opt(string("silent")) + u32(0))
                    assert client.expect(REPLY, serial=serial).status == OK
                    client.stream(DOMAIN_OPEN_CONSOLE, b"taken by nobody", serial=serial)
                    flood = packet(DOMAIN_OPEN_CONSOLE, body, kind, serial, status) * 4096
                    sent = takes_no_more(client, other, flood)
                    assert sent < ENOUGH, f"{sent} bytes of packets of type {kind} were read"
        daemon.wait_for_nothing()


main()
