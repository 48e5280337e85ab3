#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A client that never finishes what it has read may open one stream after the other for ever; streams
that are not at their end keep their places."""
from streams import INVALID_STREAM, OPERATION_FAILED, StreamDaemon, expect_error


def read_all(client, stream):
    while not client.recv(stream)[2]:
        pass


def main():
    with StreamDaemon(config="[limits]\nstreams-per-connection = 2\n") as daemon:
        with daemon.client() as client:
            kept = client.open_stream("echo")
            streams = []
            for _ in range(5):
                streams.append(client.open_stream("picture"))
                read_all(client, streams[-1])
            expect_error(INVALID_STREAM, f"this connection has no stream {streams[0]}", client.recv, streams[0])
            assert client.recv(streams[-1])[2], "the last one is still at its end"
            begun = client.open_stream("picture")
            assert client.recv(begun)[0]
            expect_error(OPERATION_FAILED, "this connection has 2 streams", client.open_stream, "picture")
            client.send_data(kept, b"still served")
            assert client.recv(kept)[0] == b"still served"
        daemon.wait_for_nothing()


main()
