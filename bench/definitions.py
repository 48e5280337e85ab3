# SPDX-License-Identifier: LGPL-2.1-or-later
"""Many definitions: made, listed, found again by the next daemon, and what they cost in memory; also
how list, lookup, restart and memory grow with their number."""
import time

from bench import records
from bench.figures import exponent
from bench.subjects import LIMITS, define, folder, rate
from oncrpc import DOMAIN_LOOKUP_BY_NAME, Daemon, call_header, record, string

SIZES = (100, 500, 2000, 10000, 50000)
TOLD = (500, 10000, 50000)
TURNS = 3  # of which the fastest tells how a cost grows
LAST = 50  # of the definitions are made one by one
LISTED, LOOKUPS = 50000, 10000  # domains listed in a turn, and calls
GOALS = {500: "<= 100 ms", 10000: "<= 1500 ms", 50000: ""}


def restart(daemon):
    """Milliseconds until the next daemon listens, which finds these definitions, and its memory."""
    daemon.process.terminate()
    daemon.process.wait()
    daemon.process.stdout.close()
    daemon.log.close()
    start = time.monotonic()
    daemon.__enter__()
    return (time.monotonic() - start) * 1e3, daemon.resident()


class Costs:
    """Of each size, what it took."""

    def __init__(self):
        self.list, self.lookup, self.restart, self.memory = [], [], [], []


def reply_size(daemon, call):
    with daemon.client() as client:
        client.open()
        client.send(call)
        return 4 + len(client.receive().raw)


def microseconds(daemon, call, calls):
    """Of one such call, in each of some turns."""
    size = reply_size(daemon, call)
    with folder() as path:
        files = records.write(path, "call", call), records.write(path, "open", records.OPEN)
        return [1e6 / rate(daemon.path, 1, calls, size, *files) for _ in range(TURNS)]


def define_one(client, number):
    start = time.monotonic()
    define(client, [number], "qemu")
    return (time.monotonic() - start) * 1e6


def measure_size(report, n, costs, empty):
    with Daemon(driver="qemu", config=LIMITS) as daemon:
        with daemon.client() as client:
            client.open()
            define(client, range(n - LAST), "qemu")
            defined = [define_one(client, number) for number in range(n - LAST, n)]
        lists = microseconds(daemon, records.list_all(), max(5, LISTED // n))
        lookup = record(call_header(1, procedure=DOMAIN_LOOKUP_BY_NAME) + string(f"guest{n // 2}"))
        lookups = microseconds(daemon, lookup, LOOKUPS)
        starts = [restart(daemon) for _ in range(TURNS)]
    restarts, memory = [taken for taken, _ in starts], min(memory for _, memory in starts) - empty
    costs.list.append(min(lists))
    costs.lookup.append(min(lookups))
    costs.restart.append(min(restarts))
    costs.memory.append(memory)
    if n in TOLD:
        report.add(f"define one, of {n:,}", "us", defined)
        report.add(f"list of {n:,}", "us", lists)
        report.add(f"restart with {n:,} definitions", "ms", restarts, goal=GOALS[n])
        report.add(f"memory of each of {n:,} definitions", "kB", [memory / n / 1e3], goal="<= 20 kB")


def measure(report):
    costs = Costs()
    with Daemon(driver="qemu", config=LIMITS) as daemon:
        empty = daemon.resident()
    for n in SIZES:
        measure_size(report, n, costs, empty)
    for what, values, goal in (("list", costs.list, "<= 1.0"), ("lookup by name", costs.lookup, "0"),
                               ("restart", costs.restart, "<= 1.0"),
                               ("memory", costs.memory, "<= 1.0")):
        report.add(f"growth of {what} from {SIZES[0]} to {SIZES[-1]:,}, exponent", "",
                   [exponent(SIZES, values)], goal=goal)
