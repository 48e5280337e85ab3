#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A client that comes back gets what it missed, in order, once; or learns that it cannot."""
from event_place import hello, resume
from oncrpc import (DOMAIN_LOOKUP_BY_NAME, DOMAIN_RESUME, DOMAIN_SUSPEND, EVENT_REGISTER, Daemon, domain,
                    string, u32)

LIFECYCLE, GAP = 0, 1000


def main():
    with Daemon() as daemon, daemon.client() as actor:
        actor.open("test:///default")
        test = domain(*actor.result(DOMAIN_LOOKUP_BY_NAME, string("test")).domain())

        def act(rounds):
            for _ in range(rounds):
                actor.result(DOMAIN_SUSPEND, test)
                actor.result(DOMAIN_RESUME, test)

        with daemon.client() as client:
            client.open("test:///default")
            epoch, _ = hello(client)
            client.result(EVENT_REGISTER, u32(LIFECYCLE, 0))
            act(1)
            client.next_event()
            last = client.next_event()[0]
        act(5)
        with daemon.client() as client:
            client.open("test:///default")
            assert hello(client)[0] == epoch
            client.result(EVENT_REGISTER, u32(LIFECYCLE, 0))
            assert resume(client, epoch, last) == (1, 10)
            act(1)
            seen = [client.next_event()[0] for _ in range(12)]
            assert seen == list(range(last + 1, last + 13)), seen
            last = seen[-1]
            assert resume(client, epoch, last) == (1, 0)

        # Of another life of the daemon, or from the future: a gap, told once.
        for wrong in ((epoch + 1, last), (epoch, last + 1000)):
            with daemon.client() as client:
                client.open("test:///default")
                client.result(EVENT_REGISTER, u32(LIFECYCLE, 0))
                assert resume(client, *wrong)[0] == 0
                assert client.next_event()[1] == GAP
                act(1)
                assert client.next_event()[1] == LIFECYCLE

        # So long ago that the history has lost it: a gap first, then what there still is, in order.
        act(20000)
        with daemon.client() as client:
            client.open("test:///default")
            client.result(EVENT_REGISTER, u32(LIFECYCLE, 0))
            complete, replayed = resume(client, epoch, last)
            assert complete == 0 and 0 < replayed < 40000, (complete, replayed)
            _, kind, body = client.next_event()
            assert kind == GAP and body.u64() == last + 1
            newest = hello(actor)[1]
            numbers = [client.next_event()[0] for _ in range(replayed)]
            assert numbers == list(range(newest - replayed + 1, newest + 1)), (numbers[0], newest)


main()
