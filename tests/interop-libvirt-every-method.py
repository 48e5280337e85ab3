#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every method of stock python3-libvirt that can be called with plain numbers and texts, on a connection,
a guest that runs, its pool and a volume: each gives a result or an error that says what is wrong, on a
connection that stays."""
import inspect
import itertools
import os

from guests import PTY, XML, QemuDaemon
from stock_libvirt import libvirt

# These need a second connection, or end this one; or the binding itself does not survive such arguments.
LEFT_OUT = {"close", "migrate", "migrate2", "migrate3"}
# What no call of a client's should ever meet: errors of the connection and of memory, and no answer.
UNFIT = {libvirt.VIR_ERR_RPC, libvirt.VIR_ERR_NO_MEMORY, libvirt.VIR_ERR_INVALID_CONN,
         libvirt.VIR_ERR_OPERATION_TIMEOUT}
POOL = "<pool type='dir'><name>pool</name><target><path>%s</path></target></pool>"
VOLUME = "<volume><name>%s</name><capacity>4096</capacity></volume>"


class Things:
    """What methods are called on; made anew when the last one has taken it away."""

    def __init__(self, daemon):
        self.connection = libvirt.open(f"qemu+unix:///session?socket={daemon.path}")
        self.folder = daemon.folder
        image = os.path.join(daemon.folder, "a.img")
        with open(os.environ["GUEST_IMAGE"], "rb") as source, open(image, "wb") as copy:
            copy.write(source.read())
        self.guest_xml = XML.format(name="a", image=image, devices=PTY)

    def virConnect(self):
        return self.connection

    def virDomain(self):
        guests = self.connection.listAllDomains()
        guest = guests[0] if guests else self.connection.defineXML(self.guest_xml)
        if guest.isActive() and guest.state()[0] != libvirt.VIR_DOMAIN_RUNNING:
            guest.destroy()
        if not guest.isActive():
            guest.create()
        return guest

    def virStoragePool(self):
        pools = self.connection.listAllStoragePools()
        pool = pools[0] if pools else self.connection.storagePoolDefineXML(POOL % (self.folder + "/pool"))
        if not pool.isActive():
            pool.build()
            pool.create()
        return pool

    def virStorageVol(self):
        pool = self.virStoragePool()
        return (pool.listAllVolumes() or [pool.createXML(VOLUME % "volume")])[0]


def try_method(target, name, connection):
    """What came of it, with the first arguments that the binding lets pass."""
    values = ("x", 0, connection.newStream(0), b"\x01" * 16, {"x": 1}, ["x"], (True,))
    parameters = inspect.signature(getattr(target, name)).parameters.values()
    needed = [parameter for parameter in parameters if parameter.default is inspect.Parameter.empty]
    for arguments in itertools.product(values, repeat=len(needed)):
        try:
            getattr(target, name)(*arguments)
        except libvirt.libvirtError as error:
            code = error.get_error_code()
            assert code not in UNFIT, f"{name}{arguments}: {error} ({code})"
            assert str(error).strip(), name
            return "refused"
        except (TypeError, LookupError, AttributeError, OverflowError, ValueError, SystemError):
            continue
        return "done"
    return "not called"


def main():
    libvirt.virEventRegisterDefaultImpl()
    with QemuDaemon("--driver", "storage") as daemon:
        things = Things(daemon)
        outcome = {"done": 0, "refused": 0, "not called": 0}
        for kind in ("virConnect", "virDomain", "virStoragePool", "virStorageVol"):
            for name, _ in inspect.getmembers(getattr(libvirt, kind), inspect.isfunction):
                if name.startswith("_") or name in LEFT_OUT:
                    continue
                result = try_method(getattr(things, kind)(), name, things.connection)
                outcome[result] += 1
                print(f"{kind}.{name}: {result}", flush=True)
                assert things.connection.isAlive() and things.connection.getLibVersion(), name
        assert outcome["done"] > 120 and outcome["refused"] > 150, outcome
        for guest in things.connection.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE):
            guest.destroy()
        things.connection.close()


main()
