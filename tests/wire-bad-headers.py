#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each wrong header gets the answer that RFC 5531 gives it, or a closed connection."""
from oncrpc import (DOMAIN_GET_STATE, REMOTE, VMRPC, Daemon, call_header, record, u32)

SUCCESS, PROG_UNAVAIL, PROG_MISMATCH, PROC_UNAVAIL, GARBAGE_ARGS = range(5)
RPC_MISMATCH, AUTH_ERROR = 0, 1
AUTH_BADCRED, AUTH_REJECTEDCRED = 1, 2


def sys_cred(stamp=1, name=b"host", gids=(1, 2), extra=b""):
    return (u32(stamp, len(name)) + name + b"\0" * (-len(name) % 4) + u32(0, 0, len(gids)) +
            u32(*gids) + extra)


def main():
    with Daemon(tcp=True) as daemon, daemon.client(tcp=True) as good:
        def check(what, want, **header):
            body = header.pop("body", b"")
            with daemon.client(tcp=True) as client:
                reply = client.call(header.pop("procedure", 0), body, **header)
                got = (reply.accept, reply.reject, reply.low, reply.high, reply.auth)
                assert got == want, f"{what}: {got} and not {want}"
            assert good.call(0).accept == SUCCESS

        check("NULL", (SUCCESS, None, None, None, None))
        check("unknown program", (PROG_UNAVAIL, None, None, None, None), program=100003)
        for version in (0, 2, 0xFFFFFFFF):
            check("version", (PROG_MISMATCH, None, 1, 1, None), version=version)
            check("version", (PROG_MISMATCH, None, 1, 1, None), version=version, program=VMRPC)
        for procedure in (5000, 0xFFFFFFFF, 318, 67):
            check("procedure", (PROC_UNAVAIL, None, None, None, None), procedure=procedure)
        check("an event as a call", (PROC_UNAVAIL, None, None, None, None), program=VMRPC, procedure=2)
        check("arguments to NULL", (GARBAGE_ARGS, None, None, None, None), body=u32(1))
        for rpcvers in (0, 1, 3, 0xFFFFFFFF):
            check("rpc version", (None, RPC_MISMATCH, 2, 2, None), rpcvers=rpcvers)
        check("AUTH_SYS", (SUCCESS, None, None, None, None), cred=(1, sys_cred()))
        check("AUTH_SYS name", (None, AUTH_ERROR, None, None, AUTH_BADCRED),
              cred=(1, u32(1, 300) + b"x" * 300 + u32(0, 0, 0)))
        check("AUTH_SYS groups", (None, AUTH_ERROR, None, None, AUTH_BADCRED),
              cred=(1, sys_cred(gids=range(17))))
        check("AUTH_SYS cut short", (None, AUTH_ERROR, None, None, AUTH_BADCRED),
              cred=(1, sys_cred()[:-2]))
        check("AUTH_SYS 4 billion groups", (None, AUTH_ERROR, None, None, AUTH_BADCRED),
              cred=(1, u32(1, 0, 0, 0, 0xFFFFFFFF)))
        check("unknown flavor", (SUCCESS, None, None, None, None), cred=(390000, b"abcd"))
        check("credential of 404 bytes", (None, AUTH_ERROR, None, None, AUTH_BADCRED),
              cred=(0, b"x" * 404))

        # Not even a message: the connection ends, and only that one.
        header = call_header(7, REMOTE, 1, DOMAIN_GET_STATE)
        for size in range(0, len(header)):
            with daemon.client(tcp=True) as client:
                client.send(record(header[:size]))
                assert client.closed(), f"a header of {size} bytes"
        with daemon.client(tcp=True) as client:
            client.send(record(u32(7, 2, 2, REMOTE, 1, 0, 0, 0, 0, 0)))
            assert client.closed(), "neither call nor reply"
        with daemon.client(tcp=True) as client:
            client.send(record(u32(7, 1, 0, 0, 0, 0)))
            assert client.call(0).accept == SUCCESS, "a reply to nothing is skipped"
        assert good.call(0).accept == SUCCESS


main()
