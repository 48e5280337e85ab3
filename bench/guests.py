# SPDX-License-Identifier: LGPL-2.1-or-later
"""Real guests: one created and destroyed, against a QEMU that nobody manages and against libvirtd; and
fifty started together, against a shell script that does the same."""
import contextlib
import os
import re
import shutil
import subprocess
import time

from bench.figures import REPEAT, in_turn
from bench.subjects import LIMITS, Libvirtd, folder, processor_time
from oncrpc import (DOMAIN_CREATE, DOMAIN_DEFINE_XML, DOMAIN_DESTROY, Client, Daemon, call_header, domain,
                    record, string, u32)

MANY = 50
NO_QEMU = "qemu-system-x86_64 is not installed"
CONNECT_GET_ALL_DOMAIN_STATS = 344
XML = ("<domain type='qemu'><name>{name}</name><memory unit='MiB'>32</memory>"
       "<os><type arch='x86_64' machine='pc'>hvm</type></os><devices>"
       "<disk type='file'><driver name='qemu' type='raw'/><source file='{image}'/><target dev='hda'/></disk>"
       "<memballoon model='none'/></devices></domain>")
# What the daemon gives QEMU for that document, but that images are opened by name.
BARE = ["qemu-system-x86_64", "-name", "guest=bare,debug-threads=on", "-S", "-nodefaults", "-no-user-config",
        "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
        "-machine", "pc,accel=tcg,usb=off,acpi=off", "-m", "size=32768k", "-display", "none", "-rtc", "base=utc",
        "-boot", "strict=on"]


def disk(image):
    return ["-blockdev", f"driver=file,node-name=f,filename={image}", "-blockdev", "driver=raw,node-name=d,file=f",
            "-device", "ide-hd,drive=d,bootindex=1"]


def image(path, name):
    return shutil.copyfile(os.environ["GUEST_IMAGE"], os.path.join(path, name))


def bare_start(path):
    """Milliseconds until a QEMU by itself lets its guest run."""
    start = time.monotonic()
    with subprocess.Popen([*BARE, *disk(path), "-qmp", "stdio"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        process.stdin.write('{"execute":"qmp_capabilities"}{"execute":"cont"}')
        process.stdin.flush()
        while "RESUME" not in process.stdout.readline():
            pass
        taken = time.monotonic() - start
        process.kill()
    return taken * 1e3


class Ours:
    def __init__(self, client, path):
        document = XML.format(name="bench", image=image(path, "ours"))
        self.client = client
        self.guest = domain(*client.result(DOMAIN_DEFINE_XML, string(document)).domain())
        self.ends = []

    def start(self):
        start = time.monotonic()
        self.client.result(DOMAIN_CREATE, self.guest)
        created = time.monotonic()
        self.client.result(DOMAIN_DESTROY, self.guest)
        self.ends.append((time.monotonic() - created) * 1e3)
        return (created - start) * 1e3


class Theirs:
    """By a virsh that stays, so that no process is started for each."""

    def __init__(self, libvirtd, path):
        self.virsh = subprocess.Popen(["virsh", "-q", "-c", libvirtd.uri("qemu", "system")], text=True,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        document = path + ".xml"
        with open(document, "w") as file:
            file.write(XML.format(name="bench", image=path))
        self.do(f"define {document}")
        self.ends = []

    def do(self, command):
        self.virsh.stdin.write(command + "\necho done\n")
        self.virsh.stdin.flush()
        said = []
        while not said or not said[-1].endswith("done"):
            said.append(self.virsh.stdout.readline().strip())
            if any(line.startswith("error:") for line in said):
                raise RuntimeError(said[-1])

    def start(self):
        start = time.monotonic()
        self.do("start bench")
        created = time.monotonic()
        self.do("destroy bench")
        self.ends.append((time.monotonic() - created) * 1e3)
        return (created - start) * 1e3

    def close(self):
        self.virsh.stdin.close()
        self.virsh.stdout.close()
        self.virsh.wait()


def one(report):
    with contextlib.ExitStack() as stack:
        path = stack.enter_context(folder())
        daemon = stack.enter_context(Daemon(driver="qemu"))
        client = stack.enter_context(daemon.client())
        libvirtd = stack.enter_context(Libvirtd())
        ours, bare = Ours(client.open(), path), image(path, "bare")
        sides = {"ours": ours.start, "bare QEMU": lambda: bare_start(bare)}
        why = libvirtd.start()
        theirs = None
        if why:
            report.absent("create and destroy by libvirtd", why)
        else:
            try:
                theirs = stack.enter_context(contextlib.closing(
                    Theirs(libvirtd, image(libvirtd.folder, "theirs.img"))))
                theirs.start()
                theirs.ends.clear()
                sides["libvirtd"] = theirs.start
            except RuntimeError as problem:
                report.absent("create and destroy by libvirtd", str(problem))
                theirs = None
        values = in_turn(sides, REPEAT * 2)
        extra = [mine - other for mine, other in zip(values["ours"], values["bare QEMU"])]
        report.compare("create to running", "ms", values, "bare QEMU")
        report.add("create to running, beyond a bare QEMU", "ms", extra, goal="<= 15 ms")
        if theirs:
            report.compare("create to running", "ms", values, "libvirtd")
            report.compare("destroy", "ms", {"ours": ours.ends, "libvirtd": theirs.ends}, "libvirtd",
                           "<= 20 ms")
        else:
            report.add("destroy", "ms", ours.ends, goal="<= 20 ms")


def processes(pattern):
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline") as line:
            if re.search(pattern, line.read()):
                yield int(pid)


def many_ours(path):
    """Seconds, and processor time of the daemon and of its guests."""
    with Daemon(driver="qemu", config=LIMITS) as daemon, Client(daemon.path, 120) as client:
        client.open()
        guests = [domain(*client.result(DOMAIN_DEFINE_XML, string(XML.format(
            name=f"many{number}", image=image(path, f"ours{number}")))).domain()) for number in range(MANY)]
        before, start = processor_time(daemon.process.pid), time.monotonic()
        client.send(b"".join(record(call_header(number + 1, procedure=DOMAIN_CREATE) + guest)
                             for number, guest in enumerate(guests)))
        for _ in guests:
            assert client.receive().body.i32() == 0, "a guest did not start"
        client.result(CONNECT_GET_ALL_DOMAIN_STATS, u32(0, 0, 0))
        taken = time.monotonic() - start
        busy = processor_time(daemon.process.pid) - before
        theirs = sum(processor_time(pid) for pid in processes(r"guest=many\d+,"))
        for guest in guests:
            client.result(DOMAIN_DESTROY, guest)
    return taken, busy, theirs


SCRIPT = """
for n in $(seq {many}); do
    {qemu} -qmp unix:{path}/$n.qmp,server=on,wait=off &
done
for n in $(seq {many}); do
    until [ -S {path}/$n.qmp ]; do :; done
    printf '{{"execute":"qmp_capabilities"}}{{"execute":"cont"}}{{"execute":"query-blockstats"}}' |
        socat -t 5 - UNIX-CONNECT:{path}/$n.qmp | grep -m 1 -q rd_bytes
done
"""


def many_by_script(path):
    words = [*BARE, *disk(path + "/script$n")]
    for number in range(1, MANY + 1):
        image(path, f"script{number}")
    qemu = " ".join('"' + word.replace('"', '\\"') + '"' if "$" in word or "," in word else word for word in words)
    start = time.monotonic()
    subprocess.run(["sh", "-c", SCRIPT.format(many=MANY, qemu=qemu, path=path)], check=False,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    taken = time.monotonic() - start
    for pid in processes("guest=bare,"):
        os.kill(pid, 9)
    return taken


def many(report):
    with folder() as path:
        taken, busy, guests = many_ours(path)
        if shutil.which("socat"):
            other = many_by_script(path)
            report.add(f"{MANY} guests started together and asked once", "s", [taken], "shell script", "",
                       taken / other, [other])
        else:
            report.add(f"{MANY} guests started together and asked once", "s", [taken])
        report.add("processor time of the daemon for them", "s", [busy], "of the guests' own", "< 0.05x",
                   busy / guests, [guests])


def measure(report):
    if not shutil.which("qemu-system-x86_64"):
        report.absent("real guests", NO_QEMU)
        return
    one(report)
    many(report)
