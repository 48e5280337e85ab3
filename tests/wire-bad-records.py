#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Records too long, in too many pieces or never finished cost their sender, and nobody else."""
from oncrpc import Daemon, call_header, record, u32


def main():
    with Daemon(tcp=True) as daemon, daemon.client(tcp=True) as good:
        def still_fine():
            assert good.call(0).accept == 0

        # Half records left hanging, one of each length, all at once.
        hanging = []
        message = record(call_header(1))
        for size in range(1, len(message)):
            client = daemon.client(tcp=True)
            client.send(message[:size])
            hanging.append(client)
        still_fine()
        before = daemon.resident()

        # A record that says it has 2 GiB: refused by its mark, before any of it is read.
        for mark in (0xFFFFFFFF, 0x7FFFFFFF, 0x80000000 | 64 << 20, 64 << 20):
            with daemon.client(tcp=True) as client:
                client.send(u32(mark) + b"x" * 100)
                assert client.closed(), f"mark {mark:#x}"
            still_fine()

        # 10,000 fragments of a byte each, and 10,000 empty ones.
        for piece in (b"x", b""):
            with daemon.client(tcp=True) as client:
                try:
                    client.send(record(piece, last=False) * 10000)
                    assert client.closed(), "10,000 fragments"
                except OSError:
                    pass
            still_fine()

        # A call in fragments of every size is a call.
        for size in (1, 3, 4, 7, 39):
            with daemon.client(tcp=True) as client:
                data = call_header(9)
                pieces = [data[at:at + size] for at in range(0, len(data), size)]
                for piece in pieces[:-1]:
                    client.send(record(piece, last=False))
                client.send(record(pieces[-1]))
                assert client.receive().accept == 0
        # With an empty last fragment, and with an empty first one.
        with daemon.client(tcp=True) as client:
            client.send(record(call_header(9), last=False) + record(b""))
            assert client.receive().accept == 0
            client.send(record(b"", last=False) + record(call_header(10)))
            assert client.receive().accept == 0

        # Many calls in one write are all answered, in order for those that do not wait.
        with daemon.client(tcp=True) as client:
            client.send(b"".join(record(call_header(xid)) for xid in range(2000)))
            assert [client.receive().xid for _ in range(2000)] == list(range(2000))

        # The hanging ones can still finish.
        for size, client in enumerate(hanging, 1):
            client.send(message[size:])
            assert client.receive().accept == 0
            client.close()
        still_fine()
        grown = daemon.resident() - before
        assert grown < 16 << 20, f"the daemon grew by {grown} bytes"


main()
