#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Many descriptors of a guest's screen at once: each call gets its own; and a client that does not
receive them is refused more, before the daemon runs out of them."""
import array
import socket

from guests import QemuDaemon
from libvirt_wire import OK, REPLY, REPLY_WITH_FDS, LibvirtClient
from oncrpc import DOMAIN_LOOKUP_BY_NAME, domain, string, u32, wait_for

XML = """<domain type='qemu'><name>seen</name><memory>16384</memory><os><type>hvm</type></os><devices>
<graphics type='vnc'><listen type='none'/></graphics><video><model type='vga'/></video></devices></domain>"""
CREATE_XML, DESTROY, OPEN_GRAPHICS_FD, SKIP_AUTH = 10, 12, 343, 1
AT_ONCE, MANY = 8, 3000


def receive_fd(client):
    """The packet of a reply, and the descriptor that its byte carries."""
    reply = client.receive()
    if reply.kind != REPLY_WITH_FDS:
        raise reply.error()
    byte, control, _, _ = client.socket.recvmsg(1, socket.CMSG_SPACE(4))
    assert byte == b"\0" and len(control) == 1
    return socket.socket(fileno=array.array("i", control[0][2])[0])


def at_once(path, body):
    with LibvirtClient(path).open("qemu:///session") as client:
        sent = [client.start(OPEN_GRAPHICS_FD, body) for _ in range(AT_ONCE)]
        for _ in sent:
            client.socket.recv(1, socket.MSG_PEEK)
            # Not one byte more than a packet, which would take the descriptor's away.
            size = client.socket.recv(4, socket.MSG_WAITALL)
            client.buffer = size + client.socket.recv(int.from_bytes(size, "big") - 4, socket.MSG_WAITALL)
            with receive_fd(client) as screen:
                screen.settimeout(20)
                assert screen.recv(12) == b"RFB 003.008\n"


def never_received(daemon, path, body):
    before = daemon.descriptors()
    with LibvirtClient(path).open("qemu:///session") as client, LibvirtClient(path).open() as other:
        client.socket.setblocking(True)
        for _ in range(MANY):
            client.start(OPEN_GRAPHICS_FD, body)
        most = 0
        for _ in range(3000):
            other.call(DOMAIN_LOOKUP_BY_NAME, string("seen"))
            most = max(most, daemon.descriptors())
        assert most < before + 300, f"{most} descriptors, {before} before"
    wait_for(lambda: daemon.descriptors() <= before, "they are closed with their client")


def main():
    with QemuDaemon() as daemon:
        with LibvirtClient(daemon.path).open("qemu:///session") as client:
            seen = domain(*client.result(CREATE_XML, string(XML) + u32(0)).domain())
            body = seen + u32(0, SKIP_AUTH)
            at_once(daemon.path, body)
            never_received(daemon, daemon.path, body)
            assert client.call(DESTROY, seen).status == OK


main()
