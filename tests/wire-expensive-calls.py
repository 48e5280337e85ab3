#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A client that sends many calls at once which each take the daemon long delays nobody else: each
connection has its turn, and its other calls go on in later rounds."""
import time

from oncrpc import (DOMAIN_LOOKUP_BY_NAME, DOMAIN_RESUME, DOMAIN_SUSPEND, EVENT_REGISTER, EVENT_RESUME,
                    TIMEOUT, VMRPC, Daemon, call_header, domain, opt, record, string, u32)

CALLS, SUBSCRIPTIONS = 2000, 1024


def main():
    with Daemon() as daemon, daemon.client() as other, daemon.client() as client:
        other.open("test:///default")
        test = domain(*other.result(DOMAIN_LOOKUP_BY_NAME, string("test")).domain())
        for _ in range(300):
            other.result(DOMAIN_SUSPEND, test)
            other.result(DOMAIN_RESUME, test)
        # Each of these compares 600 past events with 1,024 subscriptions, of which none matches.
        client.open("test:///default")
        for _ in range(SUBSCRIPTIONS):
            client.result(EVENT_REGISTER, u32(0) + opt(domain("x", b"y" * 16)))
        client.send(b"".join(
            record(call_header(xid, VMRPC, procedure=EVENT_RESUME) + u32(0, 0, 0, 0))
            for xid in range(CALLS)))
        used = daemon.processor_time()
        began = time.monotonic()
        rounds = 0
        while daemon.processor_time() - used < 0.2:
            assert time.monotonic() - began < TIMEOUT, "these calls are cheap: nothing is shown"
            assert other.call(0).accept == 0
            rounds += 1
        assert rounds > 5, f"{rounds} calls of another client meanwhile"


main()
