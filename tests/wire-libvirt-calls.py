#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls in libvirt's framing: what is refused, with which numbers, and what leaves the connection up."""
from libvirt_wire import (AUTH_LIST, CALL_WITH_FDS, CONNECT_CLOSE, EVENT, OK, REPLY, STREAM, SUPPORTS_FEATURE,
                          LibvirtClient, packet)
from oncrpc import DOMAIN_LOOKUP_BY_NAME, VMRPC, Daemon, opt, string, u32

RPC, DOMAIN_RPC, NO_DOMAIN = 39, 7, 42
URI = "test:///default"


def refused(client, text, procedure, body=b"", **header):
    reply = client.call(procedure, body, **header)
    error = reply.error()
    assert (error.code, error.origin) == (RPC, DOMAIN_RPC), f"{error} {error.origin}"
    assert text in str(error), f"{error}: not '{text}'"


def test_refusals(client):
    refused(client, "unknown procedure: 9999", 9999)
    refused(client, "unknown procedure: 0", 0)
    refused(client, "unknown procedure: -7", -7)
    refused(client, "unknown procedure: 318", 318)
    refused(client, "program", AUTH_LIST, program=0x20008099)
    refused(client, "program", 1, program=VMRPC)
    refused(client, "program", AUTH_LIST, version=2)
    refused(client, "status", AUTH_LIST, status=1)
    refused(client, "decoded", DOMAIN_LOOKUP_BY_NAME, u32(77) + b"short")
    refused(client, "decoded", DOMAIN_LOOKUP_BY_NAME, u32(5000000) + bytes(64))


def test_tolerance(client):
    """Bytes behind the arguments, padding that is not zero, a flag that is not 1."""
    client.result(SUPPORTS_FEATURE, u32(14) + b"and more")
    client.result(DOMAIN_LOOKUP_BY_NAME, u32(4) + b"test")
    client.result(SUPPORTS_FEATURE, u32(14), )
    error = client.call(DOMAIN_LOOKUP_BY_NAME, u32(5) + b"nobodXYZ").error()
    assert error.code == NO_DOMAIN
    for kind in (REPLY, EVENT, STREAM, 77):
        client.send(packet(AUTH_LIST, kind=kind, serial=4711))
    client.result(AUTH_LIST)


def test_order(client):
    """Calls in a row are all answered, each under its own serial, the same one twice if it comes twice."""
    client.send(b"".join(packet(AUTH_LIST, serial=serial) for serial in (900, 901, 901, 902)))
    serials = sorted(client.expect(REPLY).serial for _ in range(4))
    assert serials == [900, 901, 901, 902], serials


def test_descriptors(client):
    """Those that come with a call are not looked at, and what follows is found behind them."""
    client.serial += 1
    client.send(packet(SUPPORTS_FEATURE, u32(2, 14), CALL_WITH_FDS, client.serial) + b"\0")
    client.send(b"\0")
    assert client.expect(REPLY, serial=client.serial).body.i32() == 1
    client.result(AUTH_LIST)


def test_close(client):
    reply = client.call(CONNECT_CLOSE)
    assert (reply.status, reply.payload) == (OK, b"")
    assert client.closed()


def main():
    with Daemon() as daemon:
        with LibvirtClient(daemon.path) as client:
            client.result(AUTH_LIST)
            before = client.call(DOMAIN_LOOKUP_BY_NAME, string("test")).error()
            assert "open" in str(before), before
            # A user's libvirt sends flags of its own, 2 and 4.
            client.result(1, opt(string(URI)) + u32(6))
            for test in (test_refusals, test_tolerance, test_order, test_descriptors, test_close):
                test(client)
        for broken in (packet(66, length=27), packet(66, length=0), packet(66, length=33554437),
                       packet(66, u32(33), CALL_WITH_FDS)):
            with LibvirtClient(daemon.path) as client:
                client.result(AUTH_LIST)
                client.send(broken)
                assert client.closed()


main()
