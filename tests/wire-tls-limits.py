#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""TCP clients that do not authenticate: they are counted, have little time, and may send little; what
they do in the handshake costs themselves alone. With `require = no` clear text is enough."""
import os
import shutil
import tempfile
import time

import tls_client as tls
from oncrpc import Daemon, call_header, record, wait_for

PROC_UNAVAIL = 3
LIMITS = "[limits]\nhandshake-timeout = 1\nconnections-before-authentication = 3\n"


def silent(daemon, pki):
    """Three that say nothing, no more than NULL, or half a handshake: a fourth is refused until their
    time is over. Nobody else notices."""
    waiting = [daemon.client(tcp=True) for _ in range(3)]
    assert waiting[1].call(0).accept == 0
    assert tls.probe(waiting[2]) == tls.STARTTLS
    waiting[2].send(b"\x16\x03\x01\x02\x00\x01")
    with daemon.client(tcp=True) as fourth:
        assert fourth.closed()
    assert "3 others have not authenticated themselves yet" in daemon.log_text(), "it had time, too"
    with daemon.client() as local:
        local.open()
    for client in waiting:
        assert not tls.pending_bytes(client), "it may stay"
        client.close()
    with tls.connect(daemon, tls.context(pki, "alice")) as client:
        assert client.call(9999, b"\0" * 4000).accept == PROC_UNAVAIL, "who is known may say more"
        client.open()


def chatter(daemon):
    """Procedure 0, which anybody may call, wins no time."""
    with daemon.client(tcp=True) as client:
        began = time.monotonic()
        try:
            while time.monotonic() - began < 15:
                assert client.call(0).accept == 0
            raise AssertionError("it may stay")
        except (ConnectionError, EOFError):
            pass


def broken(daemon, before):
    """Handshakes that end early or are none."""
    for start in (b"\x16", b"\x16\x03\x01\x00\x05abcde", b"\x16\x03\x01\xff\xff" + b"x" * 70000, b"\x15\x03\x03"):
        with daemon.client(tcp=True) as client:
            try:
                client.send(start)
            except ConnectionError:
                pass
    with daemon.client(tcp=True) as client:
        client.send(record(call_header(1) + b"\0" * 2000))
        assert client.closed(), "a long record of somebody unknown"
    wait_for(lambda: daemon.descriptors() == before, "all are closed")


def main():
    folder = tempfile.mkdtemp(prefix="vmrpc-test.")
    pki = tls.Pki(os.path.join(folder, "pki"), "alice")
    try:
        with Daemon(tcp=True, config=pki.config() + LIMITS) as daemon:
            before = daemon.descriptors()
            silent(daemon, pki)
            chatter(daemon)
            broken(daemon, before)
        with Daemon(tcp=True, config=pki.config("require = no") + LIMITS) as daemon:
            clients = [daemon.client(tcp=True) for _ in range(3)]
            for client in clients:
                client.open()
            with tls.connect(daemon, tls.context(pki, "alice")) as client:
                client.open()
            assert tls.probe(clients[0])[8:] == b"\0\0\0\1\0\0\0\1\0\0\0\2", "a probe in mid-session"
            assert clients[0].call(0).accept == 0
            for client in clients:
                client.close()
    finally:
        shutil.rmtree(folder)


main()
