#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Memory of a real guest: taken and given back by the balloon, a module plugged in that Linux uses and
lets go of, NUMA cells that Linux sees; and CPU features that are required, or forbidden, in vain."""
import re

from guests import DOMAIN_GET_XML_DESC, QemuDaemon
from linux_guest import LinuxGuest
from oncrpc import string, u32, wait_for
from streams import OPERATION_INVALID, expect_error

SET_MEMORY_FLAGS, SET_MAX_MEMORY, GET_INFO = 204, 30, 16
ATTACH_FLAGS, DETACH_FLAGS, CPU_MODELS = 160, 161, 312
LIVE, CONFIG = 1, 2
CONFIG_UNSUPPORTED, INVALID_ARG = 67, 8
MIB = 1024
MODULE = "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target></memory>"
CELLS = """<maxMemory slots='2' unit='MiB'>512</maxMemory><memory unit='MiB'>192</memory><vcpu>2</vcpu>
<cpu><numa><cell id='0' cpus='0' memory='128' unit='MiB'/><cell id='1' cpus='1' memory='64' unit='MiB'/></numa>
</cpu>"""
FEATURE = "<cpu mode='custom' match='exact'><model>qemu64</model><feature policy='{}' name='{}'/></cpu>"


def total(linux):
    return int(re.search(r"MemTotal: +(\d+)", linux.run("cat /proc/meminfo"))[1])


def info(client, linux):
    body = client.result(GET_INFO, linux.guest)
    body.u32()
    return body.u64(), body.u64()


def set_memory(client, linux, kib, flags):
    client.result(SET_MEMORY_FLAGS, linux.guest + u32(kib >> 32, kib, flags))


def balloon(client, linux):
    before = total(linux)
    set_memory(client, linux, 160 * MIB, LIVE)
    wait_for(lambda: info(client, linux) == (192 * MIB, 160 * MIB), "the balloon has its 32 MiB")
    assert total(linux) == before - 32 * MIB
    set_memory(client, linux, 192 * MIB, LIVE)
    wait_for(lambda: info(client, linux) == (192 * MIB, 192 * MIB), "the balloon has given it back")
    expect_error(INVALID_ARG, "cannot set memory higher than max memory", set_memory, client, linux,
                 193 * MIB, LIVE)
    expect_error(OPERATION_INVALID, "cannot resize the maximum memory on an active domain", client.result,
                 SET_MAX_MEMORY, linux.guest + u32(0, 256 * MIB))


def module(client, linux):
    before = total(linux)
    client.result(ATTACH_FLAGS, linux.guest + string(MODULE) + u32(LIVE | CONFIG))
    wait_for(lambda: total(linux) == before + 128 * MIB, "Linux uses the module")
    for flags in 0, 2:
        xml = client.result(DOMAIN_GET_XML_DESC, linux.guest + u32(flags)).string()
        assert "<address type='dimm' slot='0'" in xml and "<memory unit='KiB'>327680<" in xml, xml
    client.result(DETACH_FLAGS, linux.guest + string(MODULE) + u32(LIVE | CONFIG))
    assert total(linux) == before and info(client, linux)[0] == 192 * MIB


def features(daemon, client):
    models = client.result(CPU_MODELS, string("x86_64") + u32(1, 0))
    assert "qemu64" in [models.string() for _ in range(models.u32())]
    linux = LinuxGuest(daemon, "optional", elements=FEATURE.format("optional", "vmx"))
    assert "vmx" not in linux.run("grep flags /proc/cpuinfo").split()
    for policy, name, why in (("require", "vmx", "missing features: vmx"), ("forbid", "sse2", "'sse2' is forbidden")):
        linux = LinuxGuest(daemon, policy, elements=FEATURE.format(policy, name), start=False)
        try:
            client.result(9, linux.guest)
        except Exception as error:
            assert why in str(error) and error.code == CONFIG_UNSUPPORTED, error
        else:
            raise AssertionError(f"{policy} {name}: it starts")


def main():
    with QemuDaemon() as daemon, daemon.client() as client:
        linux = LinuxGuest(daemon, elements=CELLS)
        assert linux.run("cat /sys/devices/system/node/node[01]/cpulist") == "0\n1"
        balloon(client, linux)
        module(client, linux)
        features(daemon, client)


main()
