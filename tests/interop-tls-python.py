#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Another TLS stack (Python's ssl) on a TCP listener: by the probe of RFC 9289 and from the first byte;
and everything that must not get in."""
import os
import shutil
import ssl
import tempfile

import tls_client as tls
from oncrpc import (CONNECT_LIST_ALL_DOMAINS, CONNECT_OPEN, Daemon, call_header, opt, record, string, u32,
                    wait_for)

CONNECT_IS_SECURE = 149
BADCRED, REJECTEDCRED, TOOWEAK = 1, 2, 5


def session(daemon, made, probed):
    with tls.connect(daemon, made, probed) as client:
        assert client.socket.version() == "TLSv1.3"
        assert client.socket.selected_alpn_protocol() == "sunrpc"
        client.open("test:///default")
        reader = client.result(CONNECT_LIST_ALL_DOMAINS, u32(1, 0))
        assert reader.u32() == 1 and reader.domain()[0] == "test"
        assert client.result(CONNECT_IS_SECURE).i32() == 1, "TLS is not said to be secure"
        assert client.call(0, cred=(tls.AUTH_TLS, b"")).auth == BADCRED, "a probe inside TLS"


def plain(daemon):
    """In clear text there is NULL, and the probe; then the server waits for TLS and nothing else."""
    with daemon.client(tcp=True) as client:
        assert client.call(0).accept == 0
        assert client.call(CONNECT_OPEN, opt(string("")) + u32(0)).auth == TOOWEAK
        assert client.call(CONNECT_OPEN, cred=(tls.AUTH_TLS, b"")).auth == BADCRED
        assert client.call(0, cred=(tls.AUTH_TLS, b"more")).auth == BADCRED
        assert tls.probe(client) == tls.STARTTLS
        client.send(record(call_header(9)))
        assert not tls.pending_bytes(client), "an answer in clear text after STARTTLS"
    with daemon.client() as client:
        assert client.call(0, cred=(tls.AUTH_TLS, b"")).auth == REJECTEDCRED, "a unix socket"


def more_after_probe(daemon):
    """What comes with the probe ends the connection, without an answer."""
    head = record(call_header(7, cred=(tls.AUTH_TLS, b"")))
    for more in (b"\x16", b"\x80", record(call_header(8))):
        with daemon.client(tcp=True) as client:
            client.send(head + more)
            assert not tls.pending_bytes(client), f"{more!r} after the probe is answered"


def refusals(daemon, pki, other, probed):
    """Each with its reason in the log, which takes ten a minute."""
    cases = {
        "no protocol": (tls.context(pki, "alice", alpn=None), "does not name the protocol sunrpc"),
        "another protocol": (tls.context(pki, "alice", alpn="http/1.1"), "TLS: "),
        "no certificate": (tls.context(pki), "TLS: "),
        "another CA": (tls.context(pki, "alice", other=other), "TLS: "),
        "not on the list": (tls.context(pki, "mallory"), "no pattern of 'allow'"),
    }
    old = tls.context(pki, "alice")
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    cases["TLS 1.2"] = (old, "TLS: ")
    for name, (made, why) in cases.items():
        before = len(daemon.log_text())
        assert tls.refused(daemon, made, probed), f"{name}: let in"
        wait_for(lambda: why in daemon.log_text()[before:], f"{name} is logged: {why}")


def main():
    folder = tempfile.mkdtemp(prefix="vmrpc-test.")
    pki = tls.Pki(os.path.join(folder, "pki"), "alice", "mallory")
    other = tls.Pki(os.path.join(folder, "other"), "alice")
    try:
        with Daemon(tcp=True, config=pki.config("allow = CN=alice*")) as daemon:
            before = daemon.descriptors()
            made = tls.context(pki, "alice")
            session(daemon, made, True)
            session(daemon, made, False)
            plain(daemon)
            more_after_probe(daemon)
            wait_for(lambda: daemon.descriptors() == before, "all connections are closed")
            assert "(CN=alice" in daemon.log_text(), "the log does not say who it was"
        for probed in (True, False):
            with Daemon(tcp=True, config=pki.config("allow = CN=alice*")) as daemon:
                refusals(daemon, pki, other, probed)
        with Daemon(tcp=True) as daemon, daemon.client(tcp=True) as client:
            assert client.call(0, cred=(tls.AUTH_TLS, b"")).auth == REJECTEDCRED, "without certificates"
    finally:
        shutil.rmtree(folder)


main()
