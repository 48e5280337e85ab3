#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""1,000 connections at once, and 200 domains: each is served, nothing is left when they go."""
import resource

from oncrpc import (CONNECT_LIST_ALL_DOMAINS, DOMAIN_DEFINE_XML, DOMAIN_LOOKUP_BY_NAME, Daemon, string,
                    u32, wait_for)

CONNECTIONS, DOMAINS = 1000, 200


def main():
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit[1], 4096), limit[1]))
    with Daemon(config="[limits]\nconnections-per-uid = 2000\n") as daemon:
        first = daemon.client().open("test:///default")
        for number in range(DOMAINS):
            first.result(DOMAIN_DEFINE_XML, string(
                f"<domain type='test'><name>guest{number}</name><memory>1024</memory>"
                "<os><type>hvm</type></os></domain>"))
        before = daemon.descriptors()
        clients = [daemon.client() for _ in range(CONNECTIONS)]
        for client in clients:
            client.open("test:///default")
        for number, client in enumerate(clients):
            name = f"guest{number % DOMAINS}"
            assert client.result(DOMAIN_LOOKUP_BY_NAME, string(name)).domain()[0] == name
        listing = clients[-1].result(CONNECT_LIST_ALL_DOMAINS, u32(1, 0))
        names = {listing.domain()[0] for _ in range(listing.u32())}
        assert len(names) == DOMAINS + 1 and listing.u32() == DOMAINS + 1
        for client in clients:
            client.close()
        wait_for(lambda: daemon.descriptors() == before, "the daemon has closed what clients closed")
        assert first.call(0).accept == 0


main()
