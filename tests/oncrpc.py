# SPDX-License-Identifier: LGPL-2.1-or-later
"""What Python tests share: a daemon of their own, and ONC RPC written by hand on plain sockets.

Nothing here uses the project's own client code, so that it is a second opinion on the wire. Every
wait has a deadline; nothing sleeps.
"""
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

REMOTE = 0x20008086
QEMU = 0x20008087
VMRPC = 0x20008090
CONNECT_OPEN, CONNECT_CLOSE = 1, 2
DOMAIN_CREATE, DOMAIN_DEFINE_XML, DOMAIN_DESTROY = 9, 11, 12
DOMAIN_LOOKUP_BY_NAME, DOMAIN_RESUME, DOMAIN_SUSPEND = 23, 28, 34
CONNECT_LIST_ALL_DOMAINS, DOMAIN_GET_STATE, EVENT_REGISTER = 273, 212, 316
HELLO, EVENT, EVENT_RESUME = 1, 2, 3
STREAM_RECV, STREAM_SEND, STREAM_FINISH, STREAM_ABORT = 4, 5, 6, 7
TIMEOUT = 20


def u32(*values):
    return b"".join(struct.pack(">I", value & 0xFFFFFFFF) for value in values)


def string(text):
    data = text if isinstance(text, bytes) else text.encode()
    return u32(len(data)) + data + b"\0" * (-len(data) % 4)


def opt(data):
    return u32(0) if data is None else u32(1) + data


def domain(name, uuid, number=-1):
    return string(name) + uuid + u32(number)


def call_header(xid, program=REMOTE, version=1, procedure=0, rpcvers=2, cred=(0, b""), verf=(0, b"")):
    return (u32(xid, 0, rpcvers, program, version, procedure) + u32(cred[0]) + string(cred[1]) +
            u32(verf[0]) + string(verf[1]))


def record(data, last=True):
    return u32((0x80000000 if last else 0) | len(data)) + data


class Reader:
    """Takes XDR apart."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def u32(self):
        value, = struct.unpack_from(">I", self.data, self.at)
        self.at += 4
        return value

    def i32(self):
        value, = struct.unpack_from(">i", self.data, self.at)
        self.at += 4
        return value

    def u64(self):
        return self.u32() << 32 | self.u32()

    def opaque(self, size):
        value = self.data[self.at:self.at + size]
        assert len(value) == size, "truncated"
        self.at += size + -size % 4
        return value

    def string(self):
        return self.opaque(self.u32()).decode()

    def domain(self):
        return self.string(), self.opaque(16), self.i32()

    def rest(self):
        return self.data[self.at:]


class Reply:
    """A reply, or a call from the server (an event), as far as its header goes."""

    def __init__(self, data):
        reader = Reader(data)
        self.raw, self.xid, self.kind = data, reader.u32(), reader.u32()
        self.accept = self.reject = self.auth = None
        self.low = self.high = None
        if self.kind == 0:
            self.rpcvers, self.program, self.version, self.procedure = (reader.u32() for _ in range(4))
            for _ in range(2):
                reader.u32()
                reader.opaque(reader.u32())
        elif reader.u32() == 0:
            reader.u32()
            reader.opaque(reader.u32())
            self.accept = reader.u32()
            if self.accept == 2:
                self.low, self.high = reader.u32(), reader.u32()
        else:
            self.reject = reader.u32()
            if self.reject == 0:
                self.low, self.high = reader.u32(), reader.u32()
            else:
                self.auth = reader.u32()
        self.body = reader


class RemoteError(Exception):
    def __init__(self, reader):
        self.code, self.origin = reader.i32(), reader.i32()
        super().__init__(f"{reader.string() if reader.u32() else ''} (code {self.code})")


class Connection:
    """What clients of all framings are. address is a path (unix) or a (host, port)."""

    def __init__(self, address, timeout=TIMEOUT):
        family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.settimeout(timeout)
        self.socket.connect(address)
        self.buffer = b""

    def send(self, data):
        self.socket.sendall(data)

    def _take(self, size):
        """So many bytes, or None at the end of the connection."""
        while len(self.buffer) < size:
            try:
                data = self.socket.recv(1 << 16)
            except ConnectionError:
                return None
            if not data:
                return None
            self.buffer += data
        taken, self.buffer = self.buffer[:size], self.buffer[size:]
        return taken

    def closed(self):
        """Whether the daemon ends the connection (waits for it)."""
        while True:
            if self.receive() is None:
                return True

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Client(Connection):
    """One connection in the framing of ONC RPC."""

    def __init__(self, address, timeout=TIMEOUT):
        super().__init__(address, timeout)
        self.xid, self.events = 100, []

    def receive(self):
        """The next record, or None at the end of the connection."""
        message = b""
        while True:
            mark = self._take(4)
            if mark is None:
                return None
            size = struct.unpack(">I", mark)[0]
            part = self._take(size & 0x7FFFFFFF)
            if part is None:
                return None
            message += part
            if size & 0x80000000:
                return Reply(message)

    def call(self, procedure, body=b"", program=REMOTE, version=1, **header):
        """Sends a call and returns the reply to it; events that come before are kept."""
        self.xid += 1
        self.send(record(call_header(self.xid, program, version, procedure, **header) + body))
        while True:
            reply = self.receive()
            if reply is None:
                raise EOFError("the daemon closed the connection")
            if reply.kind == 1 and reply.xid == self.xid:
                return reply
            self.events.append(reply)

    def result(self, procedure, body=b"", program=REMOTE):
        """The same for a procedure with a status word: the reader of its result."""
        reply = self.call(procedure, body, program)
        assert reply.accept == 0, f"accept_stat {reply.accept}"
        if reply.body.i32() != 0:
            raise RemoteError(reply.body)
        return reply.body

    def open(self, uri="", flags=0):
        self.result(CONNECT_OPEN, opt(string(uri)) + u32(flags))
        return self

    def next_event(self):
        """(sequence, kind, reader of the event's body)."""
        while True:
            message = self.events.pop(0) if self.events else self.receive()
            if message is None:
                raise EOFError("no event: the daemon closed the connection")
            if message.kind == 0:
                assert (message.xid, message.program, message.procedure) == (0, VMRPC, EVENT)
                sequence = message.body.u64()
                message.body.u64()
                return sequence, message.body.i32(), message.body


class Daemon:
    """vmrpcd in a folder of its own; use as a context manager. config: text of its file."""
    program = "vmrpcd"

    def __init__(self, *options, driver="test", tcp=False, config=None, whose="--session"):
        self.folder = tempfile.mkdtemp(prefix="vmrpc-test.")
        self.path = os.path.join(self.folder, "s")
        self.options = [whose, "--root", os.path.join(self.folder, "root"), "--driver", driver,
                        "--listen", "unix:" + self.path, *options]
        if tcp:
            self.options += ["--listen", "tcp:127.0.0.1:0"]
        if config:
            path = os.path.join(self.folder, "vmrpcd.conf")
            with open(path, "w") as file:
                file.write(config)
            self.options += ["--config", path]
        self.process = self.port = None

    def __enter__(self):
        self.log = open(os.path.join(self.folder, "log"), "ab")
        self.process = subprocess.Popen([self.program, *self.options], stdout=subprocess.PIPE,
                                        stderr=self.log, text=True)
        self.lines = []
        for _ in range(self.options.count("--listen")):
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("the daemon did not start: " + self.log_text())
            self.lines.append(line.strip())
            if line.startswith("listening on tcp:"):
                self.port = int(line.rsplit(":", 1)[1])
        return self

    def __exit__(self, kind, value, trace):
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            status = self.process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = "killed: it did not end"
        self.process.stdout.close()
        self.log.close()
        if kind or status != 0:
            print("--- log of the daemon\n" + self.log_text()[-4000:])
        shutil.rmtree(self.folder, ignore_errors=True)
        if not kind and status != 0:
            raise AssertionError(f"the daemon ended with status {status}")

    def log_text(self):
        with open(os.path.join(self.folder, "log"), errors="replace") as log:
            return log.read()

    def client(self, tcp=False):
        return Client(("127.0.0.1", self.port) if tcp else self.path)

    def resident(self):
        """Bytes of resident memory."""
        with open(f"/proc/{self.process.pid}/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGESIZE")

    def processor_time(self):
        """Seconds of processor time that it has used."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def wait_for(condition, what, timeout=TIMEOUT):
    """Polls a condition that nobody announces (a figure in /proc); the wait is select's."""
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("waited in vain until " + what)
        select.select([], [], [], 0.01)


def skip(why):
    print("SKIPPED: " + why, file=sys.stderr)
    sys.exit(77)
