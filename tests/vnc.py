# SPDX-License-Identifier: LGPL-2.1-or-later
"""A client of VNC servers as far as they let somebody in: RFC 6143, and VeNCrypt with certificates."""
import shutil
import socket
import struct
import subprocess

from oncrpc import TIMEOUT, skip

VERSION = b"RFB 003.008\n"
NONE, PASSWORD, VENCRYPT = 1, 2, 19
X509_NONE, X509_PASSWORD = 260, 261


def need_des():
    if not shutil.which("openssl"):
        skip("openssl is not installed")


def encrypted(challenge, password):
    """By DES with the bits of each byte of the password in reverse (RFC 6143, 7.2.2). Triple DES with
    three times the same key is DES."""
    key = bytes(int(f"{byte:08b}"[::-1], 2) for byte in password.encode().ljust(8, b"\0")[:8])
    return subprocess.run(["openssl", "enc", "-des-ede3", "-nopad", "-K", (key * 3).hex()], input=challenge,
                          stdout=subprocess.PIPE, check=True).stdout


class Vnc:
    """A connection to a path or to (host, port); offered: the types of security."""

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET)
        self.socket.settimeout(TIMEOUT)
        self.socket.connect(address)
        assert self.take(12) == VERSION
        self.socket.sendall(VERSION)
        self.offered = list(self.take(self.take(1)[0]))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def take(self, size):
        data = b""
        while len(data) < size:
            more = self.socket.recv(size - len(data))
            if not more:
                raise EOFError("the VNC server has closed the connection")
            data += more
        return data

    def number(self):
        return struct.unpack(">I", self.take(4))[0]

    def let_in(self):
        """Whether the server takes us; if so, it knows what to show."""
        if self.number() != 0:
            self.take(self.number())  # why
            return False
        self.socket.sendall(b"\1")
        width, height = struct.unpack(">HH", self.take(4))
        return width > 0 and height > 0

    def none(self):
        self.socket.sendall(bytes([NONE]))
        return self.let_in()

    def answer(self, password):
        self.socket.sendall(encrypted(self.take(16), password))
        return self.let_in()

    def password(self, password):
        self.socket.sendall(bytes([PASSWORD]))
        return self.answer(password)

    def start_tls(self, context, name="localhost"):
        """Goes on inside TLS; the one subtype that was offered."""
        self.socket.sendall(bytes([VENCRYPT]))
        assert self.take(2) == b"\0\2"
        self.socket.sendall(b"\0\2")
        assert self.take(1) == b"\0"
        subtypes = [self.number() for _ in range(self.take(1)[0])]
        assert len(subtypes) == 1, subtypes
        self.socket.sendall(struct.pack(">I", subtypes[0]))
        assert self.take(1) == b"\1"
        self.socket = context.wrap_socket(self.socket, server_hostname=name)
        return subtypes[0]
