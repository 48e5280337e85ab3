# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reading what is known of guests while some of them stand still: twenty real ones of which five are
under SIGSTOP, listed and with all their figures; and the figures of a thousand in one call."""
import os
import shutil
import signal
import statistics
import time
import uuid

from bench.guests import NO_QEMU, XML
from oncrpc import (CONNECT_LIST_ALL_DOMAINS, DOMAIN_CREATE, DOMAIN_DEFINE_XML, DOMAIN_DESTROY, Daemon, domain,
                    string, u32)

CONNECT_GET_ALL_DOMAIN_STATS, DOMAIN_CREATE_XML = 344, 10
GUESTS, STOPPED, MANY = 20, 5, 1000
READS = 500
WARM_UP = 1200  # until the guests have booted, which takes all processors
PAUSE = 0.005  # between two reads: a client that looks, not one that takes a processor
TEST_XML = ("<domain type='test'><name>many{}</name><memory unit='MiB'>64</memory><vcpu>2</vcpu>"
            "<os><type>hvm</type></os><devices>"
            "<disk type='file'><source file='/nowhere/{}'/><target dev='vda'/></disk>"
            "<interface type='user'/></devices></domain>")
LIST = CONNECT_LIST_ALL_DOMAINS, u32(1, 1)
STATS = CONNECT_GET_ALL_DOMAIN_STATS, u32(0, 0, 0)


def times(client, procedure, arguments, count, pause=0):
    """Milliseconds of each of so many calls."""
    taken = []
    for _ in range(count):
        time.sleep(pause)
        start = time.monotonic()
        reply = client.call(procedure, arguments)
        taken.append((time.monotonic() - start) * 1e3)
        assert reply.accept == 0 and reply.body.i32() == 0
    return taken


def percentile(values):
    return statistics.quantiles(values, n=100)[98]


def stop(guests):
    """Stops the QEMU of each, which its UUID tells; their processes."""
    words = {f"\0{uuid.UUID(bytes=guest[-20:-4])}\0" for guest in guests}
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline") as line:
                text = line.read()
        except OSError:
            continue
        if any(word in text for word in words):
            os.kill(int(pid), signal.SIGSTOP)
            found.append(int(pid))
    assert len(found) == len(guests), found
    return found


def standing_still(report):
    with Daemon(driver="qemu") as daemon, daemon.client() as client:
        client.open("qemu:///session")
        guests = []
        for number in range(GUESTS):
            image = shutil.copyfile(os.environ["GUEST_IMAGE"], os.path.join(daemon.folder, f"{number}.img"))
            document = XML.format(name=f"still{number}", image=image)
            guests.append(domain(*client.result(DOMAIN_DEFINE_XML, string(document)).domain()))
            client.result(DOMAIN_CREATE, guests[-1])
        pids = stop(guests[:STOPPED])
        try:
            times(client, *STATS, WARM_UP, PAUSE)  # the guests boot meanwhile
            for what, call in ("list", LIST), ("all figures", STATS):
                taken = times(client, *call, READS, PAUSE)
                report.add(f"{what} of {GUESTS} guests, {STOPPED} of them stopped: 99 %", "ms",
                           [percentile(taken)], goal="< 5")
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
            for guest in guests:
                client.call(DOMAIN_DESTROY, guest)


def a_thousand(report):
    with Daemon() as daemon, daemon.client() as client:
        client.open()
        for number in range(MANY):
            client.result(DOMAIN_CREATE_XML, string(TEST_XML.format(number, number)) + u32(0))
        taken = times(client, *STATS, 50)
        report.add(f"all figures of {MANY} guests in one call", "ms", taken, goal="< 20")


def measure(report):
    if shutil.which("qemu-system-x86_64"):
        standing_still(report)
    else:
        report.absent(f"figures of {GUESTS} guests of which {STOPPED} are stopped", NO_QEMU)
    a_thousand(report)
