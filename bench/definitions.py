# SPDX-License-Identifier: LGPL-2.1-or-later
"""Many definitions: made, listed, found again by the next daemon, and what they cost in memory; also
how list, lookup, restart and memory grow with their number."""
import subprocess
import time

import records
from figures import exponent
from oncrpc import DOMAIN_LOOKUP_BY_NAME, Daemon, call_header, record, string
from subjects import Crowd, define, folder, rate, resident
from tool import program

SIZES = (100, 500, 2000, 10000, 50000)
TOLD = (500, 10000, 50000)
GOALS = {500: "<= 100 ms", 10000: "<= 1500 ms", 50000: ""}


def restart(daemon):
    """Milliseconds until a daemon listens that finds these definitions."""
    start = time.monotonic()
    process = subprocess.Popen([program("vmrpcd"), *daemon.options], stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    taken = time.monotonic() - start
    memory = resident(process.pid)
    process.terminate()
    process.wait()
    process.stdout.close()
    return taken * 1e3, memory


class Costs:
    """Of each size, what it took."""

    def __init__(self):
        self.list, self.lookup, self.restart, self.memory = [], [], [], []


def measure_size(report, n, costs, empty):
    with Crowd(0, driver="qemu") as daemon, folder() as path:
        start = time.monotonic()
        with daemon.client() as client:
            client.open()
            define(client, range(n), "qemu")
        defined = (time.monotonic() - start) / n * 1e6
        first = records.write(path, "open", records.OPEN)
        listing = records.write(path, "list", records.list_all())
        lookup = records.write(path, "lookup", record(call_header(1, procedure=DOMAIN_LOOKUP_BY_NAME) +
                                                      string(f"guest{n // 2}")))
        with daemon.client() as client:
            client.open()
            client.send(records.list_all())
            list_bytes = 4 + len(client.receive().raw)
            client.send(open(lookup, "rb").read())
            lookup_bytes = 4 + len(client.receive().raw)
        calls = max(20, 100000 // n)
        costs.list.append(1e6 / rate(daemon.path, 1, calls, list_bytes, listing, first))
        costs.lookup.append(1e6 / rate(daemon.path, 1, 20000, lookup_bytes, lookup, first))
        daemon.process.terminate()
        daemon.process.wait()
        daemon.process.stdout.close()
        times = [restart(daemon) for _ in range(5 if n <= 2000 else 2)]
        Daemon.__enter__(daemon)
        costs.restart.append(min(taken for taken, _ in times))
        costs.memory.append((times[-1][1] - empty) / n)
        if n in TOLD:
            report.add(f"define one, of {n:,}", "us", [defined])
            report.add(f"list of {n:,}", "us", [costs.list[-1]])
            report.add(f"restart with {n:,} definitions", "ms", [taken for taken, _ in times],
                       goal=GOALS[n])
            report.add(f"memory of each of {n:,} definitions", "kB", [costs.memory[-1] / 1e3],
                       goal="<= 20 kB")


def measure(report):
    costs = Costs()
    with Crowd(0, driver="qemu") as daemon:
        empty = resident(daemon.process.pid)
    for n in SIZES:
        measure_size(report, n, costs, empty)
    for what, values, goal in (("list", costs.list, "<= 1.0"), ("lookup by name", costs.lookup, "0"),
                               ("restart", costs.restart, "<= 1.0"),
                               ("memory", [cost * n for cost, n in zip(costs.memory, SIZES)], "<= 1.0")):
        report.add(f"growth of {what} from {SIZES[0]} to {SIZES[-1]:,}, exponent", "",
                   [exponent(SIZES, values)], goal=goal)
