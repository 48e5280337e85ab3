#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""One result has the same bytes in both framings, status word included; and an error the same numbers and
words, which libvirt's framing puts behind what the code means."""
from libvirt_wire import LibvirtClient
from oncrpc import CONNECT_LIST_ALL_DOMAINS, DOMAIN_LOOKUP_BY_NAME, Client, Daemon, RemoteError, domain, string, u32

URI = "test:///default"
NODE_GET_INFO, GET_XML_DESC, GET_HOSTNAME, GET_CAPABILITIES, GET_VERSION = 6, 14, 59, 7, 4


def main():
    with Daemon() as daemon, Client(daemon.path).open(URI) as onc, LibvirtClient(daemon.path).open(URI) as packets:
        test = domain(*onc.result(DOMAIN_LOOKUP_BY_NAME, string("test")).domain())
        compared = 0
        for procedure, body in ((DOMAIN_LOOKUP_BY_NAME, string("test")),
                                (CONNECT_LIST_ALL_DOMAINS, u32(1, 0)), (GET_XML_DESC, test + u32(0)),
                                (NODE_GET_INFO, b""), (GET_HOSTNAME, b""),
                                (GET_CAPABILITIES, b""), (GET_VERSION, b""), (15, test), (150, test)):
            one = onc.call(procedure, body)
            other = packets.call(procedure, body)
            assert one.accept == 0
            assert one.body.rest() == u32(other.status) + other.payload, f"procedure {procedure} differs"
            compared += len(other.payload)
        assert compared > 500, compared
        for procedure, body, label in ((DOMAIN_LOOKUP_BY_NAME, string("none"), "Domain not found"),
                                       (GET_XML_DESC, test + u32(0xFFFF), "invalid argument")):
            reader = onc.call(procedure, body).body
            assert reader.u32() == 1
            one, other = RemoteError(reader), packets.call(procedure, body).error()
            assert (one.code, one.origin) == (other.code, other.origin)
            assert f"{label}: {one}" == str(other), f"'{one}' became '{other}'"


main()
