# SPDX-License-Identifier: LGPL-2.1-or-later
"""One event to many subscribers, against a loop that only writes to as many sockets."""
from bench import records
from bench.figures import exponent, in_turn
from bench.subjects import LIMITS, Peer, Program, folder, need_descriptors, processor_time
from oncrpc import Daemon

CROWDS = {1: 1000, 100: 100, 1000: 30, 10000: 10}  # subscribers: events of a turn
BARE = "bare write loop"


def event_size(daemon):
    """Bytes of the record that a subscriber gets."""
    with daemon.client() as client, daemon.client() as causer:
        client.open()
        client.send(records.REGISTER)
        client.receive()
        causer.open()
        for call in records.pauses(daemon):
            causer.send(call)
            causer.receive()
        return 4 + len(client.receive().raw)


def measure(report):
    fastest = {"ours": {}, BARE: {}}
    with Daemon(config=LIMITS) as daemon, folder() as path:
        size = event_size(daemon)
        causes = records.write(path, "causes", *records.pauses(daemon))
        first = records.write(path, "first", records.OPEN, records.REGISTER)
        for n, rounds in CROWDS.items():
            why = need_descriptors(n)
            if why:
                report.absent(f"event to {n:,} subscribers", why)
                continue
            for side, turns in fan(report, Fan(daemon, size, n, rounds, causes, first)).items():
                fastest[side][n] = min(turns)
    crowds = [n for n in fastest["ours"] if n > 1]  # what one costs is waking up
    if len(crowds) < 2:
        return
    grown = {side: [exponent(crowds, [times[n] for n in crowds])] for side, times in fastest.items()}
    report.add(f"growth of the last delivery from {crowds[0]} to {crowds[-1]:,}, exponent", "", grown["ours"],
               BARE, "<= 1.0, or the bare loop's", other=grown[BARE])


class Fan:
    """Both sides of one figure, and the processor time that each took per delivery."""

    def __init__(self, daemon, size, n, rounds, causes, first):
        self.daemon, self.size, self.n, self.rounds = daemon, size, n, rounds
        self.causes, self.first = causes, first
        self.busy = {"ours": [], BARE: []}

    def timed(self, side, pid, address, *files):
        with Program("fan", address, self.n, self.rounds, *files) as fan:
            fan.line()
            before = processor_time(pid)
            value = float(fan.line("go"))
        self.busy[side].append((processor_time(pid) - before) / self.n / self.rounds * 1e6)
        return value

    def ours(self):
        return self.timed("ours", self.daemon.process.pid, self.daemon.path, self.causes, self.first)

    def bare(self):
        with Peer("fan", self.size) as peer:  # whose connections end with it
            return self.timed(BARE, peer.process.pid, peer.address, self.causes)


def fan(report, sides):
    values = in_turn({"ours": sides.ours, BARE: sides.bare})
    report.compare(f"event to {sides.n:,} subscribers, last delivery", "us", values, BARE, "<= 1.5x")
    if sides.n == 1:  # most of it is the call that causes the event, of which a loop of writes knows nothing
        report.compare("event to 1 subscriber and its cause, processor time", "us", sides.busy, BARE)
    else:
        report.compare(f"event to {sides.n:,} subscribers, processor time of each", "us", sides.busy, BARE, "<= 1.5x")
    return values
