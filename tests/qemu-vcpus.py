#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Processors of a real guest: plugged in and out while Linux runs on them, in the document, bound to the
host's, and known to the next daemon after a crash of this one."""
import os
import re

from guests import DOMAIN_GET_XML_DESC, QemuDaemon
from linux_guest import LinuxGuest
from oncrpc import string, u32, wait_for
from streams import expect_error

SET_VCPUS_FLAGS, GET_VCPUS_FLAGS, SET_VCPU, GET_VCPUS = 199, 200, 384, 20
PIN_VCPU, PIN_EMULATOR = 26, 279
LIVE, CONFIG, MAXIMUM = 1, 2, 4
INVALID_ARG, OPERATION_UNSUPPORTED = 8, 84
ELEMENTS = "<vcpu current='1' cpuset='0'>4</vcpu><cputune><vcpupin vcpu='0' cpuset='0'/></cputune>"


def threads(pid):
    """name -> tid"""
    found = {}
    for tid in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{tid}/comm") as comm:
            found[comm.read().strip()] = int(tid)
    return found


class Vcpus:
    def __init__(self, daemon, linux):
        self.daemon, self.linux = daemon, linux

    def call(self, procedure, arguments=b""):
        with self.daemon.client() as client:
            return client.result(procedure, self.linux.guest + arguments)

    def xml(self, flags=0):
        return self.call(DOMAIN_GET_XML_DESC, u32(flags)).string()

    def number(self, flags=0):
        return self.call(GET_VCPUS_FLAGS, u32(flags)).i32()

    def set(self, number, flags=LIVE):
        self.call(SET_VCPUS_FLAGS, u32(number, flags))

    def online(self, cpus):
        self.linux.until("cat /sys/devices/system/cpu/online", cpus)

    def infos(self):
        body = self.call(GET_VCPUS, u32(8, 1))
        return [(body.u32(), body.i32(), body.u64(), body.i32()) for _ in range(body.u32())]


def plug(vcpus):
    vcpus.online("0")
    vcpus.set(3)
    vcpus.online("0-2")
    assert (vcpus.number(LIVE), vcpus.number(CONFIG), vcpus.number(MAXIMUM)) == (3, 1, 4)
    assert "<vcpu id='2' enabled='yes' hotpluggable='yes'/>" in vcpus.xml()
    assert "<vcpus>" not in vcpus.xml(2)
    vcpus.linux.until("taskset 4 echo there", "there")
    infos = vcpus.infos()
    assert [info[:2] for info in infos] == [(0, 1), (1, 1), (2, 1)], infos
    assert all(info[2] > 0 for info in infos), infos


def unplug(vcpus):
    vcpus.call(SET_VCPU, string("1") + u32(0, LIVE))
    vcpus.online("0,2")
    expect_error(INVALID_ARG, "vCPU '0' can't be modified", vcpus.call, SET_VCPU, string("0") + u32(0, LIVE))
    expect_error(INVALID_ARG, "requested vcpus is greater than max allowable", vcpus.set, 5)
    expect_error(OPERATION_UNSUPPORTED, "CPU 1 cannot be plugged into", vcpus.set, 3)


def crash(vcpus):
    """The guest goes on and the next daemon knows what it has, and what must not be done to it."""
    vcpus.daemon.kill()
    vcpus.daemon.start()
    vcpus.linux.attach()
    wait_for(lambda: len(vcpus.infos()) == 2 and vcpus.infos()[1][2] > 0, "threads are known again")
    assert [info[0] for info in vcpus.infos()] == [0, 2]
    expect_error(OPERATION_UNSUPPORTED, "CPU 1 cannot be plugged into", vcpus.set, 3)
    bind(vcpus)
    vcpus.set(1)
    vcpus.online("0")
    assert vcpus.number() == 1


def bind(vcpus):
    if len(os.sched_getaffinity(0)) < 2:
        return
    tids = threads(vcpus.daemon.process_of(vcpus.linux.guest))
    assert os.sched_getaffinity(tids["CPU 0/TCG"]) == os.sched_getaffinity(tids["CPU 2/TCG"]) == {0}
    vcpus.call(PIN_VCPU, u32(2) + string(b"\2"))
    assert os.sched_getaffinity(tids["CPU 2/TCG"]) == {1}
    assert os.sched_getaffinity(tids["CPU 0/TCG"]) == {0}
    vcpus.call(PIN_EMULATOR, string(b"\2") + u32(LIVE | CONFIG))
    main = [tid for name, tid in tids.items() if not name.startswith("CPU")]
    assert all(os.sched_getaffinity(tid) == {1} for tid in main), main
    assert re.search("<vcpupin vcpu='2' cpuset='1'/>\n *<emulatorpin cpuset='1'/>", vcpus.xml())
    assert "<emulatorpin cpuset='1'/>" in vcpus.xml(2) and "vcpu='2'" not in vcpus.xml(2)


def main():
    with QemuDaemon() as daemon:
        vcpus = Vcpus(daemon, LinuxGuest(daemon, elements=ELEMENTS))
        plug(vcpus)
        unplug(vcpus)
        crash(vcpus)


main()
