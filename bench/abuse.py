# SPDX-License-Identifier: LGPL-2.1-or-later
"""How long a local caller waits while thousands of others on TCP begin handshakes and do not end them,
dribble their records, and do not read their replies."""
import os
import random
import select
import ssl
import tempfile
import time

import tls_client as tls
from bench.subjects import need_descriptors
from oncrpc import (CONNECT_LIST_ALL_DOMAINS, DOMAIN_LOOKUP_BY_NAME, Client, Daemon, call_header, record,
                    string, u32)

CLIENTS, CALLS = 5000, 4000
# Nobody is cut off while it is measured.
LIMITS = ("[limits]\nconnections = 20000\nconnections-before-authentication = 20000\n"
          "connections-per-address = 20000\nhandshake-timeout = 3600\nrecord-timeout = 3600\n")
# Bytes that the slow writers send, all together, in a second.
DRIBBLE_PER_SECOND = 2000


def hello(made):
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        made.wrap_bio(incoming, outgoing, server_hostname="localhost").do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()


def half_open(daemon, made, number):
    """In turn: half a hello, a whole one, a probe, a record that dribbles, calls without a reader."""
    client = Client(("127.0.0.1", daemon.port))
    first = hello(made)
    client.send((first[:100], first, record(call_header(7, cred=(tls.AUTH_TLS, b""))), u32(0x80000000 | 1000),
                 record(call_header(1)) * 200)[number % 5])
    return client


def dribble(clients):
    """In a process of its own, until it is killed: a byte here, a byte there."""
    pid = os.fork()
    if pid > 0:
        return pid
    writers = clients[3::5]
    sent = [0] * len(writers)
    while True:
        number = random.randrange(len(writers))
        if sent[number] < 990:
            writers[number].socket.send(b"x")
            sent[number] += 1
        select.select([], [], [], 1 / DRIBBLE_PER_SECOND)


def percentiles(client):
    """Milliseconds of the median call, and of one in a hundred."""
    times = []
    for number in range(CALLS):
        start = time.perf_counter()
        if number % 2:
            client.result(CONNECT_LIST_ALL_DOMAINS, u32(1, 0))
        else:
            client.result(DOMAIN_LOOKUP_BY_NAME, string("test"))
        times.append((time.perf_counter() - start) * 1e3)
    times.sort()
    return times[len(times) // 2], times[len(times) * 99 // 100]


def measure(report):
    why = need_descriptors(CLIENTS)
    if why:
        report.absent(f"local calls beside {CLIENTS:,} others", why)
        return
    with tempfile.TemporaryDirectory() as folder:
        pki = tls.Pki(os.path.join(folder, "pki"), "alice")
        made = tls.context(pki, "alice")
        with Daemon(tcp=True, config=pki.config() + LIMITS) as daemon, daemon.client() as local:
            local.open("test:///default")
            alone = percentiles(local)
            clients = [half_open(daemon, made, number) for number in range(CLIENTS)]
            pid = dribble(clients)
            try:
                beside = percentiles(local)
            finally:
                os.kill(pid, 9)
                os.waitpid(pid, 0)
            for name, one, other, goal in (("p50", beside[0], alone[0], ""), ("p99", beside[1], alone[1],
                                                                              "<= 5 ms more")):
                report.add(f"a local call, {name}, beside {CLIENTS:,} half-open or slow clients", "ms", [one],
                           "the same alone", goal, one / other, [other])
            for client in clients:
                client.close()
