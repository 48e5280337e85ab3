# SPDX-License-Identifier: LGPL-2.1-or-later
"""Streams: a volume downloaded and uploaded, through a unix socket and through TLS, against programs that
only copy a file into a socket, or a socket into a file that they sync at the end."""
import contextlib
import os
import socket
import subprocess
import time

from bench.figures import in_turn
from bench.subjects import LIMITS, PROGRAMS, Peer, folder
from bench.tls import Bare, Files, client_folder, uri
from bench.tool import program
from oncrpc import Daemon
from tls_client import Pki

SIZE, BLOCK = 256 << 20, 256 << 10


def megabytes(command):
    start = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return SIZE / (time.monotonic() - start) / 1e6


def copied(path):
    """By a reader that throws away what it gets, as fast as the tool writes it nowhere."""
    start = time.monotonic()
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(path)
        buffer = bytearray(BLOCK)
        while peer.recv_into(buffer):
            pass
    return SIZE / (time.monotonic() - start) / 1e6


def sent(path, file):
    """By one who reads the file as the tool does; until the other end has synced what it has written."""
    start = time.monotonic()
    with socket.socket(socket.AF_UNIX) as peer, open(file, "rb", buffering=0) as source:
        peer.connect(path)
        buffer = memoryview(bytearray(BLOCK))
        while got := source.readinto(buffer):
            peer.sendall(buffer[:got])
        peer.shutdown(socket.SHUT_WR)
        peer.recv(1)
    return SIZE / (time.monotonic() - start) / 1e6


def make_volumes(daemon, path):
    """One to download, and one to write over; beside them the file for it and a file to write over."""
    pool = os.path.join(path, "pool")
    os.mkdir(pool)
    block = os.urandom(1 << 20)
    for name in ("pool/big", "pool/over", "file", "bare-over"):
        with open(os.path.join(path, name), "wb") as file:
            for _ in range(SIZE >> 20):
                file.write(block)
            os.fsync(file.fileno())
    tool = [program(), "-c", f"test+unix:///default?socket={daemon.path}"]
    for words in (["pool-create-as", "p", "dir", "--target", pool], ["pool-refresh", "p"]):
        subprocess.run([*tool, *words], check=True, stdout=subprocess.DEVNULL)


def measure(report):
    with contextlib.ExitStack() as stack:
        path = stack.enter_context(folder())
        file, over = os.path.join(path, "file"), os.path.join(path, "bare-over")
        pki = Pki(os.path.join(path, "pki"), "alice")
        client_folder(pki)
        daemon = stack.enter_context(Daemon("--driver", "storage", tcp=True, config=pki.config() + LIMITS))
        source = stack.enter_context(Peer("source", os.path.join(path, "pool", "big")))
        sink = stack.enter_context(Peer("sink", over))
        bare = stack.enter_context(Bare(Files(pki), SIZE, os.path.join(path, "pool", "big"), over))
        make_volumes(daemon, path)
        unix = [program(), "-c", f"test+unix:///default?socket={daemon.path}"]
        secure = [program(), "-c", uri(daemon, pki)]
        download = ["vol-download", "big", "/dev/null", "--pool", "p"]
        upload = ["vol-upload", "over", file, "--pool", "p"]

        def bare_tls(what):
            return megabytes([PROGRAMS + "/tls_bare", what, *Files(pki).client, str(bare.port), str(SIZE), file])

        for what, words, other, measure_other in (
                ("downloaded through a unix socket", unix + download, "bare copy", lambda: copied(source.path)),
                ("downloaded through TLS", secure + download, "OpenSSL alone", lambda: bare_tls("take")),
                ("uploaded through a unix socket", unix + upload, "bare copy", lambda: sent(sink.path, file)),
                ("uploaded through TLS", secure + upload, "OpenSSL alone", lambda: bare_tls("give"))):
            values = in_turn({"ours": lambda words=words: megabytes(words), other: measure_other})
            report.compare(f"volume {what}", "MB/s", values, other, ">= 0.7x")
