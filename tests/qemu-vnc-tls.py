#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""With vnc-tls the VNC server of a guest, whoever that runs as, speaks TLS on TCP and nothing else, with
and without a password; no copy of the key stays behind; sockets are not concerned. Without certificates the
guest does not start, and says which file is missing."""
import os
import re
import ssl
import tempfile

from devices import xml
from guests import PTY, QemuDaemon
from oncrpc import RemoteError
from tls_client import Pki, context
from vnc import NONE, VENCRYPT, X509_NONE, X509_PASSWORD, Vnc, need_des

OPEN, SECRET = "<graphics type='vnc'{}/>", " passwd='secret42'"


def connect(client, guest):
    port, = re.findall(r"<graphics type='vnc' port='(\d+)'", xml(client, guest))
    screen = Vnc(("127.0.0.1", int(port)))
    assert screen.offered == [VENCRYPT], screen.offered
    return screen


def no_key_is_left(daemon):
    left = [name for _, _, names in os.walk(os.path.join(daemon.folder, "root/run")) for name in names]
    assert not [name for name in left if name.endswith(".pem")], left


def encrypted(daemon, made):
    none = daemon.guest("none", PTY + OPEN.format(""))
    secret = daemon.guest("secret", PTY + OPEN.format(SECRET))
    local = daemon.guest("local", PTY + "<graphics type='vnc'><listen type='socket'/></graphics>")
    no_key_is_left(daemon)
    with daemon.client() as client:
        with connect(client, none) as screen:
            assert screen.start_tls(made) == X509_NONE
            assert screen.socket.version() == "TLSv1.3" and screen.let_in()
        for password, right in ("secret42", True), ("secret43", False):
            with connect(client, secret) as screen:
                assert screen.start_tls(made) == X509_PASSWORD
                assert screen.answer(password) == right
        with connect(client, none) as screen:
            try:
                screen.start_tls(ssl.create_default_context())
            except ssl.SSLCertVerificationError:
                pass
            else:
                raise AssertionError("any CA is good enough")
        path, = re.findall(r"<graphics type='vnc' socket='([^']*)'", xml(client, local))
        with Vnc(path) as screen:
            assert screen.offered == [NONE] and screen.none()


def verified(daemon, pki):
    guest = daemon.guest("a", PTY + OPEN.format(""))
    with daemon.client() as client:
        with connect(client, guest) as screen:
            assert screen.start_tls(context(pki, "alice", alpn=None)) == X509_NONE and screen.let_in()
        try:
            with connect(client, guest) as screen:
                screen.start_tls(context(pki, alpn=None))
                screen.let_in()
            raise AssertionError("let in without a certificate")
        except (ssl.SSLError, ConnectionError, EOFError):
            pass


def missing(daemon, pki):
    os.unlink(pki.path("server-key.pem"))
    try:
        daemon.guest("b", PTY + OPEN.format(""))
    except RemoteError as error:
        assert pki.path("server-key.pem") in str(error), error
    else:
        raise AssertionError("started without a key")
    no_key_is_left(daemon)


def daemon_of(pki, *lines):
    """One whose guests run as others, if it can have any."""
    whose = "--system" if os.geteuid() == 0 else "--session"
    config = "\n".join(["[qemu]", "vnc-tls = yes", "vnc-tls-folder = " + pki.folder, *lines]) + "\n"
    daemon = QemuDaemon(whose=whose, config=config)
    os.chmod(daemon.folder, 0o711)
    return daemon


def main():
    need_des()
    with tempfile.TemporaryDirectory(prefix="vmrpc-test.") as folder:
        pki = Pki(os.path.join(folder, "pki"), "alice")
        with daemon_of(pki) as daemon:
            encrypted(daemon, context(pki, alpn=None))
        with daemon_of(pki, "vnc-tls-verify = yes") as daemon:
            verified(daemon, pki)
            missing(daemon, pki)


main()
