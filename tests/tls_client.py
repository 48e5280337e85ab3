# SPDX-License-Identifier: LGPL-2.1-or-later
"""What Python tests of TLS share: certificates made with vmrpc-pki, and clients on Python's own ssl.

The probe of RFC 9289 is written by hand.
"""
import os
import socket
import ssl
import subprocess

from oncrpc import REMOTE, TIMEOUT, Client, call_header, record, u32

AUTH_TLS = 7
STARTTLS = u32(7, 1, 0, 0, 8) + b"STARTTLS" + u32(0)


class Pki:
    """A CA in a folder of its own, with a server's certificate and those of clients."""

    def __init__(self, folder, *clients, server="localhost"):
        self.folder = folder
        self.run("init")
        self.run("server", server, "127.0.0.1")
        for name in clients:
            self.run("client", name)

    def run(self, *arguments):
        tool = os.path.join(os.environ["builddir"], "vmrpc-pki")
        subprocess.run([tool, "--dir", self.folder, *arguments], check=True,
                       stdout=subprocess.DEVNULL)

    def path(self, name):
        return os.path.join(self.folder, name)

    def config(self, *lines):
        """Text of group [tls]."""
        return "\n".join(["[tls]", "ca-file = " + self.path("ca-cert.pem"),
                          "cert-file = " + self.path("server-cert.pem"),
                          "key-file = " + self.path("server-key.pem"), *lines]) + "\n"


def context(pki, client=None, alpn="sunrpc", other=None):
    """A client's ssl.SSLContext. other: the Pki that the client's certificate comes from."""
    made = ssl.create_default_context(cafile=pki.path("ca-cert.pem"))
    if alpn:
        made.set_alpn_protocols([alpn])
    if client:
        own = other or pki
        made.load_cert_chain(own.path(f"clients/{client}-cert.pem"),
                             own.path(f"clients/{client}-key.pem"))
    return made


def probe(client, program=REMOTE, procedure=0):
    """Sends the probe and returns the raw reply."""
    client.send(record(call_header(7, program, 1, procedure, cred=(AUTH_TLS, b""))))
    reply = client.receive()
    return reply.raw if reply else None


def start_tls(client, made, name="localhost"):
    """Goes on with TLS on a Client's socket."""
    client.socket = made.wrap_socket(client.socket, server_hostname=name)
    return client


def connect(daemon, made, probed=True):
    client = Client(("127.0.0.1", daemon.port))
    if probed:
        assert probe(client) == STARTTLS, "the probe is not answered with STARTTLS"
    return start_tls(client, made)


def refused(daemon, made, probed=True):
    """Whether the daemon ends the connection in the handshake or at the first call after it."""
    try:
        with connect(daemon, made, probed) as client:
            client.send(record(call_header(8)))
            return client.receive() is None
    except (ssl.SSLError, ConnectionError):
        return True


def pending_bytes(client):
    """What arrives within the time; for clients that expect the end."""
    client.socket.settimeout(TIMEOUT)
    try:
        return client.socket.recv(4096)
    except ConnectionError:
        return b""
    except socket.timeout:
        return None
