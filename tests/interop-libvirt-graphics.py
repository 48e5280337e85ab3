#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A screen as a descriptor: stock python3-libvirt gets one end of a VNC session with a real guest,
which nobody listens for; what cannot be opened is an error and leaves no descriptor behind."""
from guests import QemuDaemon
from oncrpc import Client, DOMAIN_LOOKUP_BY_NAME, RemoteError, domain, string, u32, wait_for
from stock_libvirt import fails, libvirt

XML = """<domain type='%s'><name>%s</name><memory>16384</memory><os><type>hvm</type></os>
<devices>%s</devices></domain>"""
SCREEN = "<graphics type='vnc'><listen type='none'/></graphics><video><model type='vga'/></video>"
OPEN_GRAPHICS_FD, NO_SUPPORT = 343, 3


def main():
    with QemuDaemon() as daemon:
        connection = libvirt.open(f"qemu+unix:///session?socket={daemon.path}")
        guest = connection.createXML(XML % ("qemu", "seen", SCREEN), 0)
        blind = connection.createXML(XML % ("qemu", "blind", ""), 0)
        before = daemon.descriptors()
        for _ in range(3):
            with open(guest.openGraphicsFD(0, libvirt.VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH), "rb", 0) as screen:
                assert screen.read(12) == b"RFB 003.008\n"
        fails(libvirt.VIR_ERR_INVALID_ARG, guest.openGraphicsFD, 1, 0)
        fails(libvirt.VIR_ERR_OPERATION_UNSUPPORTED, blind.openGraphicsFD, 0, 0)
        with Client(daemon.path).open("qemu:///session") as onc:
            seen = domain(*onc.result(DOMAIN_LOOKUP_BY_NAME, string("seen")).domain())
            try:
                onc.result(OPEN_GRAPHICS_FD, seen + u32(0, 0))
            except RemoteError as error:
                assert error.code == NO_SUPPORT, error
            else:
                raise AssertionError("a descriptor over ONC RPC")
        blind.destroy()
        fails(libvirt.VIR_ERR_NO_DOMAIN, blind.openGraphicsFD, 0, 0)
        wait_for(lambda: daemon.descriptors() <= before, "no descriptor is left behind")
        guest.destroy()
        connection.close()


main()
