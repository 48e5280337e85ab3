#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""GnuTLS as the other end: gnutls-cli sends the probe of RFC 9289 in clear text, goes on with TLS, and
carries a session."""
import os
import shutil
import signal
import subprocess
import tempfile

import tls_client as tls
from oncrpc import (CONNECT_LIST_ALL_DOMAINS, Client, Daemon, call_header, record, skip, u32, wait_for)


class Pipe:
    """What a Client takes for its socket."""

    def __init__(self, process):
        self.process = process

    def sendall(self, data):
        os.write(self.process.stdin.fileno(), data)

    def recv(self, size):
        return os.read(self.process.stdout.fileno(), size)


class GnutlsClient(Client):
    def __init__(self, process):
        self.socket = Pipe(process)
        self.buffer, self.xid, self.events = b"", 100, []


def session(daemon, pki, folder):
    command = ["gnutls-cli", "--starttls", "--alpn", "sunrpc", "--logfile", os.path.join(folder, "log"),
               "--x509cafile", pki.path("ca-cert.pem"),
               "--x509certfile", pki.path("clients/alice-cert.pem"),
               "--x509keyfile", pki.path("clients/alice-key.pem"), "-p", str(daemon.port), "127.0.0.1"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        client = GnutlsClient(process)
        client.send(record(call_header(7, cred=(tls.AUTH_TLS, b""))))
        assert client.receive().raw == tls.STARTTLS
        process.send_signal(signal.SIGALRM)
        wait_for(lambda: "(CN=alice" in daemon.log_text(), "the handshake is complete")
        client.open("test:///default")
        reader = client.result(CONNECT_LIST_ALL_DOMAINS, u32(1, 0))
        assert reader.u32() == 1 and reader.domain()[0] == "test"
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def main():
    if not shutil.which("gnutls-cli"):
        skip("gnutls-cli (package gnutls-bin) is not there")
    folder = tempfile.mkdtemp(prefix="vmrpc-test.")
    pki = tls.Pki(os.path.join(folder, "pki"), "alice")
    try:
        with Daemon(tcp=True, config=pki.config()) as daemon:
            session(daemon, pki, folder)
    finally:
        shutil.rmtree(folder)


main()
