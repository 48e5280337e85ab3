#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The console of a real guest: what it wrote before anybody looked, typing and echo, several viewers of
whom one writes, devices by alias and path, the log, and the end when the guest is destroyed."""
import os
import re

from guests import BANNER, DOMAIN_GET_XML_DESC, FORCE, PTY, SAFE, QemuDaemon
from oncrpc import u32, wait_for
from streams import OPERATION_DENIED, OPERATION_FAILED, OPERATION_INVALID, expect_error

INTERNAL = 1


def two_viewers(first, second, guest):
    one = first.open_console(guest)
    first.until(one, BANNER)
    first.send_data(one, b"hello")
    first.until(one, b"hello")
    two = second.open_console(guest)
    second.until(two, b"hello")
    first.send_data(one, b"both")
    for client, stream in (first, one), (second, two):
        client.until(stream, b"both")
    expect_error(OPERATION_DENIED, "console 'serial0' of domain 'a' is open for reading",
                 second.send_data, two, b"no")
    expect_error(OPERATION_FAILED, "Active console session exists for this domain",
                 second.open_console, guest, SAFE)
    two = second.open_console(guest, FORCE)
    second.send_data(two, b"forced")
    for client, stream in (first, one), (second, two):
        client.until(stream, b"forced")
    first.finish(one)
    second.abort(two)


def devices(client, guest):
    xml = client.result(DOMAIN_GET_XML_DESC, guest + u32(0)).string()
    path = re.search(r"tty='(/dev/pts/\d+)'", xml).group(1)
    for device in "serial0", "console0", path:
        stream = client.open_console(guest, device=device)
        client.until(stream, BANNER)
        client.finish(stream)
    expect_error(INTERNAL, "cannot find character device serial7", client.open_console, guest, 0,
                 "serial7")


def other_types(daemon, client):
    path = os.path.join(daemon.folder, "b.serial")
    guest = daemon.guest("b", f"<serial type='file'><source path='{path}'/></serial>")
    expect_error(INTERNAL, "character device serial0 is not using a PTY", client.open_console, guest)
    client.destroy(guest)
    guest = daemon.guest("c", "")
    expect_error(INTERNAL, "cannot find character device (null): domain 'c' has no",
                 client.open_console, guest)
    client.destroy(guest)


def two_ports(daemon, client):
    """Each has its own console; the guest writes on the first."""
    guest = daemon.guest("d", PTY + "<serial type='pty'><target port='1'/></serial>")
    client.until(client.open_console(guest), BANNER)
    second = client.open_console(guest, device="serial1")
    seen = client.recv(second, wait_ms=0)[0]
    assert b"the guest starts" in seen and BANNER not in seen, seen
    client.destroy(guest)
    assert BANNER not in client.until_end(second)


def main():
    with QemuDaemon() as daemon, daemon.client() as first, daemon.client() as second:
        guest = daemon.guest("a")
        two_viewers(first, second, guest)
        devices(second, guest)
        wait_for(lambda: b"forced" in daemon.console_log("a"), "all is in the log")
        path = os.path.join(daemon.folder, "root/log/qemu/console/a-serial0.log")
        assert os.stat(path).st_mode & 0o7777 == 0o600
        streams = [(client, client.open_console(guest)) for client in (first, second)]
        first.destroy(guest)
        for client, stream in streams:
            assert BANNER in client.until_end(stream)
        expect_error(OPERATION_INVALID, "domain is not running", first.open_console, guest)
        other_types(daemon, first)
        two_ports(daemon, first)


main()
