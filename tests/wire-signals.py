#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""SIGHUP under load opens the log anew and disturbs nobody; SIGTERM under load ends the daemon at
once, with status 0, and takes its socket away."""
import os
import signal
import tempfile
import threading
import time

from oncrpc import CONNECT_LIST_ALL_DOMAINS, Daemon, u32, wait_for


def load(client, counts, number):
    try:
        while True:
            client.result(CONNECT_LIST_ALL_DOMAINS, u32(1, 0))
            counts[number] += 1
    except (EOFError, ConnectionError):
        pass


def main():
    with tempfile.TemporaryDirectory() as folder, Daemon("--log-file", folder + "/log") as daemon:
        clients = [daemon.client().open("test:///default") for _ in range(4)]
        counts = [0] * len(clients)
        threads = [threading.Thread(target=load, args=(client, counts, number))
                   for number, client in enumerate(clients)]
        for thread in threads:
            thread.start()
        for _ in range(100):
            daemon.process.send_signal(signal.SIGHUP)
            goal = [count + 1 for count in counts]
            wait_for(lambda: all(count >= want for count, want in zip(counts, goal)), "all are served")
        os.rename(folder + "/log", folder + "/log.1")
        daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: os.path.exists(folder + "/log"), "the log is opened anew")
        began = time.monotonic()
        daemon.process.terminate()
        assert daemon.process.wait(20) == 0
        assert time.monotonic() - began < 4, "it waits for clients that call on and on"
        for thread in threads:
            thread.join()
        assert not os.path.exists(daemon.path)


main()
