# SPDX-License-Identifier: LGPL-2.1-or-later
"""Records written to files, for the bench programs that send them again and again."""
import os

from oncrpc import (CONNECT_LIST_ALL_DOMAINS, CONNECT_OPEN, DOMAIN_GET_STATE, DOMAIN_LOOKUP_BY_NAME,
                    DOMAIN_RESUME, DOMAIN_SUSPEND, EVENT_REGISTER, call_header, domain, opt, record,
                    string, u32)

OPEN = record(call_header(1, procedure=CONNECT_OPEN) + opt(string("")) + u32(0))
# Lifecycle events of all domains.
REGISTER = record(call_header(2, procedure=EVENT_REGISTER) + u32(0) + u32(0))


def write(folder, name, *records):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(b"".join(records))
    return path


def of_domain(daemon, procedure, body=b"", name="test"):
    """A call about a domain, by its reference."""
    with daemon.client() as client:
        client.open()
        reference = domain(*client.result(DOMAIN_LOOKUP_BY_NAME, string(name)).domain())
    return record(call_header(1, procedure=procedure) + reference + body)


def get_state(daemon):
    return of_domain(daemon, DOMAIN_GET_STATE, u32(0))


def pauses(daemon):
    """Two calls, of which each causes an event."""
    return of_domain(daemon, DOMAIN_SUSPEND), of_domain(daemon, DOMAIN_RESUME)


def list_all():
    return record(call_header(1, procedure=CONNECT_LIST_ALL_DOMAINS) + u32(1, 0))
