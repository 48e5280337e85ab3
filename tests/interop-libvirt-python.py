#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Stock python3-libvirt: events of a whole life in order, several connections, errors with their
codes, console and screenshot as streams, keepalive."""
from oncrpc import Daemon
from stock_libvirt import fails, libvirt, receive_all, run_until

XML = "<domain type='test'><name>new</name><memory>1024</memory><os><type>hvm</type></os></domain>"
LIFE = [(libvirt.VIR_DOMAIN_EVENT_DEFINED, 0), (libvirt.VIR_DOMAIN_EVENT_STARTED, 0),
        (libvirt.VIR_DOMAIN_EVENT_SUSPENDED, 0), (libvirt.VIR_DOMAIN_EVENT_RESUMED, 0),
        (libvirt.VIR_DOMAIN_EVENT_STOPPED, 1), (libvirt.VIR_DOMAIN_EVENT_UNDEFINED, 0)]


def test_events(watcher, actor):
    seen, legacy, reboots = [], [], []

    def on_lifecycle(_connection, domain, event, detail, _opaque):
        assert domain.name() == "new"
        seen.append((event, detail))

    def on_legacy(_connection, domain, event, detail, _opaque):
        legacy.append((event, detail))

    by_id = watcher.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, on_lifecycle, None)
    watcher.domainEventRegister(on_legacy, None)
    reboot = watcher.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_REBOOT,
                                            lambda *_: reboots.append(1), None)
    domain = actor.defineXML(XML)
    domain.create()
    domain.suspend()
    domain.resume()
    domain.destroy()
    domain.undefine()
    run_until(lambda: len(seen) >= len(LIFE) and len(legacy) >= len(LIFE))
    assert seen == LIFE, seen
    assert legacy == LIFE, legacy
    watcher.domainEventDeregister(on_legacy)
    watcher.domainEventDeregisterAny(by_id)
    watcher.domainEventDeregisterAny(reboot)
    assert not reboots


def test_errors(connection):
    fails(libvirt.VIR_ERR_NO_DOMAIN, connection.lookupByName, "nobody")
    fails(libvirt.VIR_ERR_NO_SUPPORT, connection.networkDefineXML, "<network/>")
    fails(libvirt.VIR_ERR_NO_SUPPORT, connection.getSysinfo)


def test_unmanaged(connection):
    """What there is none of here; libraries list it, and register for its events, without asking."""
    for name in ("Networks", "Interfaces", "Devices", "Secrets", "NWFilters", "NWFilterBindings"):
        assert getattr(connection, "listAll" + name)() == [], name
    for name in ("Networks", "DefinedNetworks", "Interfaces", "DefinedInterfaces", "Secrets", "NWFilters"):
        assert getattr(connection, "numOf" + name)() == 0, name
        assert getattr(connection, "list" + name)() == [], name
    assert connection.numOfDevices(None) == 0 and connection.listDevices(None) == []
    fails(libvirt.VIR_ERR_NO_NETWORK, connection.networkLookupByName, "default")
    fails(libvirt.VIR_ERR_NO_INTERFACE, connection.interfaceLookupByName, "eth0")
    fails(libvirt.VIR_ERR_NO_NODE_DEVICE, connection.nodeDeviceLookupByName, "computer")
    fails(libvirt.VIR_ERR_NO_SECRET, connection.secretLookupByUsage, 2, "disk")
    fails(libvirt.VIR_ERR_NO_NWFILTER, connection.nwfilterLookupByName, "clean")
    fails(libvirt.VIR_ERR_NO_NWFILTER_BINDING, connection.nwfilterBindingLookupByPortDev, "tap0")
    for what, kind in (("network", 0), ("nodeDevice", 0), ("nodeDevice", 1), ("secret", 0)):
        callback = getattr(connection, what + "EventRegisterAny")(None, kind, lambda *_: None, None)
        getattr(connection, what + "EventDeregisterAny")(callback)


def test_read_only(uri):
    connection = libvirt.openReadOnly(uri)
    domain = connection.lookupByName("test")
    assert domain.state()[0] == libvirt.VIR_DOMAIN_RUNNING
    for write in (domain.suspend, domain.destroy, domain.undefine, lambda: connection.defineXML(XML)):
        fails(libvirt.VIR_ERR_OPERATION_DENIED, write)
    connection.close()


def test_console(connection):
    domain = connection.lookupByName("test")
    stream = connection.newStream(0)
    domain.openConsole(None, stream, 0)
    received = b""
    for text in (b"x", b"hello", bytes(range(32, 127)) * 100):
        stream.send(text)
        while text not in received:
            received += stream.recv(4096)
    stream.finish()
    stream = connection.newStream(0)
    assert domain.screenshot(stream, 0, 0) == "image/png"
    assert receive_all(stream).startswith(b"\x89PNG\r\n\x1a\n")


def main():
    libvirt.virEventRegisterDefaultImpl()
    with Daemon() as daemon:
        uri = f"test+unix:///default?socket={daemon.path}"
        watcher, actor = libvirt.open(uri), libvirt.open(uri)
        watcher.setKeepAlive(1, 3)
        test_events(watcher, actor)
        test_errors(actor)
        test_unmanaged(actor)
        test_read_only(uri)
        test_console(actor)
        # A client that is served by the loop while another waits for an answer stays alive.
        assert watcher.isAlive() and actor.isAlive()
        assert watcher.close() == 0 and actor.close() == 0


main()
