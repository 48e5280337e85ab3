#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Beyond the limit of streams in all a connection may have one, so that nobody keeps others out; what
ends makes room."""
from streams import StreamDaemon, expect_error

BUSY = 87
FULL = "3 streams are open in all"


def main():
    with StreamDaemon(config="[limits]\nstreams-in-all = 3\n") as daemon:
        with daemon.client() as many, daemon.client() as other:
            streams = [many.open_stream("silent") for _ in range(3)]
            expect_error(BUSY, FULL, many.open_stream, "silent")
            mine = other.open_stream("echo")
            expect_error(BUSY, "4 streams are open in all", other.open_stream, "echo")
            other.send_data(mine, b"still served")
            assert other.recv(mine)[0] == b"still served"
            for stream in streams[:2]:
                many.abort(stream)
            other.open_stream("silent")
            expect_error(BUSY, FULL, many.open_stream, "silent")
        daemon.wait_for_nothing()


main()
