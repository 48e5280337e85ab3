# SPDX-License-Identifier: LGPL-2.1-or-later
"""Questions by the library and by the tool, against libvirt's library and virsh at its daemon's test
driver, both with as many domains."""
import os
import subprocess
import time

from bench.figures import REPEAT, in_turn
from bench.subjects import Crowd, Libvirtd, folder, run, test_document
from bench.tool import program

N = 500
QUESTIONS = (("open", "open and close", 200, "<= 0.35x, 0.2 ms"), ("state", "domain state", 3000, "<= 0.35x"),
             ("lookup", "lookup by name", 3000, "<= 0.35x"), ("xml", "XML of a domain", 2000, "<= 0.35x"),
             ("list", f"list of {N}", 100, "<= 0.35x"), ("states", f"states of {N} by statistics", 100, "<= 0.35x"),
             ("stats", f"all statistics of {N}", 30, ""))


class Keeper:
    """A virsh that stays: the domains of the test driver last as long as it has a client."""

    def __init__(self, uri, path):
        self.virsh = subprocess.Popen(["virsh", "-q", "-c", uri], stdin=subprocess.PIPE, text=True,
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for number in range(N - 1):
            file = os.path.join(path, f"{number}.xml")
            with open(file, "w") as document:
                document.write(test_document(number))
            self.virsh.stdin.write(f"define {file}\n")
        self.virsh.stdin.write("echo all are there\n")
        self.virsh.stdin.flush()
        while "all are there" not in self.virsh.stdout.readline():
            pass

    def close(self):
        self.virsh.stdin.close()
        self.virsh.stdout.close()
        self.virsh.wait()


def seconds(command):
    """From the start of a process to its end, without the machinery of `subprocess`."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.monotonic()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=quiet)
    _, status = os.waitpid(process, 0)
    taken = time.monotonic() - start
    if status:
        raise RuntimeError(f"{' '.join(command)} failed")
    return taken


def ask(side, uri, what, times):
    """Microseconds of one such question, and how many domains or figures it brings."""
    taken, found = run("api", side, uri, what, times)
    return float(taken), int(found)


def other_side(report, name, what, ours, theirs):
    """What libvirt's side is called: None if it does not answer that."""
    try:
        found = ask("libvirt", theirs, what, 1)[1]
    except subprocess.CalledProcessError:
        report.absent(f"{name}, by libvirt", "its test driver does not answer that")
        return None
    if what not in ("states", "stats"):
        return "libvirt"
    return f"libvirt, {found / N:.0f} figures of each (ours {ask('vmrpc', ours, what, 1)[1] / N:.0f})"


def by_library(report, ours, theirs):
    for what, name, times, goal in QUESTIONS:
        sides = {"ours": lambda what=what, times=times: ask("vmrpc", ours, what, times)[0]}
        other = theirs and other_side(report, name, what, ours, theirs)
        if other:
            sides[other] = lambda what=what, times=times: ask("libvirt", theirs, what, times)[0]
            report.compare(name, "us", in_turn(sides), other, goal)
        else:
            report.add(name, "us", in_turn(sides)["ours"], goal=goal)


def by_tool(report, ours, theirs):
    for words, goal in ((("list", "--all"), "<= 3 ms, 0.1x"), (("domstate", "test"), "<= 3 ms, 0.1x")):
        sides = {"ours": lambda words=words: seconds([program(), "-c", ours, *words]) * 1e3,
                 "empty process": lambda: seconds(["true"]) * 1e3}
        if theirs:
            sides["virsh"] = lambda words=words: seconds(["virsh", "-c", theirs, *words]) * 1e3
        values = in_turn(sides, REPEAT * 3)
        what = f"vmrpc {' '.join(words)}, whole process, {N} domains"
        if theirs:
            report.compare(what, "ms", values, "virsh", goal)
        report.compare(what, "ms", values, "empty process", goal)


def measure(report):
    with Crowd(N - 1) as daemon, Libvirtd() as libvirtd, folder() as path:
        why = libvirtd.start()
        theirs = keeper = None
        if why:
            report.absent("libvirt's library and virsh", why)
        else:
            theirs = libvirtd.uri("test", "default")
            keeper = Keeper(theirs, path)
        by_library(report, daemon.uri, theirs)
        by_tool(report, daemon.uri, theirs)
        if keeper:
            keeper.close()
