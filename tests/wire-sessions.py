#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a connection may do when: nothing but the free procedures before CONNECT_OPEN, one open, any
XID (0 as well), and as many subscriptions as the limit says."""
from oncrpc import (CONNECT_CLOSE, CONNECT_LIST_ALL_DOMAINS, CONNECT_OPEN, EVENT_REGISTER, EVENT_RESUME,
                    VMRPC, Daemon, RemoteError, call_header, opt, record, string, u32)

URI = "test:///default"
INVALID_CONN, INVALID_ARG, OPERATION_FAILED, OPERATION_INVALID = 6, 8, 9, 55
SUPPORTS_FEATURE, AUTH_LIST, DEREGISTER = 60, 66, 317


def refused(client, code, procedure, body, program=0x20008086):
    try:
        client.result(procedure, body, program)
    except RemoteError as error:
        assert error.code == code, f"procedure {procedure}: {error}"
    else:
        raise AssertionError(f"procedure {procedure} worked")


def main():
    with Daemon(config="[limits]\nsubscriptions-per-connection = 5\n") as daemon, daemon.client() as client:
        refused(client, INVALID_CONN, CONNECT_LIST_ALL_DOMAINS, u32(1, 0))
        refused(client, INVALID_CONN, EVENT_REGISTER, u32(0, 0))
        assert client.result(AUTH_LIST).u32() == 1
        client.result(SUPPORTS_FEATURE, u32(14))
        for bad in ("bad:///", "test:///other", "test://host/default", "://", "\x1b[31m"):
            try:
                client.open(bad)
                raise AssertionError(f"'{bad}' was opened")
            except RemoteError:
                pass
        refused(client, INVALID_ARG, CONNECT_OPEN, opt(string(URI)) + u32(4))
        client.open(URI)
        refused(client, OPERATION_INVALID, CONNECT_OPEN, opt(string(URI)) + u32(0))
        for xid in (0, 1, 0xFFFFFFFF, 0):
            client.send(record(call_header(xid)))
            reply = client.receive()
            assert (reply.xid, reply.kind, reply.accept) == (xid, 1, 0)

        refused(client, OPERATION_INVALID, EVENT_RESUME, u32(0, 0, 0, 0), VMRPC)
        for kind in (-1, 27, 1000, 0x7FFFFFFF, -0x80000000):
            refused(client, INVALID_ARG, EVENT_REGISTER, u32(kind, 0))
        ids = [client.result(EVENT_REGISTER, u32(0, 0)).i32() for _ in range(5)]
        assert len(set(ids)) == 5
        refused(client, OPERATION_FAILED, EVENT_REGISTER, u32(0, 0))
        client.result(DEREGISTER, u32(ids[2]))
        refused(client, INVALID_ARG, DEREGISTER, u32(ids[2]))
        refused(client, INVALID_ARG, DEREGISTER, u32(-1))
        assert client.result(EVENT_REGISTER, u32(0, 0)).i32() not in ids
        # Closing answers first, and what comes after it is not served.
        client.send(record(call_header(7, procedure=CONNECT_CLOSE)) + record(call_header(8)))
        assert client.receive().xid == 7 and client.receive() is None


main()
