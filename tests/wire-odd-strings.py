#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Strings that are no UTF-8, far too long, or made to do harm: an error that quotes them is itself a
decent string of moderate size, no domain gets a bad name, and hostile documents cost nothing."""
import time

from oncrpc import (CONNECT_LIST_ALL_DOMAINS, CONNECT_OPEN, DOMAIN_DEFINE_XML, DOMAIN_LOOKUP_BY_NAME,
                    Daemon, opt, record, call_header, string, u32)

ERROR_MAX = 64 << 10
BAD_NAMES = [b"../x", b"a/b", b".", b"..", b"", b"a" * 241, b"a&#10;b", b"a\nb", b"a&#27;b", b"\xff", b"<b/>",
             b"a\xc2\x9bb", b"a\0b"]
GOOD_NAMES = [b"\xc3\xa9\xe4\xb8\xad", b"'&quot;", b"a" * 240, b"-rf", b"%s%n", b"$(id)"]


def document(name):
    return (b"<domain type='test'><name>" + name + b"</name><memory>1024</memory>"
            b"<os><type>hvm</type></os></domain>")


def laughs():
    entities = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10))
    return b"<!DOCTYPE domain [" + entities + b"]>" + document(b"&a9;")


HOSTILE = [laughs(), b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + document(b"&x;"),
           b"<domain>" + b"<a>" * 500000, b"<a>" * 300000 + b"</a>" * 300000,
           b"<domain " + b" ".join(b"a%d='x'" % number for number in range(100000)) + b"/>",
           b"<domain>" + b"<serial/>" * 200000 + b"</domain>", b"", b"\xef\xbb\xbf", b"<domain",
           "<domain/>".encode("utf-16")[2:].replace(b"\0", b"\1")]


def error_of(client, procedure, body):
    """(code, message), of a reply that any client can decode; None if it worked."""
    reply = client.call(procedure, body)
    assert reply.accept == 0 and len(reply.raw) < ERROR_MAX * 3, (procedure, reply.accept, len(reply.raw))
    if reply.body.i32() == 0:
        return None
    code = reply.body.i32(), reply.body.i32()
    assert reply.body.u32() == 1
    message = reply.body.string()  # fails if it is no UTF-8
    assert len(message.encode()) <= ERROR_MAX
    return code[0], message


def main():
    with Daemon() as daemon, daemon.client() as good, daemon.client() as client:
        good.open("test:///default")
        before = daemon.resident()
        long_ones = [b"\xff\xfe", b"a\nb\x1b[31m", b"x" * (4 << 20), b"\xff" * (4 << 20), b"\xe4\xb8" * 9000]
        for text in long_ones:
            with daemon.client() as other:
                assert error_of(other, CONNECT_OPEN, opt(string(text)) + u32(0))
            assert error_of(good, DOMAIN_LOOKUP_BY_NAME, string(text))[0] == 42
        client.open("test:///default")
        for name in BAD_NAMES:
            reply = client.call(DOMAIN_DEFINE_XML, string(document(name)))
            assert reply.accept == 4 or reply.body.i32() != 0, f"a domain is called {name}"
        for name in GOOD_NAMES:
            assert error_of(client, DOMAIN_DEFINE_XML, string(document(name))) is None, name
        for text in HOSTILE:
            began = time.monotonic()
            assert error_of(client, DOMAIN_DEFINE_XML, string(text)), text[:40]
            assert time.monotonic() - began < 10, text[:40]
        # 3 MiB of comment in fragments as small as stock clients make them.
        call = call_header(7, procedure=DOMAIN_DEFINE_XML) + string(
            b"<!--" + b"x" * (3 << 20) + b"-->" + document(b"large"))
        pieces = [call[at:at + 8996] for at in range(0, len(call), 8996)]
        client.send(b"".join(record(piece, last=False) for piece in pieces[:-1]) + record(pieces[-1]))
        reply = client.receive()
        assert (reply.xid, reply.accept, reply.body.i32()) == (7, 0, 0)
        count = good.result(CONNECT_LIST_ALL_DOMAINS, u32(0, 0))
        assert count.u32() == 0 and count.u32() == 1 + len(GOOD_NAMES) + 1
        grown = daemon.resident() - before
        assert grown < 96 << 20, f"the daemon grew by {grown} bytes"


main()
