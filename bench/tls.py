# SPDX-License-Identifier: LGPL-2.1-or-later
"""TLS: handshakes with client certificates, and calls on one session, against OpenSSL by itself."""
import os
import subprocess

from bench.figures import in_turn
from bench.subjects import LIMITS, PROGRAMS, folder, run
from oncrpc import Daemon
from tls_client import Pki

HANDSHAKES, CALLS = 300, 10000


class Files:
    """Certificates of both ends."""

    def __init__(self, pki):
        self.ca = pki.path("ca-cert.pem")
        self.server = self.ca, pki.path("server-cert.pem"), pki.path("server-key.pem")
        self.client = self.ca, pki.path("clients/alice-cert.pem"), pki.path("clients/alice-key.pem")


class Bare:
    """size, source, file: how much it sends who asks for it, and of what, and where it writes as much that it
    is sent."""

    def __init__(self, files, size=0, source=os.devnull, file=os.devnull):
        self.process = subprocess.Popen([PROGRAMS + "/tls_bare", "serve", *files.server, str(size), source, file],
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def uri(daemon, pki, driver="test", name="default"):
    return f"{driver}+tls://127.0.0.1:{daemon.port}/{name}?pkipath={pki.folder}/clients-alice"


def client_folder(pki):
    """As the library looks for its files."""
    path = pki.path("clients-alice")
    os.mkdir(path)
    for name, source in (("ca-cert.pem", "ca-cert.pem"), ("client-cert.pem", "clients/alice-cert.pem"),
                         ("client-key.pem", "clients/alice-key.pem")):
        os.symlink(pki.path(source), os.path.join(path, name))


def measure(report):
    with folder() as path:
        pki = Pki(os.path.join(path, "pki"), "alice")
        files = Files(pki)
        client_folder(pki)
        with Daemon(tcp=True, config=pki.config() + LIMITS) as daemon, Bare(files) as bare:
            values = in_turn({
                "ours": lambda: float(run("tls_bare", "onc", *files.client, daemon.port, HANDSHAKES)[0]),
                "OpenSSL alone": lambda: float(run("tls_bare", "shake", *files.client, bare.port, HANDSHAKES)[0]),
            })
            report.compare("TLS handshakes, both ends with certificates", "/s", values, "OpenSSL alone",
                           ">= 0.8x")
            echo = "OpenSSL alone, a byte each"
            values = in_turn({
                "ours": lambda: float(run("caller", "vmrpc", uri(daemon, pki), CALLS)[0]),
                echo: lambda: float(run("tls_bare", "ask", *files.client, bare.port, CALLS)[0]),
            })
            report.compare("calls by libvmrpc on one TLS session", "/s", values, echo, ">= 0.8x")
