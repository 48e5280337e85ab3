#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A daemon that is told to end while calls wait for a QEMU that is stopped ends all the same, in order
and before long; its clients see the end, and the guest goes on."""
import contextlib
import os
import shutil
import signal
import time
import uuid

from oncrpc import (DOMAIN_CREATE, DOMAIN_DEFINE_XML, DOMAIN_GET_STATE, DOMAIN_LOOKUP_BY_NAME,
                    DOMAIN_SUSPEND, Daemon, call_header, domain, record, skip, string, u32)

XML = ("<domain type='qemu'><name>stopped</name><memory unit='MiB'>16</memory><os>"
       "<type arch='x86_64' machine='pc'>hvm</type></os><devices><memballoon model='none'/></devices>"
       "</domain>")


def process_of(identity):
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline") as line:
            if identity in line.read() and int(pid) != os.getpid():
                return int(pid)
    raise AssertionError("QEMU does not run")


def main():
    if not shutil.which("qemu-system-x86_64"):
        skip("qemu-system-x86_64 is not installed")
    with Daemon(driver="qemu") as daemon, daemon.client() as good, daemon.client() as client:
        good.open("qemu:///session").result(DOMAIN_DEFINE_XML, string(XML))
        name, identity, _ = good.result(DOMAIN_LOOKUP_BY_NAME, string("stopped")).domain()
        guest = domain(name, identity)
        good.result(DOMAIN_CREATE, guest)
        qemu = process_of(str(uuid.UUID(bytes=identity)))
        try:
            os.kill(qemu, signal.SIGSTOP)
            client.open("qemu:///session")
            client.send(b"".join(record(call_header(xid, procedure=DOMAIN_SUSPEND) + guest)
                                 for xid in range(300)))
            for _ in range(10):
                good.result(DOMAIN_GET_STATE, guest + u32(0))
            began = time.monotonic()
            daemon.process.terminate()
            assert daemon.process.wait(20) == 0
            assert time.monotonic() - began < 15
            assert good.closed() and client.closed()
            assert process_of(str(uuid.UUID(bytes=identity))) == qemu
        finally:
            os.kill(qemu, signal.SIGKILL)


main()
