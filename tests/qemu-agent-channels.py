#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The channel of an agent may be at a path of the user's, or be plugged into a guest that runs and out again:
the daemon speaks to the agent all the same. Who else listens at that path is not spoken to."""
import os
import socket

from agents import AGENT_UNRESPONSIVE, ARGUMENT_UNSUPPORTED, AgentGuest
from guests import QemuDaemon
from linux_guest import AGENT_CHANNEL, AGENT_NAME, LinuxGuest
from oncrpc import string, u32, wait_for

ATTACH, DETACH = 160, 161
LIVE = 1


def start_agent(guest):
    guest.until("ls /sys/class/virtio-ports", "vport0p1")
    guest.run("/agent >/dev/null 2>&1 &")
    guest.connected()
    assert guest.agent("guest-ping") == {}


def main():
    with QemuDaemon() as daemon:
        path = os.path.join(daemon.folder, "agent.sock")
        channel = f"""<channel type='unix'><source mode='bind' path='{path}'/>
            <target type='virtio' name='{AGENT_NAME}'/></channel>"""
        # The name, as a comment, has the agent put into the guest.
        guest = LinuxGuest(daemon, devices=f"<controller type='virtio-serial'/><!-- {AGENT_NAME} -->")
        guest.__class__ = AgentGuest
        guest.fails(ARGUMENT_UNSUPPORTED, "not configured", guest.agent, "guest-ping")
        for document in AGENT_CHANNEL, channel:
            guest.ask(ATTACH, string(document) + u32(LIVE))
            assert guest.state() == "disconnected"
            start_agent(guest)
            daemon.kill()
            daemon.start()
            guest.attach()
            assert guest.connected().agent("guest-ping") == {}
            if document == channel:
                break
            guest.run("kill -KILL $(pidof qemu-ga)")
            guest.ask(DETACH, string(document) + u32(LIVE))
            wait_for(lambda: AGENT_NAME not in guest.ask(14, u32(0)).string(), "it is out")
            guest.fails(ARGUMENT_UNSUPPORTED, "not configured", guest.agent, "guest-ping")

        daemon.kill()  # somebody puts himself in QEMU's place
        os.unlink(path)
        with socket.socket(socket.AF_UNIX) as other:
            other.bind(path)
            other.listen()
            daemon.start()
            guest.attach()
            guest.connected()
            guest.fails(AGENT_UNRESPONSIVE, "not connected", guest.agent, "guest-ping")
            assert "which is not QEMU" in daemon.log_text()


main()
