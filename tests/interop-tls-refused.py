#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What `vmrpc -c qemu+tls://` says when TLS is refused: by the client, of a server that is played here
with Python's ssl, and by the daemon, of the client. Each in words of its own, which name the way, the
step and the certificate, and never as a connection that was closed."""
import datetime
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

import tls_client as tls
from oncrpc import TIMEOUT, Daemon, Reply, record

T = tempfile.mkdtemp(prefix="vmrpc-test.")
EXPIRED = ("--from", "2020-01-01", "--until", "2020-02-01")
NEXT_YEAR = (datetime.date.today() + datetime.timedelta(days=365)).isoformat()
EARLY = ("--from", NEXT_YEAR)


class Impostor:
    """A server for one connection: the probe by hand, then TLS as it is told."""

    def __init__(self, folder, alpn="sunrpc", version=ssl.TLSVersion.TLSv1_3, tls_from="server"):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(f"{folder}/{tls_from}-cert.pem", f"{folder}/{tls_from}-key.pem")
        self.context.maximum_version = version
        if alpn:
            self.context.set_alpn_protocols([alpn])
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        peer, _ = self.socket.accept()
        with peer:
            peer.settimeout(TIMEOUT)
            xid = Reply(peer.recv(4096)[4:]).xid
            peer.sendall(record(xid.to_bytes(4, "big") + tls.STARTTLS[4:]))
            try:
                with self.context.wrap_socket(peer, server_side=True) as inside:
                    while inside.recv(4096):
                        pass
            except (ssl.SSLError, ConnectionError):
                pass  # what these are about is told by the client

    def end(self):
        self.thread.join(TIMEOUT)
        self.socket.close()


def pki(name, *words):
    return subprocess.run([os.path.join(os.environ["builddir"], "vmrpc-pki"), "--dir", f"{T}/{name}", *words],
                          check=True, stdout=subprocess.DEVNULL)


def client_folder(name, ca="pki", certificate=None, of="pki"):
    """A folder for pkipath=."""
    folder = f"{T}/of-{name}"
    os.mkdir(folder)
    shutil.copy(f"{T}/{ca}/ca-cert.pem", folder)
    for kind in ("cert", "key") if certificate else ():
        shutil.copy(f"{T}/{of}/clients/{certificate}-{kind}.pem", f"{folder}/client-{kind}.pem")
    return folder


def refused(name, host, port, folder, words):
    uri = f"test+tls://{host}:{port}/default?pkipath={folder}"
    done = subprocess.run(["vmrpc", "-q", "-c", uri, "list"], stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT, timeout=60)
    said = done.stdout
    where = f"transport tls: host '{host}' port {port}: "
    assert done.returncode != 0, f"{name}: connected"
    for part in (where, *words):
        assert part in said, f"{name}: no '{part}' in: {said}"
    assert "closed" not in said, f"{name}: {said}"
    assert said.count("\n") <= 2, f"{name}: more than an error and its cause: {said}"


def wrong_servers(alice):
    handshake, certificate = "TLS handshake: ", "the server's certificate (CN=127.0.0.1) "
    cases = {
        "old": (dict(folder=f"{T}/pki", version=ssl.TLSVersion.TLSv1_2),
                "the server does not accept TLS 1.3"),
        "alpn": (dict(folder=f"{T}/pki", alpn="http/1.1"), "has not chosen 'sunrpc'"),
        "no-alpn": (dict(folder=f"{T}/pki", alpn=None), "has not chosen 'sunrpc'"),
        "name": (dict(folder=f"{T}/elsewhere"),
                 "(CN=elsewhere.example) is for dns:elsewhere.example and not for '127.0.0.1'"),
        "expired": (dict(folder=f"{T}/expired"), certificate + "has expired on 2020-02-01"),
        "early": (dict(folder=f"{T}/early"), certificate + "is not valid before " + NEXT_YEAR),
        "revoked": (dict(folder=f"{T}/revoked"), f"{certificate}has been revoked, says '{alice}/crl.pem'"),
        "ca": (dict(folder=f"{T}/other"), f"{certificate}is not trusted: its issuer ("),
        "client": (dict(folder=alice, tls_from="client"), "(CN=alice) names no server in its subjectAltName"),
    }
    for name, (how, words) in cases.items():
        server = Impostor(**how)
        refused("server " + name, "127.0.0.1", server.port, alice, (handshake, words))
        server.end()


def wrong_clients():
    config = tls.Pki.config(PkiFolder(), "crl-file = " + f"{T}/pki/crl.pem", "allow = CN=alice*")
    call = "first call: "

    def own(name):
        return f"our certificate '{T}/of-{name}/client-cert.pem' (CN={name}"

    cases = {
        "nobody": (None, "pki", (call, "the server wants a certificate and we have sent none: there is no "
                                 f"client-cert.pem with its client-key.pem that can be read in '{T}/of-nobody'")),
        "mallory": ("mallory", "pki", (call, "does not let us in with " + own("mallory"))),
        "gone": ("gone", "pki", (call, "refuses " + own("gone"), "it has been revoked")),
        "stranger": ("stranger", "other", (call, "refuses " + own("stranger"), "it does not trust the CA")),
        "late": ("late", "pki", ("certificates: ", f"certificate '{T}/of-late/client-cert.pem': has expired on")),
        "early": ("early", "pki", ("certificates: ", "is not valid before " + NEXT_YEAR)),
    }
    with Daemon(tcp=True, config=config) as daemon:
        for name, (certificate, of, words) in cases.items():
            refused("client " + name, "127.0.0.1", daemon.port, client_folder(name, "pki", certificate, of),
                    words)


class PkiFolder:
    """What Pki.config() asks for."""

    @staticmethod
    def path(name):
        return os.path.join(T, "pki", name)


def main():
    pki("pki", "init")
    pki("pki", "server", "127.0.0.1")
    pki("pki", "server", "elsewhere.example", "--out", f"{T}/elsewhere")
    for folder, period in (("expired", EXPIRED), ("early", EARLY), ("revoked", ())):
        pki("pki", "server", "127.0.0.1", "--out", f"{T}/{folder}", *period)
    for name in ("alice", "mallory", "gone"):
        pki("pki", "client", name)
    pki("pki", "client", "late", *EXPIRED)
    pki("pki", "client", "early", *EARLY)
    pki("pki", "revoke", "gone", f"{T}/revoked/server-cert.pem")
    pki("other", "init", "--name", "Other CA")
    pki("other", "server", "127.0.0.1")
    pki("other", "client", "stranger")
    alice = client_folder("alice", "pki", "alice")
    shutil.copy(f"{T}/pki/crl.pem", alice)
    wrong_servers(alice)
    wrong_clients()


try:
    main()
except AssertionError as problem:
    print("FAILED:", problem)
    sys.exit(1)
finally:
    shutil.rmtree(T, ignore_errors=True)
