#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A viewer that never reads, or goes with its stream open, costs neither the guest nor other viewers
anything, although much more is written than a terminal holds; when it reads at last, all is there."""
from guests import BANNER, QemuDaemon

BLOCK = 1000
BLOCKS = 80


def flood(client, stream):
    """The guest echoes what it gets, so it writes as much; all of it."""
    blocks = [b"." * (BLOCK - 10) + b"<%08d>" % number for number in range(BLOCKS)]
    for block in blocks:
        client.send_data(stream, block)
        client.until(stream, block[-10:])
    return b"".join(blocks)


def main():
    with QemuDaemon() as daemon:
        guest = daemon.guest("a")
        with daemon.client() as writer, daemon.client() as lazy, daemon.client() as gone:
            stream = writer.open_console(guest)
            writer.until(stream, BANNER)
            writer.send_data(stream, b"\x14")  # no ticks
            idle = lazy.open_console(guest)
            gone.open_console(guest)
            sent = flood(writer, stream)
            seen = lazy.until(idle, sent[-10:])
            assert seen.endswith(sent) and BANNER in seen, seen[-2 * BLOCK:]
            writer.destroy(guest)
            writer.until_end(stream)


main()
