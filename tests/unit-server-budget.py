#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a call, a connection and a definition cost, in calls of the system, allocations, descriptors and
bytes: counted, not timed. A figure that grows is a decision; whoever takes it changes the budget."""
import contextlib
import os
import shlex
import shutil
import struct
import subprocess
import tempfile

import tls_client
from oncrpc import (DOMAIN_DEFINE_XML, DOMAIN_GET_STATE, DOMAIN_LOOKUP_BY_NAME, Client, Daemon,
                    call_header, domain, record, skip, string, u32)

CONNECT_GET_ALL_DOMAIN_STATS = 344
ROUNDS = 200
PIPELINE = 64
CONNECTIONS = 200
TLS_CONNECTIONS, TLS_WARM = 40, 4
DEFINITIONS = 200
XML = """<domain type='test'><name>{name}</name><memory>65536</memory><os><type>hvm</type></os></domain>"""

# Calls of the system, and allocations. A round is one wait, one read and one write, however many calls
# came with it, and its buffers are those of the round before. A call that reaches a driver has a Call
# and the strings among its arguments beside that. Half a call more is for rounds that end early.
NULL_CALL = (3.5, 0.1)
NULL_PIPELINE = (4, 0.1)
STATE_CALL = (3.5, 2.5)
# OpenSSL makes two small things for each record; its buffers stay.
TLS_CALL = (3.5, 4.1)
# Its name, and all its figures together.
STATISTICS_RECORD = 2.1
# Its socket.
CONNECTION_DESCRIPTORS = 1
# What the daemon knows of the client; no buffer, since nothing is in it (969 when this was written).
CONNECTION_BYTES = 1536
# The same and TLS, nearly all of it OpenSSL's own (23,877 when this was written); none of its buffers.
TLS_CONNECTION_BYTES = 28672
# The definition as parsed, the domain, and its places in the lists (2,318 when this was written).
DEFINITION_BYTES = 3072


class Counts:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.allocations, self.bytes, self.calls = struct.unpack("=3Q", file.read(24))


def check(what, figure, budget):
    print(f"{what}: {figure:.2f} of {budget}")
    assert figure <= budget, f"{what}: {figure:.2f} are more than {budget}"


class CountedDaemon(Daemon):
    def __init__(self, **options):
        super().__init__(**options)
        library = os.path.join(self.folder, "count_calls.so")
        source = os.path.join(os.environ["srcdir"], "tests", "count_calls.c")
        subprocess.run([*shlex.split(os.environ.get("CC", "cc")), "-O2", "-shared", "-fPIC", "-o", library,
                        source], check=True)
        self.counters = os.path.join(self.folder, "counters")
        os.environ.update(LD_PRELOAD=library, COUNT_CALLS=self.counters)

    def __exit__(self, *reason):
        del os.environ["LD_PRELOAD"], os.environ["COUNT_CALLS"]
        super().__exit__(*reason)

    def counts(self):
        return Counts(self.counters)


def need_plain_allocator():
    for name in ("vmrpcd", ".libs/vmrpcd"):
        with contextlib.suppress(OSError), open(os.path.join(os.environ["builddir"], name), "rb") as file:
            data = file.read()
            if b"__asan_init" in data or b"__tsan_init" in data:
                skip("the daemon is built with a sanitizer, which has an allocator of its own")


def exchange(client, bodies):
    """All calls in one write, and all replies."""
    calls = b""
    for procedure, body in bodies:
        client.xid += 1
        calls += record(call_header(client.xid, procedure=procedure) + body)
    client.send(calls)
    for _ in bodies:
        assert client.receive().accept == 0


def measure(daemon, client, what, bodies, budget):
    exchange(client, bodies)
    before = daemon.counts()
    for _ in range(ROUNDS):
        exchange(client, bodies)
    # The daemon waits again, or is about to.
    after = daemon.counts()
    check(what + ", calls of the system", (after.calls - before.calls) / ROUNDS, budget[0])
    check(what + ", allocations", (after.allocations - before.allocations) / ROUNDS, budget[1])


def calls(daemon):
    with daemon.client() as client:
        client.open("test:///default")
        guest = domain(*client.result(DOMAIN_LOOKUP_BY_NAME, string("test")).domain())
        state = (DOMAIN_GET_STATE, guest + u32(0))
        measure(daemon, client, "one NULL call", [(0, b"")], NULL_CALL)
        measure(daemon, client, "64 NULL calls", [(0, b"")] * PIPELINE, NULL_PIPELINE)
        measure(daemon, client, "one domain_get_state", [state], STATE_CALL)


def connections(daemon):
    with contextlib.ExitStack() as stack:
        stack.enter_context(daemon.client()).open()
        before, descriptors = daemon.counts(), daemon.descriptors()
        for _ in range(CONNECTIONS):
            stack.enter_context(Client(daemon.path)).open()
        after = daemon.counts()
        check("descriptors of a connection", (daemon.descriptors() - descriptors) / CONNECTIONS,
              CONNECTION_DESCRIPTORS)
        check("bytes of an idle connection", (after.bytes - before.bytes) / CONNECTIONS,
              CONNECTION_BYTES)


def tls():
    """Before and after the idle ones there are as many that keep their buffers."""
    pki = tls_client.Pki(tempfile.mkdtemp(prefix="vmrpc-test."), "alice")
    made = tls_client.context(pki, "alice")
    with CountedDaemon(tcp=True, config=pki.config()) as daemon, contextlib.ExitStack() as stack:
        for _ in range(TLS_WARM):
            client = stack.enter_context(tls_client.connect(daemon, made))
            exchange(client, [(0, b"")])
        measure(daemon, client, "one NULL call through TLS", [(0, b"")], TLS_CALL)
        before = daemon.counts()
        for _ in range(TLS_CONNECTIONS):
            stack.enter_context(tls_client.connect(daemon, made)).open()
        after = daemon.counts()
        check("bytes of an idle connection through TLS", (after.bytes - before.bytes) / TLS_CONNECTIONS,
              TLS_CONNECTION_BYTES)
    shutil.rmtree(pki.folder)


def definitions(daemon):
    with daemon.client() as client:
        client.open("test:///default")
        client.result(DOMAIN_DEFINE_XML, string(XML.format(name="warm")))
        before = daemon.counts()
        for number in range(DEFINITIONS):
            client.result(DOMAIN_DEFINE_XML, string(XML.format(name=f"guest{number}")))
        after = daemon.counts()
        check("bytes of a definition", (after.bytes - before.bytes) / DEFINITIONS, DEFINITION_BYTES)


def statistics(daemon):
    """Of those that definitions() has left."""
    with daemon.client() as client:
        client.open("test:///default")
        records = client.result(CONNECT_GET_ALL_DOMAIN_STATS, u32(0, 0, 0)).u32()
        assert records > DEFINITIONS
        before = daemon.counts()
        for _ in range(ROUNDS):
            client.result(CONNECT_GET_ALL_DOMAIN_STATS, u32(0, 0, 0))
        after = daemon.counts()
        check("allocations for a record of statistics",
              (after.allocations - before.allocations) / ROUNDS / records, STATISTICS_RECORD)


def main():
    need_plain_allocator()
    with CountedDaemon() as daemon:
        calls(daemon)
        connections(daemon)
        definitions(daemon)
        statistics(daemon)
    tls()


main()
