#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Thousands of calls that wait for a QEMU which is stopped: they are begun a few at a time, everybody
else is served, destroy works, all are answered then, and nothing of them is left."""
import contextlib
import os
import shutil
import signal
import threading
import uuid

from oncrpc import (DOMAIN_CREATE, DOMAIN_DEFINE_XML, DOMAIN_DESTROY, DOMAIN_GET_STATE,
                    DOMAIN_LOOKUP_BY_NAME, DOMAIN_SUSPEND, Daemon, call_header, domain, record, skip,
                    string, u32, wait_for)

URI = "qemu:///session"
XML = ("<domain type='qemu'><name>stopped</name><memory unit='MiB'>16</memory><os>"
       "<type arch='x86_64' machine='pc'>hvm</type></os><devices><memballoon model='none'/></devices>"
       "</domain>")
CONFIG = "[limits]\ncalls-per-connection = 20\ncalls-in-all = 50\n"
CLIENTS, CALLS = 12, 2000
MAPPINGS = 2  # of a call: its stack and the guard below


def process_of(identity):
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline") as line:
            if identity in line.read() and int(pid) != os.getpid():
                return int(pid)
    raise AssertionError("QEMU does not run")


def mappings(daemon):
    with open(f"/proc/{daemon.process.pid}/maps") as maps:
        return sum(1 for _ in maps)


def wait_in_vain(daemon, guest, good):
    """Clients whose calls wait for the guest; returns them when each has a call in flight."""
    clients = []
    for _ in range(CLIENTS):
        client = daemon.client().open(URI)
        data = b"".join(record(call_header(xid, procedure=DOMAIN_SUSPEND) + guest)
                        for xid in range(CALLS))
        threading.Thread(target=client.socket.sendall, args=(data,), daemon=True).start()
        clients.append(client)
    for _ in range(200):
        good.result(DOMAIN_GET_STATE, guest + u32(0))
    return clients


def one_round(daemon, guest, good, stays):
    mapped = mappings(daemon)
    clients = wait_in_vain(daemon, guest, good)
    grown = mappings(daemon) - mapped
    # Other memory is mapped as well, but every call more would be far more.
    assert grown < (50 + CLIENTS + 100) * MAPPINGS, f"{grown} mappings more"
    if not stays:
        for client in clients:
            client.socket.shutdown(2)
            client.close()
    good.result(DOMAIN_DESTROY, guest)
    if stays:
        for client in clients:
            for _ in range(CALLS):
                assert client.receive().accept == 0
            client.close()


def main():
    if not shutil.which("qemu-system-x86_64"):
        skip("qemu-system-x86_64 is not installed")
    with Daemon(driver="qemu", config=CONFIG) as daemon, daemon.client() as good:
        good.open(URI).result(DOMAIN_DEFINE_XML, string(XML))
        name, identity, _ = good.result(DOMAIN_LOOKUP_BY_NAME, string("stopped")).domain()
        guest = domain(name, identity)
        before = daemon.descriptors()
        for stays in (True, False):
            good.result(DOMAIN_CREATE, guest)
            qemu = process_of(str(uuid.UUID(bytes=identity)))
            try:
                os.kill(qemu, signal.SIGSTOP)
                one_round(daemon, guest, good, stays)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(qemu, signal.SIGKILL)
            wait_for(lambda: daemon.descriptors() == before, "what the calls held is closed")


main()
