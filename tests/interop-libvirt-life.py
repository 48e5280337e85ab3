#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A real guest by stock python3-libvirt: the events of its life in order, a QEMU that is killed among
them, seen by two connections; its console."""
import os
import signal

from guests import BANNER, PTY, XML, QemuDaemon
from oncrpc import domain
from stock_libvirt import libvirt, run_until

LIFE = [(libvirt.VIR_DOMAIN_EVENT_DEFINED, libvirt.VIR_DOMAIN_EVENT_DEFINED_ADDED),
        (libvirt.VIR_DOMAIN_EVENT_STARTED, libvirt.VIR_DOMAIN_EVENT_STARTED_BOOTED),
        (libvirt.VIR_DOMAIN_EVENT_SUSPENDED, libvirt.VIR_DOMAIN_EVENT_SUSPENDED_PAUSED),
        (libvirt.VIR_DOMAIN_EVENT_RESUMED, libvirt.VIR_DOMAIN_EVENT_RESUMED_UNPAUSED),
        (libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_STOPPED_FAILED),
        (libvirt.VIR_DOMAIN_EVENT_STARTED, libvirt.VIR_DOMAIN_EVENT_STARTED_BOOTED),
        (libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_STOPPED_DESTROYED)]


def watch(connection):
    seen = []
    connection.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                      lambda _c, _d, event, detail, _o: seen.append((event, detail)), None)
    return seen


def talk(connection, guest):
    stream = connection.newStream(0)
    guest.openConsole(None, stream, 0)
    received = b""
    while BANNER not in received:
        received += stream.recv(4096)
    stream.send(b"hello")
    while b"hello" not in received:
        received += stream.recv(4096)
    stream.finish()


def main():
    libvirt.virEventRegisterDefaultImpl()
    with QemuDaemon() as daemon:
        uri = f"qemu+unix:///session?socket={daemon.path}"
        connection, other = libvirt.open(uri), libvirt.open(uri)
        seen, seen_too = watch(connection), watch(other)
        image = os.path.join(daemon.folder, "a.img")
        with open(os.environ["GUEST_IMAGE"], "rb") as source, open(image, "wb") as copy:
            copy.write(source.read())
        guest = connection.defineXML(XML.format(name="a", image=image, devices=PTY))
        guest.create()
        talk(connection, guest)
        guest.suspend()
        guest.resume()
        os.kill(daemon.process_of(domain("a", guest.UUID())), signal.SIGKILL)
        run_until(lambda: (libvirt.VIR_DOMAIN_EVENT_STOPPED, libvirt.VIR_DOMAIN_EVENT_STOPPED_FAILED) in seen)
        assert guest.state() == [libvirt.VIR_DOMAIN_SHUTOFF, libvirt.VIR_DOMAIN_SHUTOFF_CRASHED], guest.state()
        guest.create()
        guest.destroy()
        run_until(lambda: len(seen) >= len(LIFE) and len(seen_too) >= len(LIFE))
        assert seen == LIFE, seen
        assert seen_too == LIFE, seen_too
        guest.undefine()
        connection.close()
        other.close()


main()
