#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every procedure of the interface file on read-only connections: what writes answers 29, on a
read-only socket and after CONNECT_OPEN with flag 1, and the driver never sees it. What only reads
works, and a procedure without access class fails this test."""
import os
import re

from oncrpc import (CONNECT_CLOSE, CONNECT_LIST_ALL_DOMAINS, CONNECT_OPEN, DOMAIN_LOOKUP_BY_NAME,
                    HELLO, QEMU, REMOTE, VMRPC, Client, Daemon, RemoteError, domain, opt, string,
                    u32)

PROGRAMS = {"REMOTE_PROGRAM": REMOTE, "QEMU_PROGRAM": QEMU, "VMRPC_PROGRAM": VMRPC}
URI = "test:///default"
INVALID_CONN, OPERATION_DENIED = 6, 29
XML = string("<domain type='test'><name>new</name><memory>1024</memory><os><type>hvm</type></os></domain>")
HELLO_ARGUMENTS = u32(1, 0) + string("test") + u32(0, 0)
# Where the shortest value of the arguments would not do.
OTHERS = {10: XML + u32(0), 11: XML, 350: XML + u32(0), 21: u32(10), 22: u32(1), 23: string("test"), 37: u32(10),
          60: u32(9), 273: u32(1, 0)}
FLAGS = {14: 1, 29: 1, 186: 1, 200: 8, 388: 1, 412: 1}
# Procedures that only read and have nothing to say here: no such metadata, callback, pool, stream, disk,
# interface, snapshot, checkpoint, job, nor anything that is not managed.
MAY_FAIL = re.compile("domain_get_metadata|.*deregister.*|.*unregister.*|vmrpc_event_resume|.*storage_.*|vmrpc_stream_.*|"
                      "(network|interface|node_device|secret|nwfilter(_binding)?)_lookup_.*|"
                      "domain_.*(block|interface|snapshot|checkpoint|managed_save|job|backup|vcpu|pin).*", re.I)
CONNECT_OPEN_READONLY, DOMAIN_GET_XML_DESC = 1, 14
NO_SUPPORT = 3  # the test driver has no such thing


def procedures():
    """(program, number, takes arguments, access) of every procedure but events and NULL."""
    text = open(os.path.join(os.environ["srcdir"], "remote_protocol.x")).read()
    for program, body in re.findall(r"program (\w+) \{(.*?)\n\} =", text, re.S):
        rows = re.findall(r"(\w+)\(\s*(\w+)\s*\) = (\d+);([^\n]*)", body)
        assert len(rows) == body.count(") = ") > 1, program
        for name, argument, number, note in rows:
            access = re.search(r"/\* *(free|read|write|event)( \*/|; write-if flags & 0x\w+ \*/)", note)
            assert access, f"{name} has no access class"
            if access[1] != "event" and number != "0":
                yield (PROGRAMS[program], int(number), name, argument,
                       "write" if "write-if" in access[2] else access[1])


def nothing(kind, test):
    """The encoding of the shortest value of a type of the interface file; but a domain is test."""
    text = open(os.path.join(os.environ["srcdir"], "remote_protocol.x")).read()
    if kind in ("unsigned hyper", "hyper"):
        return bytes(8)
    if kind == "remote_uuid":
        return test[1]
    if kind == "remote_domain":
        return domain(*test)
    struct = re.search(r"\nstruct %s \{\n(.*?)\n\};" % kind, text, re.S)
    if not struct:
        return u32(0)  # numbers, strings, lists, what may be absent
    fields = re.findall(r"^    (\w[\w ]*?) \*?\w+(<\w*>)?;", struct[1], re.M)
    return b"".join(u32(0) if array else nothing(field, test) for field, array in fields)


def arguments(program, number, takes, test):
    if takes == "void":
        return b""
    if program != REMOTE:
        return HELLO_ARGUMENTS if (program, number) == (VMRPC, HELLO) else nothing(takes, test)
    if number == CONNECT_OPEN:
        return opt(string(URI)) + u32(CONNECT_OPEN_READONLY)
    if number in OTHERS:
        return OTHERS[number]
    if number in FLAGS:
        return nothing(takes, test)[:-4] + u32(FLAGS[number])
    return nothing(takes, test)


def code_of(client, program, number, body):
    """The error, or 0."""
    reply = client.call(number, body, program)
    assert reply.accept == 0, f"procedure {number}: accept_stat {reply.accept}"
    return RemoteError(reply.body).code if reply.body.i32() else 0


def everything(client):
    """All there is to see of the driver."""
    domains = client.result(CONNECT_LIST_ALL_DOMAINS, u32(1, 0)).rest()
    test = domain(*client.result(DOMAIN_LOOKUP_BY_NAME, string("test")).domain())
    return [domains] + [client.result(number, test + more).rest()
                        for number, more in ((14, u32(0)), (15, b""), (212, u32(0)))]


def main():
    rows = [row for row in procedures() if row[:2] != (REMOTE, CONNECT_CLOSE)]
    socket = f"@vmrpc-read-only-{os.getpid()}"
    with Daemon("--listen", "unix-ro:" + socket) as daemon, daemon.client() as writer:
        writer.open(URI)
        before = everything(writer)
        test = writer.result(DOMAIN_LOOKUP_BY_NAME, string("test")).domain()
        for address, flags in (("\0" + socket[1:], 0), ("\0" + socket[1:], 1), (daemon.path, 1)):
            seen = {"free": 0, "read": 0, "write": 0}
            for program, number, name, takes, access in rows:
                body = arguments(program, number, takes, test)
                with Client(address) as client:
                    if access != "free":
                        code = code_of(client, program, number, body)
                        assert code == INVALID_CONN, f"{number} before CONNECT_OPEN: {code}"
                        client.open(URI, flags)
                    code = code_of(client, program, number, body)
                    assert (code == OPERATION_DENIED) == (access == "write"), f"{number}: {code}"
                    assert code in (0, NO_SUPPORT) or access == "write" or MAY_FAIL.match(name), f"{name}: {code}"
                seen[access] += 1
            assert seen["write"] > 15 and seen["read"] > 30 and seen["free"] > 3, seen
        assert everything(writer) == before, "a call that writes came through"
        # The same XML description without the flag that needs more.
        with Client("\0" + socket[1:]) as client:
            client.open(URI).result(DOMAIN_GET_XML_DESC, domain(*test) + u32(0))


main()
