#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guests whose screens are seen by SPICE: each has a port of its own, which answers, and is told; passwords
are set; USB devices of viewers are plugged in and out; descriptors are handed out; viewers are events."""
import re
import socket
import struct
import subprocess

from devices import ATTACH, DETACH, INACTIVE, UPDATE, change, xml
from guests import QemuDaemon
from oncrpc import EVENT_REGISTER, u32

EVENT_GRAPHICS, CONNECT, DISCONNECT = 5, 0, 2
ANY_PORT = """<graphics type='spice' autoport='yes'><image compression='off'/></graphics>
<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>
<sound model='ich6'/><redirdev bus='usb' type='spicevmc'/>"""
# The first message of a client: magic, version 2.2, size; then connection 0, main channel 0, no capabilities.
HELLO = b"REDQ" + struct.pack("<III", 2, 2, 18) + struct.pack("<IBBIII", 0, 1, 0, 0, 0, 18)


def port_of(text):
    return int(re.search(r"<graphics type='spice' port='(\d+)' autoport='yes'", text)[1])


def says_hello(connection):
    connection.settimeout(20)
    connection.sendall(HELLO)
    answer = connection.recv(4096)
    assert answer[:4] == b"REDQ", answer


def monitor(daemon, name, command):
    words = ["vmrpc", "-c", f"{daemon.uri}?socket={daemon.path}", "qemu-monitor-command", name, command]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def ports(daemon, client, guests):
    texts = [xml(client, guest) for guest in guests]
    assert len({port_of(text) for text in texts}) == 2, texts
    for text, guest in zip(texts, guests):
        assert "<listen type='address' address='127.0.0.1'/>" in text, text
        assert "<audio id='1' type='spice'/>" in text, text
        assert "<graphics type='spice' autoport='yes'>" in xml(client, guest, INACTIVE)
        with socket.create_connection(("127.0.0.1", port_of(text))) as connection:
            says_hello(connection)
    assert '"auth":"none"' in re.sub(r"\s", "", monitor(daemon, "one", '{"execute":"query-spice"}'))


def viewers(client, guest):
    client.result(EVENT_REGISTER, u32(EVENT_GRAPHICS, 0))
    seen = []
    with socket.create_connection(("127.0.0.1", port_of(xml(client, guest)))) as connection:
        says_hello(connection)
    while DISCONNECT not in seen:
        _, kind, body = client.next_event()
        assert kind == EVENT_GRAPHICS, kind
        body.domain()
        seen.append(body.i32())
    assert seen[0] == CONNECT, seen


def redirected(client, guest):
    """All are alike, so any of them is meant."""
    device = "<redirdev bus='usb' type='spicevmc'/>"
    for _ in range(2):
        change(client, ATTACH, guest, device)
        assert xml(client, guest).count("<redirdev") == 2, xml(client, guest)
        change(client, DETACH, guest, device)
        assert xml(client, guest).count("<redirdev") == 1, xml(client, guest)


def passwords(daemon, client):
    password = "<graphics type='spice' autoport='yes' passwd='{}'/>"
    guest = daemon.guest("three", password.format("more than eight bytes"))
    assert '"auth":"spice"' in re.sub(r"\s", "", monitor(daemon, "three", '{"execute":"query-spice"}'))
    assert "more than" not in xml(client, guest)
    change(client, UPDATE, guest, password.format("another"))
    assert "passwd='another'" in xml(client, guest, 1)


def main():
    with QemuDaemon() as daemon:
        guests = [daemon.guest(name, ANY_PORT) for name in ("one", "two")]
        with daemon.client() as client:
            ports(daemon, client, guests)
            viewers(client, guests[0])
            passwords(daemon, client)
        uri = f"{daemon.uri}?socket={daemon.path}"
        shown = subprocess.run(["vmrpc", "-c", uri, "domdisplay", "three", "--include-password"], check=True,
                               capture_output=True, text=True).stdout
        assert re.fullmatch(r"spice://127\.0\.0\.1:\d+\?password=another\n\n?", shown), shown
        with daemon.client() as client:
            redirected(client, guests[0])


if __name__ == "__main__":
    main()
