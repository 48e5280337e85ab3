#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""`vmrpc pki check` goes RFC 9289's way (probe, STARTTLS, handshake with ALPN, one call) with a
responder written here by hand, and says what is wrong where it ends."""
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

import oncrpc
from oncrpc import REMOTE, Reply, record, string, u32

TOOL = os.path.join(os.environ["builddir"], "vmrpc-pki")
T = tempfile.mkdtemp(prefix="vmrpc-test.")


def pki(*arguments):
    subprocess.run([TOOL, "--dir", T, *arguments], check=True, stdout=subprocess.DEVNULL)


def refuse_others(data):
    """As a daemon does: what cannot be a small record ends the connection."""
    if data[:1] != b"\x80":
        raise EOFError


def receive(peer):
    """One record of one fragment."""
    data = b""
    while len(data) < 4 or len(data) < 4 + (int.from_bytes(data[:4], "big") & 0x7FFFFFFF):
        piece = peer.recv(4096)
        if not piece:
            raise EOFError
        data += piece
        refuse_others(data)
    return data[4:]


def take_call(peer, flavor):
    message = receive(peer)
    call = Reply(message)
    assert (call.kind, call.rpcvers) == (0, 2)
    assert (call.program, call.version, call.procedure) == (REMOTE, 1, 0)
    assert message[24:40] == u32(flavor, 0, 0, 0), message.hex()
    return call.xid


def answer(xid, verifier=b"", status=0):
    return record(u32(xid, 1, 0, 0) + string(verifier) + u32(status))


def probe(peer, reply=None, split=False):
    xid = take_call(peer, 7)
    data = reply(xid) if reply else answer(xid, b"STARTTLS")
    for piece in [data[:7], data[7:]] if split else [data]:
        peer.sendall(piece)


def upgrade(peer, alpn="sunrpc", want=ssl.CERT_REQUIRED):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(f"{T}/server-cert.pem", f"{T}/server-key.pem")
    context.load_verify_locations(f"{T}/ca-cert.pem")
    context.verify_mode = want
    if alpn:
        context.set_alpn_protocols([alpn])
    return context.wrap_socket(peer, server_side=True)


def good(peer, **how):
    probe(peer, split=True)
    with upgrade(peer, **how) as inside:
        xid = take_call(inside, 0)
        data = answer(xid)
        # In two fragments, as RFC 5531 allows.
        inside.sendall(u32(8) + data[4:12])
        inside.sendall(u32(0x80000000 | len(data) - 12) + data[12:])
        assert inside.recv(1) == b""


def answered(reply):
    def run(peer):
        probe(peer)
        with upgrade(peer) as inside:
            inside.sendall(reply(take_call(inside, 0)))
            inside.recv(1)
    return run


def closing(peer):
    probe(peer)
    with upgrade(peer) as inside:
        take_call(inside, 0)


def tls_first(peer):
    with upgrade(peer, want=ssl.CERT_NONE) as inside:
        inside.recv(1)


def auth_error(xid):
    return record(u32(xid, 1, 1, 1, 2))


def plain_rpc(peer):
    probe(peer, auth_error)


class Server:
    """Runs one behaviour for every connection; what it raises is kept."""

    def __init__(self, behaviour):
        self.behaviour, self.problems = behaviour, []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            with peer:
                peer.settimeout(oncrpc.TIMEOUT)
                try:
                    self.behaviour(peer)
                except (OSError, EOFError):
                    pass  # a client that goes away is what most of these are about
                except AssertionError as error:
                    self.problems.append(error)


def check(behaviour, ok, pattern, *options):
    server = Server(behaviour)
    command = [TOOL, "--dir", T, "--json", "check", f"127.0.0.1:{server.port}", *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=60)
    server.socket.close()
    assert not server.problems, server.problems
    result = json.loads(done.stdout)
    assert result["ok"] is ok and done.returncode == (0 if ok else 1), done.stdout
    assert pattern in result["message"], f"no '{pattern}' in {done.stdout}"


def main():
    pki("init")
    pki("server", "127.0.0.1")
    pki("client", "alice")
    alice = ("--client", "alice")
    check(good, True, "our certificate 'alice' accepted", *alice)
    check(lambda peer: good(peer, want=ssl.CERT_NONE), True, "no certificate asked of us")
    check(lambda peer: good(peer, want=ssl.CERT_OPTIONAL), True, "let in without a certificate")
    check(good, False, "no certificate: the server wants one from us")
    check(good, False, "leave out --plain", "--plain", *alice)
    check(lambda peer: good(peer, alpn=None), False, "chose no ALPN", *alice)
    check(lambda peer: good(peer, alpn="h2"), False, "chose no ALPN", *alice)
    check(tls_first, False, "wants TLS from the first byte: use --plain")
    for reply in (auth_error, lambda xid: answer(xid), lambda xid: answer(xid, status=1)):
        check(lambda peer, reply=reply: probe(peer, reply), False, "speaks plain RPC only")
    check(plain_rpc, False, "speaks plain RPC only", "--plain")
    check(lambda peer: peer.sendall(b"HTTP/1.0 400\x1b[2J\r\n"), False,
          "begins with 'HTTP/1.0 400\\x1b[2J")
    check(lambda peer: receive(peer), False, "no answer to the probe")
    check(lambda peer: peer.recv(65536) and peer.recv(65536), False, "no answer to the probe",
          "--timeout", "1")
    check(answered(auth_error), False, "lets nobody in as 'alice'", *alice)
    check(answered(lambda xid: answer(xid, status=1)), False, "not a vmrpc daemon", *alice)
    check(answered(lambda xid: answer(xid + 1)), False, "not RPC", *alice)
    check(closing, False, "after the handshake: it may not let in alice", *alice)


try:
    main()
except AssertionError as problem:
    print("FAILED:", problem)
    sys.exit(1)
finally:
    shutil.rmtree(T, ignore_errors=True)
