# SPDX-License-Identifier: LGPL-2.1-or-later
"""Streams: a volume downloaded, through a unix socket and through TLS, against a program that only
copies the file into a socket."""
import os
import socket
import subprocess
import time

from bench.figures import in_turn, quotients
from bench.subjects import LIMITS, Peer, folder, run
from bench.tls import Bare, Files, client_folder
from bench.tool import program
from oncrpc import Daemon
from tls_client import Pki

SIZE = 256 << 20


def megabytes(command):
    start = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return SIZE / (time.monotonic() - start) / 1e6


def copied(path):
    """By a reader that throws away what it gets, as fast as the tool writes it nowhere."""
    start = time.monotonic()
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(path)
        buffer = bytearray(262144)
        while peer.recv_into(buffer):
            pass
    return SIZE / (time.monotonic() - start) / 1e6


def make_volume(daemon, path):
    pool = os.path.join(path, "pool")
    os.mkdir(pool)
    with open(os.path.join(pool, "big"), "wb") as file:
        block = os.urandom(1 << 20)
        for _ in range(SIZE >> 20):
            file.write(block)
    tool = [program(), "-c", f"test+unix:///default?socket={daemon.path}"]
    for words in (["pool-create-as", "p", "dir", "--target", pool], ["pool-refresh", "p"]):
        subprocess.run([*tool, *words], check=True, stdout=subprocess.DEVNULL)


def measure(report):
    with folder() as path:
        pki = Pki(os.path.join(path, "pki"), "alice")
        client_folder(pki)
        with Daemon("--driver", "storage", tcp=True, config=pki.config() + LIMITS) as daemon, \
                Peer("source", os.path.join(path, "pool", "big")) as source, Bare(Files(pki), SIZE) as bare:
            make_volume(daemon, path)
            download = ["vol-download", "big", "/dev/null", "--pool", "p"]
            unix = [program(), "-c", f"test+unix:///default?socket={daemon.path}", *download]
            values = in_turn({"ours": lambda: megabytes(unix), "bare": lambda: copied(source.path)}, 5)
            report.add("volume downloaded through a unix socket", "MB/s", values["ours"], "bare copy", ">= 0.7x",
                       quotients(values["ours"], values["bare"]), values["bare"])
            secure = [program(), "-c", f"test+tls://127.0.0.1:{daemon.port}/default?pkipath="
                      f"{pki.folder}/clients-alice", *download]
            client = Files(pki).client
            values = in_turn({"ours": lambda: megabytes(secure),
                              "bare": lambda: float(run("tls_bare", "take", *client, bare.port, SIZE)[0])}, 5)
            report.add("volume downloaded through TLS", "MB/s", values["ours"], "OpenSSL alone", ">= 0.7x",
                       quotients(values["ours"], values["bare"]), values["bare"])
