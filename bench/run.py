#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Measures the build and prints each figure beside what it is to be held against.

Speeds are ratios of interleaved runs (median of pairs): the machine's noise hits both sides. Called
by `make bench` with vmrpcd and vmrpc in PATH and the folder of the bench programs as argument.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

import abuse
from oncrpc import (DOMAIN_CREATE, DOMAIN_DEFINE_XML, DOMAIN_DESTROY, Client, Daemon, domain, string)

REPEAT = int(os.environ.get("BENCH_REPEAT", "7"))
PING_PONG, PIPELINED = 30000, 400000


def line(what, value, target):
    print(f"{what:<58} {value:>12}   ({target})", flush=True)


class Peer:
    """One of bench/peers, on a socket of its own."""

    def __init__(self, folder, programs, kind):
        self.path = os.path.join(folder, kind)
        self.process = subprocess.Popen([programs + "/peers", kind, self.path],
                                        stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def load(programs, path, outstanding, calls, reply=28, cpus=None):
    done = subprocess.run([programs + "/load", path, str(outstanding), str(calls), str(reply)],
                          check=True, stdout=subprocess.PIPE, text=True,
                          preexec_fn=lambda: cpus and os.sched_setaffinity(0, cpus))
    return float(done.stdout)


def ratio(ours, theirs):
    """Median of pairwise quotients of two measurements taken in turn."""
    return statistics.median(ours() / theirs() for _ in range(REPEAT))


def bench_calls(programs, folder, daemon):
    echo, null, svc = (Peer(folder, programs, kind) for kind in ("echo", "null", "svc"))
    # On one processor: between two, waking up costs far more than the call, and varies as much.
    every, one = os.sched_getaffinity(0), {min(os.sched_getaffinity(0))}
    for process in (echo.process, daemon.process):
        os.sched_setaffinity(process.pid, one)
    value = ratio(lambda: load(programs, echo.path, 1, PING_PONG, 44, one),
                  lambda: load(programs, daemon.path, 1, PING_PONG, 28, one))
    os.sched_setaffinity(daemon.process.pid, every)
    line("one blocking caller, time relative to a bare epoll echo", f"{value:.2f}x", "at most 1.10x")
    value = ratio(lambda: load(programs, daemon.path, 64, PIPELINED),
                  lambda: load(programs, null.path, 64, PIPELINED))
    line("64 calls outstanding, speed relative to an epoll NULL server", f"{value:.2f}x",
         "at least 0.5x")
    value = ratio(lambda: load(programs, daemon.path, 64, PIPELINED),
                  lambda: load(programs, svc.path, 64, PIPELINED // 10))
    line("64 calls outstanding, speed relative to svc_run", f"{value:.1f}x", "over 5x")
    for peer in (echo, null, svc):
        peer.stop()


def document(number, kind="test"):
    return (f"<domain type='{kind}'><name>guest{number}</name><memory>65536</memory><vcpu>1</vcpu>"
            "<os><type arch='x86_64' machine='pc'>hvm</type></os><devices>"
            f"<disk type='file' device='disk'><source file='/srv/guest{number}.img'/>"
            "<target dev='hda'/></disk><interface type='user'/></devices></domain>")


def bench_memory():
    with Daemon(driver="qemu", config="[limits]\nconnections-per-uid = 5000\n") as daemon:
        with daemon.client() as client:
            client.open()
            empty = daemon.resident()
            line("empty daemon, resident", f"{empty / 1e6:.1f} MB", "under 10 MB")
            for number in range(500):
                client.result(DOMAIN_DEFINE_XML, string(document(number, "qemu")))
            line("per defined guest", f"{(daemon.resident() - empty) / 500e3:.1f} kB", "under 20 kB")
        before, clients = daemon.resident(), []
        for _ in range(4000):
            clients.append(Client(daemon.path))
        for client in clients:
            client.call(0)
        line("per idle connection (4,000 of them)",
             f"{(daemon.resident() - before) / 4000:.0f} bytes", "under 4,096 bytes")
        for client in clients:
            client.close()
        # The same 500 definitions, found at start.
        daemon.process.terminate()
        daemon.process.wait()
        daemon.process.stdout.close()
        times = []
        for _ in range(REPEAT):
            start = time.monotonic()
            process = subprocess.Popen(["vmrpcd", *daemon.options], stdout=subprocess.PIPE, text=True)
            process.stdout.readline()
            times.append(time.monotonic() - start)
            process.terminate()
            process.wait()
            process.stdout.close()
        daemon.__enter__()
        line("restart with 500 definitions", f"{statistics.median(times) * 1e3:.0f} ms", "under 100 ms")


def bench_tool():
    with Daemon() as daemon:
        uri = f"test+unix:///default?socket={daemon.path}"
        times, bare = [], []
        tool = subprocess.run(["sh", "-c", "command -v vmrpc"], stdout=subprocess.PIPE, text=True,
                              check=True).stdout.strip()
        real = os.path.join(os.path.dirname(tool), ".libs", "vmrpc")
        tool = real if os.path.exists(real) else tool
        for _ in range(REPEAT * 5):
            for command, results in (([tool, "-c", uri, "list"], times), (["true"], bare)):
                start = time.monotonic()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
                results.append(time.monotonic() - start)
        line("vmrpc list, the whole process, less an empty process",
             f"{(statistics.median(times) - statistics.median(bare)) * 1e3:.1f} ms", "under 3 ms")


def bench_guest(image):
    argv = ["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-accel", "tcg",
            "-machine", "pc", "-m", "32", "-S", "-qmp", "stdio"]

    def bare():
        """Seconds until a QEMU of the same kind answers its first command."""
        start = time.monotonic()
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            process.stdout.readline()  # the greeting may come before the machine is made
            process.stdin.write('{"execute":"qmp_capabilities"}')
            process.stdin.flush()
            process.stdout.readline()
            taken = time.monotonic() - start
            process.kill()
        return taken

    with Daemon(driver="qemu") as daemon, daemon.client() as client:
        client.open()
        xml = ("<domain type='qemu'><name>bench</name><memory unit='MiB'>32</memory>"
               "<os><type arch='x86_64' machine='pc'>hvm</type></os><devices>"
               f"<disk type='file'><source file='{image}'/><target dev='hda'/><readonly/></disk>"
               "<memballoon model='none'/></devices></domain>")
        xml = xml.replace("<readonly/>", "")
        guest = domain(*client.result(DOMAIN_DEFINE_XML, string(xml)).domain())
        extra, ends = [], []
        for _ in range(REPEAT * 2):
            start = time.monotonic()
            client.result(DOMAIN_CREATE, guest)
            created = time.monotonic()
            client.result(DOMAIN_DESTROY, guest)
            ends.append(time.monotonic() - created)
            extra.append(created - start - bare())
        line("guest create, beyond a bare QEMU's start", f"{statistics.median(extra) * 1e3:.0f} ms",
             "at most 15 ms")
        line("guest destroy", f"{statistics.median(ends) * 1e3:.0f} ms", "under 20 ms")


def main():
    programs, image = sys.argv[1], sys.argv[2]
    with tempfile.TemporaryDirectory() as folder, Daemon() as daemon:
        bench_calls(programs, folder, daemon)
    bench_memory()
    bench_tool()
    abuse.measure(line)
    bench_guest(image)


if __name__ == "__main__":
    main()
