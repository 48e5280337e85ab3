#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Shutting down and rebooting a guest by its agent; without a word of how it is the agent if there is one, else
the power button. An agent that is asked in vain is in nobody's way."""
import threading
import time

from agents import AGENT_UNRESPONSIVE, AgentGuest
from guests import QemuDaemon
from linux_guest import READY
from oncrpc import DOMAIN_CREATE, DOMAIN_GET_STATE, u32, wait_for

SHUTDOWN, SHUTDOWN_FLAGS, REBOOT, SUSPEND, RESUME = 33, 258, 27, 34, 28
BUTTON, AGENT = 1, 2
SHUTOFF = 5


def ended(guest):
    return guest.ask(DOMAIN_GET_STATE, u32(0)).i32() == SHUTOFF


def booted_again(guest):
    """In one run: what it said when it was ready first comes once more to who opens its console."""
    shell, seen = guest.attach(), b""
    while seen.count(READY) < 2:
        data, _, ended = shell.client.recv(shell.stream, wait_ms=20000)
        assert data and not ended, seen
        seen += data
    guest.connected()


def again(guest):
    guest.ask(DOMAIN_CREATE)
    guest.attach().ready()
    guest.connected()


def main():
    with QemuDaemon() as daemon:
        guest = AgentGuest(daemon, saved=False)
        guest.run("touch /tmp/here; rm /etc/acpi/PWRF/00000080")  # the button does nothing
        guest.ask(REBOOT, u32(AGENT))
        booted_again(guest)
        assert guest.run("ls /tmp") == ""
        guest.run("rm /etc/acpi/PWRF/00000080")
        guest.ask(SHUTDOWN)
        wait_for(lambda: ended(guest), "the guest has ended by its agent")

        again(guest)
        guest.run("kill -STOP $(pidof qemu-ga)")
        asked = threading.Thread(target=lambda: guest.fails(AGENT_UNRESPONSIVE, "in time", guest.ask, SHUTDOWN_FLAGS,
                                                            u32(AGENT)))
        asked.start()
        began = time.monotonic()
        guest.ask(SUSPEND)
        guest.ask(RESUME)
        assert asked.is_alive() and time.monotonic() - began < 4, "others do not wait for the agent"
        asked.join()
        assert not ended(guest)
        guest.ask(SHUTDOWN_FLAGS, u32(AGENT | BUTTON))
        wait_for(lambda: ended(guest), "the guest has ended by its button")


main()
