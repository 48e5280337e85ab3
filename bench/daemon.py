# SPDX-License-Identifier: LGPL-2.1-or-later
"""The daemon itself: how soon it answers, how much memory and disk it takes."""
import os
import subprocess
import tempfile
import time

from bench.figures import REPEAT, in_turn
from bench.subjects import Libvirtd, resident
from bench.tool import program
from oncrpc import Daemon, wait_for


def first_answer():
    """Milliseconds from its start until it has answered a call."""
    daemon = Daemon(driver="qemu")
    daemon.program = program("vmrpcd")
    start = time.monotonic()
    with daemon, daemon.client() as client:
        client.call(0)
        return (time.monotonic() - start) * 1e3


def empty_process():
    start = time.monotonic()
    subprocess.run(["true"], check=True)
    return (time.monotonic() - start) * 1e3


def private(pid):
    """Bytes that no other process shares."""
    with open(f"/proc/{pid}/smaps_rollup") as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith("Private_")) * 1024


def size_installed(path):
    """Bytes without symbols, as a package has it."""
    with tempfile.NamedTemporaryFile() as stripped:
        subprocess.run(["strip", "-o", stripped.name, path], check=True)
        return os.path.getsize(stripped.name)


def sizes_of_libvirtd(libvirtd):
    """The program and what of libvirt it loads for QEMU and storage."""
    with open(f"/proc/{libvirtd.pid}/maps") as maps:
        files = {line.split()[-1] for line in maps if "/libvirt" in line}
    names = ("libvirtd", "libvirt.so", "libvirt_driver_qemu", "libvirt_driver_storage", "libvirt-qemu")
    return sum(os.path.getsize(file) for file in files
               if os.path.basename(file).startswith(names) and os.path.exists(file))


def measure(report):
    values = in_turn({"ours": first_answer, "empty process": empty_process}, REPEAT * 3)
    report.compare("daemon: start to first answer", "ms", values, "empty process", "<= 5 ms")
    with Daemon(driver="qemu") as daemon, Libvirtd() as libvirtd:
        with daemon.client() as client:
            client.open()
        wait_for(lambda: resident(daemon.process.pid) > 0, "it runs")
        ours, mine = resident(daemon.process.pid), private(daemon.process.pid)
        why = libvirtd.start()
        theirs = None if why else resident(libvirtd.pid)
        report.add("daemon: resident memory, empty", "MB", [ours / 1e6], "" if why else "libvirtd", "<= 10 MB",
                   theirs and ours / theirs, theirs and [theirs / 1e6])
        others = None if why else private(libvirtd.pid)
        report.add("daemon: of that, shared with nobody", "MB", [mine / 1e6], "" if why else "libvirtd", "",
                   others and mine / others, others and [others / 1e6])
        size = size_installed(program("vmrpcd"))
        other = None if why else sizes_of_libvirtd(libvirtd)
        report.add("daemon: size of the program", "MB", [size / 1e6],
                   "" if why else "libvirtd, its library and these drivers", "", other and size / other,
                   other and [other / 1e6])
        if why:
            report.absent("the same of libvirtd", why)
