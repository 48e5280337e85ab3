# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whom the figures are about: the daemon with so many definitions, the programs that it is held
against, and a libvirtd of one's own. Each ends with its `with`."""
import contextlib
import os
import pathlib
import resource
import shutil
import subprocess
import tempfile

from oncrpc import DOMAIN_DEFINE_XML, Daemon, call_header, record, string, wait_for

PROGRAMS = os.path.join(os.environ["builddir"], "bench")
LIMITS = ("[limits]\nconnections = 30000\nconnections-per-uid = 30000\n"
          "connections-before-authentication = 30000\nconnections-per-address = 30000\n")
AT_ONCE = 64  # calls of one client


def run(program, *arguments, cpus=None):
    """The words that one of the bench programs prints."""
    done = subprocess.run([os.path.join(PROGRAMS, program), *map(str, arguments)], check=True,
                          stdout=subprocess.PIPE, text=True,
                          preexec_fn=lambda: cpus and os.sched_setaffinity(0, cpus))
    return done.stdout.split()


class Program:
    """One of them that is talked with, line by line."""

    def __init__(self, program, *arguments):
        self.process = subprocess.Popen([os.path.join(PROGRAMS, program), *map(str, arguments)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def line(self, say=None):
        if say:
            self.process.stdin.write(say + "\n")
            self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if not answer:
            raise RuntimeError(f"{self.process.args[0]} ended")
        return answer

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def rate(*arguments, cpus=None):
    """Calls per second."""
    return float(run("load", *arguments, cpus=cpus)[0])


def need_descriptors(n):
    """Lets this process, and those that it starts, have so many: None, or why that cannot be."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < n + 200:
        return f"only {hard} descriptors may be had"
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return None


@contextlib.contextmanager
def folder():
    with tempfile.TemporaryDirectory(prefix="vmrpc-bench.") as path:
        yield path


class Peer:
    """One of bench/peers, on a socket of its own or, with tcp, on a port."""

    def __init__(self, kind, *arguments, tcp=False):
        self.folder = tempfile.mkdtemp(prefix="vmrpc-bench.")
        self.path = os.path.join(self.folder, "s")
        where = "tcp" if tcp else self.path
        self.process = subprocess.Popen([PROGRAMS + "/peers", kind, where, *map(str, arguments)],
                                        stdout=subprocess.PIPE, text=True)
        words = self.process.stdout.readline().split()
        assert words and words[0] == "ready", f"bench/peers {kind} did not start"
        self.address = f"tcp:{words[1]}" if tcp else self.path

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.folder)

    def processor_time(self):
        return processor_time(self.process.pid)


def processor_time(pid):
    """Seconds of processor time, exact to the scheduler's nanoseconds."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def resident(pid):
    """Bytes, shared ones included."""
    with open(f"/proc/{pid}/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def test_document(number, kind="test"):
    return (f"<domain type='{kind}'><name>guest{number}</name><memory>65536</memory><vcpu>1</vcpu>"
            "<os><type arch='x86_64' machine='pc'>hvm</type></os><devices>"
            f"<disk type='file' device='disk'><source file='/srv/guest{number}.img'/>"
            "<target dev='hda'/></disk><interface type='user'/></devices></domain>")


def define(client, numbers, kind="test"):
    """Many at a time, so that the disk is waited for once for many."""
    for first in range(0, len(numbers), AT_ONCE):
        batch = numbers[first:first + AT_ONCE]
        client.send(b"".join(record(call_header(number, procedure=DOMAIN_DEFINE_XML) +
                                    string(test_document(number, kind))) for number in batch))
        for _ in batch:
            assert client.receive().body.i32() == 0, "a domain is not defined"


class Crowd(Daemon):
    """A daemon of many domains."""

    def __init__(self, n, driver="test", **more):
        super().__init__(driver=driver, config=LIMITS, **more)
        self.n, self.kind = n, driver

    @property
    def uri(self):
        return f"{self.kind}+unix:///{'default' if self.kind == 'test' else 'session'}?socket={self.path}"

    def __enter__(self):
        super().__enter__()
        with self.client() as client:
            client.open()
            define(client, range(self.n), self.kind)
        return self


class Libvirtd:
    """A libvirtd whose folders are its own, by mount namespace, so only for root.
    start() returns why it cannot be had, or None."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="vmrpc-bench.")
        self.process = self.pid = None
        self.program = shutil.which("libvirtd", path=os.environ["PATH"] + ":/usr/sbin")

    def uri(self, driver, path):
        return f"{driver}+unix:///{path}?socket={self.folder}/libvirt-sock"

    def start(self):
        if not self.program:
            return "libvirtd is not installed (packages libvirt-daemon, libvirt-daemon-driver-qemu)"
        if not shutil.which("virsh"):
            return "virsh is not installed (package libvirt-clients)"
        if os.geteuid() != 0:
            return "only root can run a libvirtd with folders of its own"
        config = os.path.join(self.folder, "libvirtd.conf")
        pathlib.Path(config).write_text(f'unix_sock_dir = "{self.folder}"\nauth_unix_rw = "none"\n'
                                        'log_outputs = "3:stderr"\n')
        pathlib.Path(self.folder, "qemu.conf").write_text(
            'user = "root"\ngroup = "root"\nsecurity_driver = "none"\nstdio_handler = "file"\n'
            'namespaces = []\ncgroup_controllers = []\n')
        for name in ("passwd", "group"):
            text = pathlib.Path("/etc", name).read_text()
            if "libvirt-qemu:" not in text:  # its package for services would make this user
                text += f"libvirt-qemu:x:64055:{'64055::/:/bin/false' if name == 'passwd' else ''}\n"
            pathlib.Path(self.folder, name).write_text(text)
        script = (f"set -e; exec 9<{self.folder}; "
                  "for f in /var/lib /var/log /var/cache /run; do mount -t tmpfs tmpfs $f; done; "
                  f"mkdir -p {self.folder} /run/lock; mount --bind /proc/self/fd/9 {self.folder}; exec 9<&-; "
                  f"for f in passwd group; do mount --bind {self.folder}/$f /etc/$f; done; "
                  f"mount --bind {self.folder} /etc/libvirt; "
                  f"exec {self.program} --timeout 600 --config {config} --pid-file /run/libvirtd.pid")
        self.log = open(os.path.join(self.folder, "log"), "wb")
        self.process = subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "--net", "--uts", "sh", "-c", script],
            stdout=self.log, stderr=self.log)
        self.pid = self.process.pid  # unshare and sh have become libvirtd
        try:
            wait_for(self.answers, "libvirtd answers")
        except AssertionError:
            return "libvirtd does not start here"
        return None

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError("libvirtd has ended")
        return subprocess.run(["virsh", "-q", "-c", self.uri("test", "default"), "uri"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              check=False).returncode == 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
