#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Access rules of the storage driver, which nobody opens: they count beside those of the driver that a
client has opened."""
from oncrpc import Client, Daemon, RemoteError, opt, string, u32

LIST_ALL_POOLS, POOL_DEFINE_XML, POOL_EVENT_REGISTER, LIST_ALL_DOMAINS = 281, 77, 368, 273
OPERATION_DENIED, ACCESS_DENIED = 29, 88
POOL = "<pool type='dir'><name>p</name><target><path>/nowhere</path></target></pool>"


def code(client, procedure, body):
    try:
        client.result(procedure, body)
    except RemoteError as error:
        return error.code
    return 0


def main():
    for rule, listing, defining in (("* -> none storage", ACCESS_DENIED, ACCESS_DENIED),
                                    ("* -> read storage", 0, OPERATION_DENIED), ("* -> write storage", 0, 0)):
        with Daemon("--driver", "storage", config=f"[access]\nrule = {rule}\n") as daemon:
            with Client(daemon.path).open("test:///default") as client:
                assert code(client, LIST_ALL_DOMAINS, u32(1, 0)) == 0, rule
                assert code(client, LIST_ALL_POOLS, u32(1, 0)) == listing, rule
                assert code(client, POOL_EVENT_REGISTER, u32(0) + opt(None)) == listing, rule
                assert code(client, POOL_DEFINE_XML, string(POOL) + u32(0)) == defining, rule


main()
