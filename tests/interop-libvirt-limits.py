#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Stock python3-libvirt asks what limits a guest on the host, and reads its disk: there are no limits,
and none can be set; bytes come from raw images, and only from them."""
import os

from guests import QemuDaemon
from stock_libvirt import fails, libvirt

CONFIG = libvirt.VIR_DOMAIN_AFFECT_CONFIG
UNLIMITED = 2 ** 53 - 1
MAC = "52:54:00:00:00:07"
XML = """<domain type='qemu'><name>box</name><memory>65536</memory>
<os><type>hvm</type></os><devices>
<disk><source file='{0}/raw'/><target dev='vda'/></disk>
<disk><driver type='qcow2'/><source file='{0}/cow'/><target dev='vdb'/></disk>
<disk><source file='{0}/fifo'/><target dev='vdc'/></disk>
<disk device='cdrom'><target dev='hda'/></disk>
<interface type='user'><mac address='{1}'/></interface></devices></domain>"""


def test_limits(guest):
    assert list(guest.schedulerType()) == ["posix", 0]
    assert guest.schedulerParameters() == {}
    for flags in (0, CONFIG):
        assert set(guest.memoryParameters(flags).values()) == {UNLIMITED}
        assert guest.memoryParameters(flags)["hard_limit"] == UNLIMITED
        assert guest.numaParameters(flags) == {"numa_mode": 0, "numa_nodeset": ""}
        blkio = guest.blkioParameters(flags)
        assert blkio["weight"] == 0 and blkio["device_weight"] == "" and len(blkio) == 6, blkio
        traffic = guest.interfaceParameters(MAC, flags)
        assert set(traffic.values()) == {0} and "inbound.average" in traffic and len(traffic) == 7
    fails(libvirt.VIR_ERR_OPERATION_INVALID, guest.memoryParameters, libvirt.VIR_DOMAIN_AFFECT_LIVE)
    fails(libvirt.VIR_ERR_INVALID_ARG, guest.numaParameters, 1 << 30)
    fails(libvirt.VIR_ERR_INVALID_ARG, guest.interfaceParameters, "vnet9", 0)
    fails(libvirt.VIR_ERR_NO_SUPPORT, guest.setMemoryParameters, {"hard_limit": 4096}, CONFIG)


def test_peek(guest, folder):
    assert guest.blockPeek("vda", 4, 5) == b"words"
    assert guest.blockPeek(folder + "/raw", 0, 4) == b"some"
    assert guest.blockPeek("vda", 9, 0) == b""
    fails(libvirt.VIR_ERR_INVALID_ARG, guest.blockPeek, "vda", 5, 5)
    fails(libvirt.VIR_ERR_INVALID_ARG, guest.blockPeek, "vda", 2 ** 63, 5)
    fails(libvirt.VIR_ERR_INVALID_ARG, guest.blockPeek, "vdz", 0, 4)
    fails(libvirt.VIR_ERR_INVALID_ARG, guest.blockPeek, "vdc", 0, 4)
    fails(libvirt.VIR_ERR_INVALID_ARG, guest.blockPeek, "hda", 0, 4)
    fails(libvirt.VIR_ERR_INVALID_ARG, guest.blockPeek, "vda", 0, 4, 1)
    fails(libvirt.VIR_ERR_OPERATION_UNSUPPORTED, guest.blockPeek, "vdb", 0, 4)
    os.unlink(folder + "/raw")
    fails(libvirt.VIR_ERR_SYSTEM_ERROR, guest.blockPeek, "vda", 0, 4)


with QemuDaemon() as daemon:
    with open(daemon.folder + "/raw", "wb") as image:
        image.write(b"somewords")
    os.mkfifo(daemon.folder + "/fifo")
    uri = f"qemu+unix:///session?socket={daemon.path}"
    connection = libvirt.open(uri)
    box = connection.defineXML(XML.format(daemon.folder, MAC))
    test_limits(box)
    test_peek(box, daemon.folder)
    reader = libvirt.openReadOnly(uri).lookupByName("box")
    fails(libvirt.VIR_ERR_OPERATION_DENIED, reader.blockPeek, "vda", 0, 4)
