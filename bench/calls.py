# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls: one caller that waits for each, and many outstanding on one connection."""
import os

from bench import records
from bench.figures import in_turn
from bench.subjects import Peer, folder, rate, run
from oncrpc import Daemon

PING_PONG, PIPELINED, SLOW = 30000, 400000, 40000
NULL_CALL, NULL_REPLY, STATE_REPLY = 44, 28, 40


def alone(report, tcp):
    """On one processor: between two, waking up costs far more than the call, and varies as much."""
    where = "TCP" if tcp else "unix socket"
    one = {min(os.sched_getaffinity(0))}
    with Daemon(tcp=tcp) as daemon, Peer("echo", tcp=tcp) as echo, Peer("svc", tcp=tcp) as svc:
        address = f"tcp:{daemon.port}" if tcp else daemon.path
        every = os.sched_getaffinity(daemon.process.pid)
        for process in (daemon.process, echo.process, svc.process):
            os.sched_setaffinity(process.pid, one)
        values = in_turn({
            "ours": lambda: 1e6 / rate(address, 1, PING_PONG, NULL_REPLY, cpus=one),
            "bare epoll echo": lambda: 1e6 / rate(echo.address, 1, PING_PONG, NULL_CALL, cpus=one),
            "svc_run": lambda: 1e6 / rate(svc.address, 1, PING_PONG, NULL_REPLY, cpus=one),
        })
        report.compare(f"one caller, NULL, {where}", "us", values, "bare epoll echo", "<= 1.10x")
        report.compare(f"one caller, NULL, {where}", "us", values, "svc_run")
        values = in_turn({
            "ours": lambda: 1e6 / float(run("caller", "tirpc", address, PING_PONG, cpus=one)[0]),
            "svc_run": lambda: 1e6 / float(run("caller", "tirpc", svc.address, PING_PONG, cpus=one)[0]),
        })
        report.compare(f"one caller by libtirpc, NULL, {where}", "us", values, "svc_run")
        if not tcp:
            by_library(report, daemon, echo, one)
        os.sched_setaffinity(daemon.process.pid, every)


def by_library(report, daemon, echo, one):
    """The state of a domain by libvmrpc, against the echo of a call as long."""
    with folder() as path:
        call = records.get_state(daemon)
        file = records.write(path, "state", call)
        uri = f"test+unix:///default?socket={daemon.path}"
        values = in_turn({
            "ours": lambda: 1e6 / float(run("caller", "vmrpc", uri, PING_PONG, cpus=one)[0]),
            "bare epoll echo": lambda: 1e6 / rate(echo.address, 1, PING_PONG, len(call), file, cpus=one),
        })
        report.compare("one caller by libvmrpc, domain_get_state", "us", values, "bare epoll echo")


def outstanding(report, what, daemon, reply, goal, call=(), words=0):
    with Peer("null", words) as loop, Peer("svc") as svc:
        values = in_turn({
            "ours": lambda: rate(daemon.path, 64, PIPELINED, reply, *call),
            "epoll loop": lambda: rate(loop.address, 64, PIPELINED, reply, *call[:1]),
            "svc_run": lambda: rate(svc.address, 64, SLOW),
        })
        for side in values.values():
            side[:] = [value / 1e3 for value in side]
        report.compare(f"64 outstanding, {what}", "k/s", values, "epoll loop", goal)
        if not words:
            report.compare(f"64 outstanding, {what}", "k/s", values, "svc_run", "> 5x")


def measure(report):
    alone(report, tcp=False)
    alone(report, tcp=True)
    with Daemon() as daemon, folder() as path:
        outstanding(report, "NULL", daemon, NULL_REPLY, ">= 0.5x")
        call = records.write(path, "state", records.get_state(daemon))
        first = records.write(path, "open", records.OPEN)
        outstanding(report, "domain_get_state", daemon, STATE_REPLY, ">= 0.25x", (call, first), words=3)
