#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whatever rpcbind answers, the daemon says so in one line and goes on."""
import os
import socket
import tempfile

from oncrpc import TIMEOUT, Daemon, Reply, record, u32, wait_for

ACCEPTED = (1, 0, 0, 0)


def refuse(call):
    return record(u32(call.xid, *ACCEPTED, 0, 0))


ANSWERS = {
    "refuses": (refuse, "another user may have registered it"),
    "is old": (lambda call: record(u32(call.xid, *ACCEPTED, 2, 2, 3)), "version 4 of its protocol"),
    "says too much": (lambda call: record(u32(call.xid, *ACCEPTED, 0, 1, 1)), "version 4 of its protocol"),
    "says nothing": (lambda call: b"", "closed the connection"),
    "talks nonsense": (lambda call: b"HTTP/1.1 400 Bad Request\r\n\r\n", "not registered with rpcbind"),
    "sends a huge record": (lambda call: u32(0x80000000 | 1 << 20), "not registered with rpcbind"),
    "calls us": (lambda call: record(u32(call.xid, 0, 2, 100000, 4, 0, 0, 0, 0, 0)) + refuse(call),
                 "another user may have registered it"),
}


def check(name, answer, line):
    with tempfile.TemporaryDirectory(prefix="vmrpc-test.") as folder:
        path, config = os.path.join(folder, "rpcbind"), os.path.join(folder, "config")
        listener = socket.socket(socket.AF_UNIX)
        listener.settimeout(TIMEOUT)
        listener.bind(path)
        listener.listen()
        with open(config, "w") as out:
            out.write(f"[daemon]\nrpcbind = yes\nrpcbind-socket = {path}\n")
        with Daemon("--config", config) as daemon:
            client, _ = listener.accept()
            client.settimeout(TIMEOUT)
            while data := client.recv(1 << 16):
                reply = answer(Reply(data[4:]))
                if not reply:
                    break
                client.sendall(reply)
            client.close()
            wait_for(lambda: line in daemon.log_text(), f"a rpcbind that {name} is told of")
            assert daemon.log_text().count("not registered") == 1
            with daemon.client() as caller:
                caller.open()


for what, (reply_to, says) in ANSWERS.items():
    check(what, reply_to, says)
