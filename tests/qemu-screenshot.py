#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Screenshots of real guests: a PNG of the screen's size, of each screen; a clear error without one; and
nothing stays behind in daemon or QEMU, also when the client goes half way."""
import os
import struct
import zlib

from guests import BANNER, DOMAIN_SCREENSHOT, PTY, QemuDaemon
from oncrpc import REMOTE, u32, wait_for
from streams import expect_error

INVALID_ARG, UNSUPPORTED = 8, 84


def png_size(data):
    """Checks every chunk and the pixels; (width, height)."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n", data[:8]
    at, pixels, kinds = 8, b"", []
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8:at + 8 + size]
        assert struct.unpack_from(">I", data, at + 8 + size)[0] == zlib.crc32(kind + body)
        kinds.append(kind)
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack_from(">IIBB", body)
        elif kind == b"IDAT":
            pixels += body
        at += 12 + size
    assert kinds[0] == b"IHDR" and kinds[-1] == b"IEND"
    channels = {0: 1, 2: 3, 6: 4}[colour]
    assert len(zlib.decompress(pixels)) == height * (1 + (width * depth * channels + 7) // 8)
    return width, height


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def leaves_nothing(daemon, client, guest):
    qemu = daemon.process_of(guest)
    client.screenshot(guest)
    before = descriptors(qemu), descriptors(daemon.process.pid)
    for _ in range(3):
        client.screenshot(guest)
        with daemon.client() as hasty:
            hasty.end(hasty.start(DOMAIN_SCREENSHOT, guest + u32(0, 0), REMOTE))
            hasty.recv(hasty.xid, most=100)
        with daemon.client() as hastier:
            hastier.start(DOMAIN_SCREENSHOT, guest + u32(0, 0), REMOTE)
    wait_for(lambda: (descriptors(qemu), descriptors(daemon.process.pid)) == before,
             "all descriptors are closed")


def main():
    vga = "<video><model type='vga'/></video>"
    second = "<video><model type='virtio' heads='2'/></video>"
    with QemuDaemon() as daemon, daemon.client() as client:
        guest = daemon.guest("a", PTY + vga + second)
        client.until(client.open_console(guest), BANNER)
        mime, picture = client.screenshot(guest)
        assert mime == "image/png" and png_size(picture) == (720, 400), (mime, png_size(picture))
        for screen in 1, 2:
            assert min(png_size(client.screenshot(guest, screen)[1])) > 0
        expect_error(INVALID_ARG, "no such screen 3: domain 'a' has 3", client.screenshot, guest, 3)
        leaves_nothing(daemon, client, guest)
        client.destroy(guest)
        guest = daemon.guest("b", PTY)
        expect_error(UNSUPPORTED, "domain 'b' has no screen", client.screenshot, guest)
        client.destroy(guest)


main()
