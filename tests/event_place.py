# SPDX-License-Identifier: LGPL-2.1-or-later
"""A client's place in the daemon's stream of events: where it is, and what it missed since."""
from oncrpc import EVENT_RESUME, HELLO, VMRPC, string, u32


def u64(value):
    return u32(value >> 32, value)


def hello(client):
    """(epoch, last sequence number)."""
    body = client.result(HELLO, u32(1, 0) + string("test") + u32(0, 0), VMRPC)
    body.u32(), body.u32(), body.string(), body.u32()
    for _ in range(body.u32()):
        body.string()
    return body.u64(), body.u64()


def resume(client, epoch, sequence):
    """(complete, replayed)."""
    body = client.result(EVENT_RESUME, u64(epoch) + u64(sequence), VMRPC)
    return body.i32(), body.u64()
