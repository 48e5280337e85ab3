#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A subscriber that is stopped (SIGSTOP) while events flow delays nobody, and learns of its gap."""
import atexit
import multiprocessing
import os
import signal

from oncrpc import (DOMAIN_LOOKUP_BY_NAME, DOMAIN_RESUME, DOMAIN_SUSPEND, EVENT_REGISTER, Client, Daemon,
                    domain, string, u32)

LIFECYCLE, GAP, ROUNDS = 0, 1000, 40000


def subscriber(path, pipe):
    """Reads events until one says gap, or the last one has come."""
    client = Client(path).open("test:///default")
    client.result(EVENT_REGISTER, u32(LIFECYCLE, 0))
    pipe.send("ready")
    seen, missed, last = 0, 0, 0
    while True:
        sequence, kind, body = client.next_event()
        if kind == GAP:
            body.u64()
            missed += body.u64()
        else:
            assert sequence > last, "events out of order"
            last = sequence
            seen += 1
        if seen + missed >= ROUNDS * 2:
            pipe.send((seen, missed))
            return


def main():
    with Daemon() as daemon:
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(target=subscriber, args=(daemon.path, theirs),
                                          daemon=True)
        process.start()
        assert ours.recv() == "ready"
        with daemon.client() as client, daemon.client() as other:
            client.open("test:///default")
            other.open("test:///default")
            other.result(EVENT_REGISTER, u32(LIFECYCLE, 0))
            test = domain(*client.result(DOMAIN_LOOKUP_BY_NAME, string("test")).domain())
            os.kill(process.pid, signal.SIGSTOP)
            atexit.register(os.kill, process.pid, signal.SIGKILL)
            before = daemon.resident()
            events = 0
            for _ in range(ROUNDS):
                client.result(DOMAIN_SUSPEND, test)
                client.result(DOMAIN_RESUME, test)
                for _ in range(2):
                    assert other.next_event()[1] == LIFECYCLE
                    events += 1
            grown = daemon.resident() - before
            assert events == ROUNDS * 2 and grown < 32 << 20, (events, grown)
            os.kill(process.pid, signal.SIGCONT)
            assert ours.poll(60), "the stopped client does not come back"
            seen, missed = ours.recv()
            assert seen + missed == ROUNDS * 2 and missed > 0, (seen, missed)
            process.join()
            atexit.unregister(os.kill)


main()
