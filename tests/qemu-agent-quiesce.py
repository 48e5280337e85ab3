#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Snapshots and checkpoints with quiesce have the guest's file systems frozen, and let them go: also when the
daemon is killed between, by the next one. What the user has frozen himself is not let go by a snapshot."""
import os
import subprocess
import threading

from agents import AGENT_UNRESPONSIVE, OPERATION_UNSUPPORTED, AgentGuest
from guests import QemuDaemon
from oncrpc import string, u32

FSFREEZE, FSTHAW, SNAPSHOT_CREATE_XML, CHECKPOINT_CREATE_XML = 335, 336, 185, 411
DISK_ONLY, QUIESCE = 16, 64
CHECKPOINT_QUIESCE = 2
LOG = "cat /tmp/fsfreeze; rm -f /tmp/fsfreeze"


def snapshot(guest, name, flags=DISK_ONLY | QUIESCE):
    guest.ask(SNAPSHOT_CREATE_XML, string(f"<domainsnapshot><name>{name}</name></domainsnapshot>") + u32(flags))


def asks_in_vain(guest):
    try:
        snapshot(guest, "four")
    except EOFError:
        return
    raise AssertionError("the daemon has answered")


def writes(guest, name):
    """Has the guest write to its disk, however long that takes."""
    guest.run(f"(echo it >/mnt/{name}; sync; echo done >/tmp/{name}) >/dev/null 2>&1 &")


def main():
    with QemuDaemon() as daemon:
        image = os.path.join(daemon.folder, "disk.qcow2")
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", image, "16M"], check=True)
        disk = f"""<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='{image}'/>
            <target dev='vda'/></disk>"""
        guest = AgentGuest(daemon, devices=disk, saved=False)
        guest.run("mke2fs /dev/vda && mount -t ext4 /dev/vda /mnt")

        snapshot(guest, "plain", DISK_ONLY)
        assert guest.run(LOG, check=False) == "cat: can't open '/tmp/fsfreeze': No such file or directory"
        snapshot(guest, "one")
        assert guest.run(LOG).split() == ["freeze", "thaw"]
        guest.ask(CHECKPOINT_CREATE_XML, string("<domaincheckpoint><name>c</name></domaincheckpoint>") +
                  u32(CHECKPOINT_QUIESCE))
        assert guest.run(LOG).split() == ["freeze", "thaw"]
        guest.fails(8, "disk-only", snapshot, guest, "memory", QUIESCE)

        guest.ask(FSFREEZE, u32(0, 0))
        guest.run(LOG)
        guest.fails(OPERATION_UNSUPPORTED, "guest-fsfreeze-freeze", snapshot, guest, "two")
        writes(guest, "held")
        assert guest.run("sleep 0.5; ls /tmp/held", check=False) != "/tmp/held"  # in the guest
        guest.ask(FSTHAW, u32(0, 0))
        guest.until("cat /tmp/held", "done")

        # Who has the agent not waited for cannot know that it has frozen.
        guest.ask(420, u32(0, 0))  # domain_agent_set_response_timeout
        guest.fails(AGENT_UNRESPONSIVE, "not waited for", snapshot, guest, "unknown")

        # An agent that does not answer is told to let go once it is there again, for it may have frozen.
        guest.ask(420, u32(1, 0))
        guest.run("rm -f /tmp/fsfreeze; touch /tmp/hold")
        guest.fails(AGENT_UNRESPONSIVE, "guest-fsfreeze-freeze", snapshot, guest, "three")
        guest.run("rm /tmp/hold; kill -KILL $(pidof qemu-ga)")
        guest.connected("disconnected")
        guest.run("/agent >/dev/null 2>&1 &")
        guest.connected()
        guest.until("tail -n 1 /tmp/fsfreeze", "thaw")
        guest.ask(420, u32(0xfffffffe, 0))

        # The daemon dies while the agent freezes.
        guest.run("rm -f /tmp/fsfreeze; touch /tmp/hold")
        caller = threading.Thread(target=asks_in_vain, args=(guest,))
        caller.start()
        guest.until("cat /tmp/fsfreeze", "freeze")
        daemon.kill()
        caller.join()
        daemon.start()
        guest.attach()
        guest.run("rm /tmp/hold")
        guest.until("tail -n 1 /tmp/fsfreeze", "thaw")
        writes(guest, "after")
        guest.until("cat /tmp/after", "done")
        guest.connected()
        snapshot(guest, "five")


main()
