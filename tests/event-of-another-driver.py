#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Events go to those who have opened the driver that they are of: to nobody else as they happen, nor when
he asks for what he missed."""
from event_place import hello, resume
from oncrpc import (DOMAIN_LOOKUP_BY_NAME, DOMAIN_RESUME, DOMAIN_SUSPEND, EVENT_REGISTER, Daemon, domain,
                    string, u32)

LIFECYCLE = 0


def main():
    with Daemon("--driver", "qemu") as daemon, daemon.client() as actor, daemon.client() as same, \
            daemon.client() as other:
        actor.open("test:///default")
        same.open("test:///default")
        other.open("qemu:///session")
        place = hello(other)
        guest = domain(*actor.result(DOMAIN_LOOKUP_BY_NAME, string("test")).domain())
        actor.result(DOMAIN_SUSPEND, guest)
        for client, missed in ((same, 1), (other, 0)):
            client.result(EVENT_REGISTER, u32(LIFECYCLE, 0))
            assert resume(client, *place) == (1, missed), missed
        same.next_event()
        actor.result(DOMAIN_RESUME, guest)
        same.next_event()
        hello(other)  # its answer would come behind the event
        assert not other.events


main()
