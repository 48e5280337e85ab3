#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A console outlives the daemon: after kill -9 the guest goes on, and the next daemon shows what was
written before, says that something is missing, and takes input again."""
from guests import BANNER, QemuDaemon
from oncrpc import wait_for


def main():
    with QemuDaemon() as daemon:
        guest = daemon.guest("a")
        with daemon.client() as client:
            stream = client.open_console(guest)
            client.until(stream, BANNER)
            client.send_data(stream, b"before")
            client.until(stream, b"before")
        wait_for(lambda: b"before" in daemon.console_log("a"), "it is in the log")
        qemu = daemon.process_of(guest)
        daemon.kill()
        daemon.start()
        assert daemon.process_of(guest) == qemu
        with daemon.client() as client:
            stream = client.open_console(guest)
            seen = client.until(stream, b"is not here]")
            assert BANNER in seen and b"before" in seen, seen
            client.send_data(stream, b"after")
            client.until(stream, b"after")
            client.until(stream, b"tick ")
            client.destroy(guest)
            client.until_end(stream)
        log = daemon.console_log("a")
        assert log.index(b"before") < log.index(b"is not here]") < log.index(b"after")


main()
