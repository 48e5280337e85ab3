#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""More half-open handshakes than may be, and clients that dribble their records or do not read: each is
cut off by its limit or its time, with a line in the log; a local client is served all the while, and
one that authenticates itself is let in when they have gone."""
import os
import shutil
import ssl
import tempfile
import time

import tls_client as tls
from oncrpc import (CONNECT_LIST_ALL_DOMAINS, CONNECT_OPEN, TIMEOUT, Daemon, call_header, opt, record,
                    string, u32, wait_for)

# The limit of those that have not authenticated themselves stays at its default.
UNKNOWN_MAX, MORE, DRIBBLING = 200, 50, 20
SHORT = "[limits]\nhandshake-timeout = 2\nrecord-timeout = 1\n"
# What may wait for one client before its calls are not taken any more, twice since memory is in pieces.
UNREAD_MAX = 2 * (4 << 20)


def hello(made):
    """The first bytes of a TLS client."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        made.wrap_bio(incoming, outgoing, server_hostname="localhost").do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()


def half_open(daemon, made, number):
    """In turn: silent, half a probe, a probe that is answered, half a hello, a whole one."""
    client = daemon.client(tcp=True)
    probe = record(call_header(7, cred=(tls.AUTH_TLS, b"")))
    try:
        client.send((b"", probe[:9], probe, hello(made)[:60], hello(made))[number % 5])
    except ConnectionError:
        pass  # one too many
    client.socket.setblocking(False)
    return client


def is_closed(client):
    """Whether the daemon has ended it, as far as it is known by now."""
    try:
        while True:
            if not client.socket.recv(1 << 16):
                return True
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except (OSError, ssl.SSLError):
        return True


def served(local):
    local.result(CONNECT_LIST_ALL_DOMAINS, u32(1, 0))


def dribbles(clients):
    """One more byte of a record to each; True when none of them takes it any more."""
    for client in clients:
        try:
            client.socket.send(b"x")
        except (BlockingIOError, ssl.SSLWantWriteError):
            pass
        except (OSError, ssl.SSLError):
            pass  # is_closed() says the same
    return all([is_closed(client) for client in clients])


def handshakes(daemon, made, local):
    clients = [half_open(daemon, made, number) for number in range(UNKNOWN_MAX + MORE)]
    served(local)
    late = clients[UNKNOWN_MAX:]
    wait_for(lambda: served(local) or all(map(is_closed, late)), "those beyond the limit are closed")
    wait_for(lambda: served(local) or all(map(is_closed, clients)), "their time is over")
    for client in clients:
        client.close()
    wait_for(lambda: "have not authenticated themselves yet" in daemon.log_text(), "the limit is logged")
    assert "it did not authenticate in time" in daemon.log_text()


def writers(daemon, made, local):
    """Some with TLS and some on the local socket. A record has its time, however often a byte comes."""
    clients = [tls.connect(daemon, made).open() if number % 2 else daemon.client().open()
               for number in range(DRIBBLING)]
    for client in clients:
        client.send(u32(0x80000000 | 4096))
        client.socket.setblocking(False)
    began = time.monotonic()
    wait_for(lambda: served(local) or dribbles(clients), "who dribbles is cut off")
    assert time.monotonic() - began < TIMEOUT / 2
    for client in clients:
        client.close()
    assert "a record was begun and not finished in time" in daemon.log_text()


def readers(daemon, made, local):
    """Replies that nobody reads: no more calls are taken when too much waits, and it costs no more."""
    before = daemon.resident()
    clients = [tls.connect(daemon, made).open() if number % 2 else daemon.client().open()
               for number in range(DRIBBLING)]
    calls = b"".join(record(call_header(xid, procedure=CONNECT_LIST_ALL_DOMAINS) + u32(1, 0))
                     for xid in range(500))
    for client in clients:
        client.socket.setblocking(False)
        try:
            for _ in range(200):
                client.socket.send(calls)
        except (BlockingIOError, ssl.SSLWantWriteError):
            pass
        served(local)
    served(local)
    grown = daemon.resident() - before
    for client in clients:
        client.close()
    assert grown < DRIBBLING * UNREAD_MAX, f"{grown} bytes for those who do not read"


def main():
    folder = tempfile.mkdtemp(prefix="vmrpc-test.")
    pki = tls.Pki(os.path.join(folder, "pki"), "alice")
    made = tls.context(pki, "alice")
    try:
        for abuse in (handshakes, writers, readers):
            with Daemon(tcp=True, config=pki.config() + SHORT) as daemon, daemon.client() as local:
                local.open()
                before = daemon.descriptors()
                abuse(daemon, made, local)
                wait_for(lambda: daemon.descriptors() == before, "all connections are closed")
                with tls.connect(daemon, made) as client:
                    client.open()
    finally:
        shutil.rmtree(folder)


main()
