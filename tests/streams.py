# SPDX-License-Identifier: LGPL-2.1-or-later
"""What tests of streams over the wire share: a daemon whose driver has streams of every kind (see
tests/stream_ends.h), and a client that has many calls in flight."""
import os

from oncrpc import (STREAM_ABORT, STREAM_FINISH, STREAM_RECV, STREAM_SEND, VMRPC, Client, Daemon,
                    RemoteError, call_header, domain, opt, record, string, u32, wait_for)

DOMAIN_OPEN_CONSOLE = 201
FOR_EVER = 0xffffffff
OPERATION_FAILED, OPERATION_DENIED, WRITE_FAILED = 9, 29, 34
OPERATION_INVALID, INVALID_STREAM, ABORTED = 55, 73, 78


class StreamDaemon(Daemon):
    program = os.path.join(os.environ["builddir"], "tests", "stream-daemon")

    def client(self, tcp=False, flags=0):
        client = StreamClient(("127.0.0.1", self.port) if tcp else self.path)
        return client.open("fake:///", flags)

    def census(self):
        """How many ends of streams there are, and how many coroutines."""
        with self.client() as client:
            return client.recv(client.open_stream("census"))[0].decode()

    def wait_for_nothing(self):
        wait_for(lambda: self.census() == "ends 0, coroutines 0", "no stream is left")


def expect_error(code, prefix, function, *args):
    try:
        function(*args)
    except RemoteError as error:
        assert error.code == code and str(error).startswith(prefix), error
    else:
        raise AssertionError(f"no error '{prefix}'")


class StreamClient(Client):
    """start() and its kin return an XID at once, finish(XID) has the result."""

    def __init__(self, address):
        super().__init__(address)
        self.early = {}

    def start(self, procedure, body, program=VMRPC):
        self.xid += 1
        self.send(record(call_header(self.xid, program, 1, procedure) + body))
        return self.xid

    def end(self, xid):
        """The reader of the result of a call that was started."""
        while xid not in self.early:
            reply = self.receive()
            if reply is None:
                raise EOFError("the daemon closed the connection")
            assert reply.kind == 1 and reply.accept == 0, reply.raw
            self.early[reply.xid] = reply.body
        body = self.early.pop(xid)
        if body.i32() != 0:
            raise RemoteError(body)
        return body

    def open_stream(self, kind):
        xid = self.start(DOMAIN_OPEN_CONSOLE, domain("guest", bytes(16)) + opt(string(kind)) + u32(0),
                         0x20008086)
        self.end(xid)
        return xid

    @staticmethod
    def stream(xid):
        return opt(None if xid is None else u32(xid))

    def start_recv(self, stream, most=0, wait_ms=FOR_EVER):
        return self.start(STREAM_RECV, self.stream(stream) + u32(most, wait_ms))

    def end_recv(self, xid):
        """(data, hole, ended)"""
        body = self.end(xid)
        return body.opaque(body.u32()), body.u64(), body.i32()

    def recv(self, stream, most=0, wait_ms=FOR_EVER):
        return self.end_recv(self.start_recv(stream, most, wait_ms))

    def start_send(self, stream, data, hole=0):
        return self.start(STREAM_SEND, self.stream(stream) + string(data) + u32(hole >> 32, hole))

    def send_data(self, stream, data, hole=0):
        self.end(self.start_send(stream, data, hole))

    def finish(self, stream):
        self.end(self.start(STREAM_FINISH, self.stream(stream)))

    def abort(self, stream):
        self.end(self.start(STREAM_ABORT, self.stream(stream)))
