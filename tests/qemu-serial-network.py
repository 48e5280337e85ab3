#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Serial ports on the network: the guest is heard and answers by TCP, where QEMU listens and where it
connects, by telnet and by UDP; channels of these kinds are plugged into a guest that runs, and out."""
import os
import socket

from devices import ATTACH, DETACH, change, xml
from guests import BANNER, QemuDaemon
from oncrpc import DOMAIN_DESTROY, wait_for

HOST = "127.0.0.1"
IAC = b"\xff"  # RFC 854


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def source(mode, port):
    return f"<source mode='{mode}' host='{HOST}' service='{port}'/>"


def channel(kind, inside, name):
    return f"<channel type='{kind}'>{inside}<target type='virtio' name='{name}'/></channel>"


def receive(connection, wanted, seen=b""):
    connection.settimeout(20)
    while wanted not in seen:
        data = connection.recv(4096)
        assert data, f"{wanted} has not come, only {seen}"
        seen += data
    return seen


def connect(daemon):
    """QEMU is the client."""
    with socket.create_server((HOST, 0)) as server:
        server.settimeout(20)
        guest = daemon.guest("client", f"<serial type='tcp'>{source('connect', server.getsockname()[1])}</serial>")
        with server.accept()[0] as connection:
            receive(connection, BANNER)
            connection.sendall(b"x")
            receive(connection, b"x")
    return guest


def listen(daemon):
    """QEMU is the server, which does not make the guest wait for a client."""
    port, telnet = free_port(), free_port()
    guest = daemon.guest("server", f"<serial type='tcp'>{source('bind', port)}</serial>"
                         f"<serial type='tcp'>{source('bind', telnet)}<protocol type='telnet'/></serial>")
    with socket.create_connection((HOST, port)) as connection:
        wait_for(lambda: answers(connection), "an echo")
    with socket.create_connection((HOST, telnet)) as connection:
        receive(connection, IAC)
    return guest


def answers(connection):
    """The guest may still boot, and then does not hear."""
    connection.sendall(b"y")
    connection.settimeout(0.1)
    try:
        return b"y" in connection.recv(4096)
    except TimeoutError:
        return False


def datagrams(daemon):
    port = free_port(socket.SOCK_DGRAM)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind((HOST, 0))
        guest = daemon.guest("datagrams", f"<serial type='udp'>{source('bind', port)}"
                             f"{source('connect', peer.getsockname()[1])}</serial>")
        receive(peer, BANNER)
        peer.sendto(b"z", (HOST, port))
        receive(peer, b"z")
    return guest


def plugged(daemon, client, guest):
    with socket.create_server((HOST, 0)) as server, socket.socket(socket.AF_UNIX) as local:
        path = os.path.join(daemon.folder, "local")
        local.bind(path)
        local.listen()
        port = free_port()
        for kind, inside in (("tcp", source("connect", server.getsockname()[1])), ("tcp", source("bind", port)),
                             ("unix", f"<source mode='connect' path='{path}'/>"),
                             ("udp", source("connect", free_port(socket.SOCK_DGRAM)))):
            document = channel(kind, inside, "com.example.own")
            change(client, ATTACH, guest, document)
            assert inside in xml(client, guest), xml(client, guest)
            if "bind" in inside:
                socket.create_connection((HOST, port)).close()
            change(client, DETACH, guest, document)
            assert "com.example.own" not in xml(client, guest), xml(client, guest)


def main():
    with QemuDaemon() as daemon:
        guests = [connect(daemon), listen(daemon), datagrams(daemon)]
        with daemon.client() as client:
            assert "<protocol type='telnet'/>" in xml(client, guests[1])
            assert "<protocol type='raw'/>" in xml(client, guests[1])
        base = daemon.guest("base", "<controller type='virtio-serial'/>")
        with daemon.client() as client:
            plugged(daemon, client, base)
            for guest in guests:
                client.result(DOMAIN_DESTROY, guest)


if __name__ == "__main__":
    main()
