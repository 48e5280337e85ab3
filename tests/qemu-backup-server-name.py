#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The server of a pull backup listens at a name, whose address comes late: the guest goes on meanwhile, and
its QEMU listens at the first address that is this host's. A name without one, or that nobody knows, is
refused."""
import fcntl
import socket
import struct
import subprocess
import threading

from blocks import BlockDaemon, disk, opt_string
from guests import BANNER, PTY, own_mounts
from oncrpc import REMOTE, RemoteError, skip, string, u32

BACKUP_BEGIN = 421
SIOCSIFFLAGS, IFF_UP, PORT = 0x8914, 1, 10809
ADDRESSES = {"late.test": ("192.0.2.1", "127.0.0.2"), "elsewhere.test": ("192.0.2.1",), "nobody.test": ()}


class Names:
    """A server of names, which answers about the first one only when it is told to."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))
        self.asked, self.go_on = threading.Event(), threading.Event()
        threading.Thread(target=self.serve, daemon=True).start()

    @staticmethod
    def answer(query):
        at, labels = 12, []
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode())
            at += 1 + query[at]
        kind, = struct.unpack_from(">H", query, at + 1)
        known = ADDRESSES.get(".".join(labels), ())
        found = known if kind == 1 else ()
        records = b"".join(struct.pack(">HHHIH", 0xC00C, 1, 1, 0, 4) + socket.inet_aton(one) for one in found)
        return (query[:2] + struct.pack(">HHHHH", 0x8180 | (0 if known else 3), 1, len(found), 0, 0) +
                query[12:at + 5] + records)

    def serve(self):
        while True:
            query, peer = self.socket.recvfrom(512)
            if b"late" in query:
                self.asked.set()
                self.go_on.wait()
            self.socket.sendto(self.answer(query), peer)


def make_host():
    """Its names are asked of us alone."""
    own_mounts("--net")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def replace(daemon, path, text):
    own = daemon.file(path.rsplit("/", 1)[1])
    with open(own, "w") as file:
        file.write(text)
    if subprocess.run(["mount", "--bind", own, path], check=False).returncode:
        skip(f"'{path}' cannot be replaced")


def begin(client, daemon, guest, name):
    document = (f"<domainbackup mode='pull'><server transport='tcp' name='{name}' port='{PORT}'/><disks>"
                f"<disk name='vda' type='file'><scratch file='{daemon.file('scratch')}'/></disk>"
                "</disks></domainbackup>")
    return client.start(BACKUP_BEGIN, guest + string(document) + opt_string(None) + u32(0), REMOTE)


def refused(client, daemon, guest, name, why):
    try:
        client.end(begin(client, daemon, guest, name))
    except RemoteError as error:
        assert name in str(error) and why in str(error), str(error)
    else:
        raise AssertionError(f"a server at {name}")


def main():
    make_host()
    daemon = BlockDaemon()
    replace(daemon, "/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:20\n")
    replace(daemon, "/etc/hosts", "127.0.0.1 localhost\n")
    replace(daemon, "/etc/nsswitch.conf", "hosts: files dns\n")
    names = Names()
    with daemon, daemon.client() as client:
        guest = daemon.disk_guest("guest", disk(daemon.chain("disk", 1)[0]) + PTY)
        console = daemon.control.open_console(guest)
        daemon.control.until(console, BANNER, daemon.console_log("guest"))
        refused(client, daemon, guest, "elsewhere.test", "has no address to listen at here")
        refused(client, daemon, guest, "nobody.test", "cannot find the address of host")
        call = begin(client, daemon, guest, "late.test")
        assert names.asked.wait(20), "nobody has asked for the name"
        daemon.control.send_data(console, b"typed")
        daemon.control.until(console, b"typed")
        names.go_on.set()
        client.end(call)
        with socket.create_connection(("127.0.0.2", PORT), 20) as server:
            assert server.recv(8) == b"NBDMAGIC"


main()
