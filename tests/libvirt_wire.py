# SPDX-License-Identifier: LGPL-2.1-or-later
"""libvirt's framing written by hand, beside oncrpc.py's records: for tests of what stock clients do
not do, or do not show."""
import struct

from oncrpc import REMOTE, TIMEOUT, Connection, Reader, RemoteError, opt, string, u32

KEEPALIVE = 0x6B656570
CALL, REPLY, EVENT, STREAM, CALL_WITH_FDS, REPLY_WITH_FDS, HOLE = range(7)
OK, ERROR, CONTINUE = range(3)
PING, PONG = 1, 2
AUTH_LIST, SUPPORTS_FEATURE, CONNECT_OPEN, CONNECT_CLOSE = 66, 60, 1, 2
FEATURE_KEEPALIVE = 10


def packet(procedure, body=b"", kind=CALL, serial=0, status=OK, program=REMOTE, version=1, length=None):
    return u32(28 + len(body) if length is None else length, program, version, procedure, kind, serial,
               status) + body


class Packet:
    def __init__(self, data):
        (self.program, self.version, self.procedure, self.kind, self.serial,
         self.status) = struct.unpack_from(">IIiIIi", data)
        self.payload = data[24:]
        self.body = Reader(self.payload)

    def error(self):
        assert self.status == ERROR, f"status {self.status}"
        return RemoteError(Reader(self.payload))


class LibvirtClient(Connection):
    """One connection in libvirt's framing."""

    def __init__(self, address, timeout=TIMEOUT):
        super().__init__(address, timeout)
        self.serial, self.others = -1, []

    def receive(self):
        """The next packet, or None at the end of the connection."""
        size = self._take(4)
        data = size and self._take(struct.unpack(">I", size)[0] - 4)
        return Packet(data) if data else None

    def expect(self, kind, **fields):
        """The next packet of this kind whose fields are so; others are kept in .others."""
        def fits(item):
            return item.kind == kind and all(getattr(item, name) == value for name, value in fields.items())

        for item in self.others:
            if fits(item):
                self.others.remove(item)
                return item
        while True:
            item = self.receive()
            if item is None:
                raise EOFError("the daemon closed the connection")
            if fits(item):
                return item
            self.others.append(item)

    def start(self, procedure, body=b"", **header):
        """Sends a call; returns its serial."""
        self.serial += 1
        self.send(packet(procedure, body, serial=self.serial, **header))
        return self.serial

    def call(self, procedure, body=b"", **header):
        return self.expect(REPLY, serial=self.start(procedure, body, **header))

    def result(self, procedure, body=b""):
        reply = self.call(procedure, body)
        if reply.status != OK:
            raise reply.error()
        return reply.body

    def open(self, uri="", flags=0):
        assert self.result(AUTH_LIST).rest() == u32(1, 0), "no authentication but none"
        self.result(CONNECT_OPEN, opt(string(uri)) + u32(flags))
        return self

    def stream(self, procedure, data=b"", status=CONTINUE, serial=None, kind=STREAM):
        self.send(packet(procedure, data, kind, self.serial if serial is None else serial, status))
