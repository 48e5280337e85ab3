#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A client that sends its calls and then closes its sending side still gets every reply: on sockets,
on pipes, and also if it reads them so slowly that they take longer than a record may."""
import os
import socket
import struct
import subprocess
import threading

from oncrpc import (CONNECT_LIST_ALL_DOMAINS, CONNECT_OPEN, DOMAIN_DEFINE_XML, Client, Daemon, call_header,
                    opt, record, string, u32, wait_for)

OPEN = record(call_header(1, procedure=CONNECT_OPEN) + opt(string("test:///default")) + u32(0))


def lists(count):
    return b"".join(record(call_header(xid, procedure=CONNECT_LIST_ALL_DOMAINS) + u32(1, 0))
                    for xid in range(count))


def definitions(count):
    return b"".join(record(call_header(number, procedure=DOMAIN_DEFINE_XML) + string(
        f"<domain type='test'><name>guest{number}</name><memory>1024</memory><os><type>hvm</type></os>"
        "</domain>")) for number in range(count))


def send_and_close(client, data):
    client.send(data)
    client.socket.shutdown(socket.SHUT_WR)


def count_replies(client):
    return sum(1 for _ in iter(client.receive, None))


def slowly(daemon):
    """Reads on, if once a second: an idle client that is closed then tells the time."""
    with daemon.client() as client:
        send_and_close(client, OPEN + definitions(200) + lists(400))
        for _ in range(5):
            assert all(client.receive() for _ in range(100)), "closed while it still read"
            with daemon.client() as idle:
                assert idle.closed()
        assert count_replies(client) == 601 - 500


def over_pipes(folder, calls):
    """More waits to be read by the client than the daemon queues when the pipe's writer goes."""
    path = folder + "/beside"
    process = subprocess.Popen(["vmrpcd", "--session", "--root", folder + "/pipe", "--driver", "test",
                                "--stdio", "--listen", "unix:" + path],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(OPEN + definitions(200))
    process.stdin.flush()
    process.stdin.write(lists(calls))
    process.stdin.close()
    wait_for(lambda: os.path.exists(path), "the daemon listens")
    with Client(path) as beside:
        for _ in range(1000):  # rounds of its loop in which it sees that the writer has gone
            assert beside.call(0).accept == 0
    replies, at, count = b"", 0, 0
    while count < 1 + 200 + calls and (more := process.stdout.read1(1 << 20)):
        replies += more
        while len(replies) - at >= 4 and len(replies) - at - 4 >= size_at(replies, at):
            at += 4 + size_at(replies, at)
            count += 1
    process.terminate()
    process.stdout.close()
    assert process.wait() == 0 and count == 1 + 200 + calls, f"{count} replies on a pipe"


def size_at(replies, at):
    return struct.unpack_from(">I", replies, at)[0] & 0x7FFFFFFF


def main():
    with Daemon(config="[limits]\nrecord-timeout = 3\nclient-timeout = 1\n", tcp=True) as daemon:
        for tcp in (False, True):
            with daemon.client(tcp) as client:
                sender = threading.Thread(target=send_and_close, args=(client, OPEN + lists(20000)))
                sender.start()
                assert count_replies(client) == 20001, f"tcp: {tcp}"
                sender.join()
        slowly(daemon)
        over_pipes(daemon.folder, 1000)


main()
