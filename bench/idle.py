# SPDX-License-Identifier: LGPL-2.1-or-later
"""What connections cost that do nothing."""
from bench.figures import REPEAT, quotients
from bench.subjects import LIMITS, need_descriptors, rate, resident
from oncrpc import Client, Daemon

N, CALLS = 10000, 60000


def measure(report):
    why = need_descriptors(N)
    if why:
        report.absent(f"{N:,} idle connections", why)
        return
    with Daemon(config=LIMITS) as daemon:
        rate(daemon.path, 1, CALLS)
        alone, beside, before = [], [], resident(daemon.process.pid)
        for _ in range(REPEAT):
            alone.append(1e6 / rate(daemon.path, 1, CALLS))
            clients = [Client(daemon.path) for _ in range(N)]
            for client in clients:
                client.call(0)
            memory = (resident(daemon.process.pid) - before) / N
            beside.append(1e6 / rate(daemon.path, 1, CALLS))
            for client in clients:
                client.close()
        report.add(f"memory of each of {N:,} idle connections", "B", [memory], goal="< 4096 B")
        report.add(f"one busy caller beside {N:,} idle ones", "us", beside, "the same alone", "<= 1.05x",
                   quotients(beside, alone), alone)
