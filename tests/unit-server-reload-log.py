#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""SIGHUP: what is logged goes to the file that the configuration names now, or to standard error if it
names none any more; one that cannot be opened changes nothing."""
import os
import signal

from oncrpc import Daemon, wait_for


def count(path):
    """How often the daemon has said there how many clients it has."""
    try:
        with open(path) as file:
            return file.read().count("statistics: ")
    except FileNotFoundError:
        return 0


def main():
    with Daemon(config="[daemon]\nlog-level = info\n") as daemon:
        standard, first, second = (os.path.join(daemon.folder, name) for name in ("log", "first", "second"))

        def reload(log_file, where):
            with open(os.path.join(daemon.folder, "vmrpcd.conf"), "w") as file:
                file.write("[daemon]\n" + (f"log-file = {log_file}\n" if log_file else ""))
            before = count(where)
            daemon.process.send_signal(signal.SIGHUP)
            daemon.process.send_signal(signal.SIGUSR1)  # which is taken after the other
            wait_for(lambda: count(where) > before, f"it is logged to {where}")

        reload(None, standard)
        reload(first, first)
        reload(second, second)
        reload(os.path.join(daemon.folder, "absent", "log"), second)
        reload(None, standard)


main()
