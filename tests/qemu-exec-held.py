#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The exec of an emulator hangs, since its interpreter cannot be read (somebody has a lease on the file): who
starts the guest waits, and nobody else; it can be destroyed at once; it runs when the file can be read. When the
daemon is killed meanwhile the next one leaves nothing of it."""
import contextlib
import fcntl
import glob
import os
import shutil
import signal

from guests import XML, QemuDaemon
from oncrpc import (DOMAIN_CREATE, DOMAIN_DEFINE_XML, DOMAIN_DESTROY, DOMAIN_GET_STATE, DOMAIN_LOOKUP_BY_NAME,
                    REMOTE, RemoteError, domain, skip, string, u32, wait_for)
from slow_disk import Disk

SHUTOFF, RUNNING = 5, 1


class Lease:
    """Whoever opens the file from now on is held up."""

    def __init__(self, path):
        self.fd = os.open(path, os.O_RDONLY)
        try:
            fcntl.fcntl(self.fd, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        except OSError as error:
            skip(f"no lease can be had on '{path}': {error}")

    def wait(self):
        wait_for(lambda: fcntl.fcntl(self.fd, fcntl.F_GETLEASE) != fcntl.F_WRLCK, "somebody opens the file")

    def release(self):
        fcntl.fcntl(self.fd, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        os.close(self.fd)


def define(daemon, client):
    """A guest whose emulator is a script; the path of its interpreter."""
    interpreter, emulator, image = (os.path.join(daemon.folder, name) for name in ("sh", "emulator", "g.img"))
    shutil.copy("/bin/sh", interpreter)
    with open(emulator, "w") as script:
        script.write(f'#!{interpreter}\nexec {shutil.which("qemu-system-x86_64")} "$@"\n')
    os.chmod(emulator, 0o755)
    os.chmod(daemon.folder, 0o755)
    shutil.copyfile(os.environ["GUEST_IMAGE"], image)
    document = XML.format(name="g", image=image, devices=f"<emulator>{emulator}</emulator>")
    client.result(DOMAIN_DEFINE_XML, string(document))
    return domain(*client.result(DOMAIN_LOOKUP_BY_NAME, string("g")).domain()), interpreter


def state(client, guest):
    return client.result(DOMAIN_GET_STATE, guest + u32(0)).i32()


def held_child(daemon):
    """What the daemon is about to become the emulator with, which has no name of its own yet."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/stat") as stat:
            if int(stat.read().rsplit(")", 1)[1].split()[1]) == daemon.process.pid:
                with open(f"/proc/{pid}/cmdline") as line:
                    if "vmrpcd" in line.read().split("\0")[0]:
                        return int(pid)
    return None


def known(daemon, pid):
    with open(glob.glob(os.path.join(daemon.folder, "root/*/qemu/g.status"))[0]) as status:
        return f"<machine pid='{pid}'" in status.read()


def start(daemon, client, guest, interpreter):
    """The call, which waits; and who makes it."""
    lease = Lease(interpreter)
    call = client.start(DOMAIN_CREATE, guest, REMOTE)
    lease.wait()
    Disk.read_all(daemon)
    return call, lease


def main():
    signal.signal(signal.SIGIO, signal.SIG_IGN)  # which the kernel asks us by
    with QemuDaemon() as daemon, daemon.client() as client, daemon.client() as other:
        daemon.guest("other")
        guest, interpreter = define(daemon, client)
        call, lease = start(daemon, client, guest, interpreter)
        other.result(DOMAIN_DESTROY, guest)
        try:
            client.end(call)
        except RemoteError as error:
            assert "'g' was destroyed while it started" in str(error), str(error)
        else:
            raise AssertionError("it has started")
        assert state(other, guest) == SHUTOFF
        lease.release()
        call, lease = start(daemon, client, guest, interpreter)
        lease.release()
        client.end(call)
        assert state(other, guest) == RUNNING
        client.result(DOMAIN_DESTROY, guest)
        _, lease = start(daemon, client, guest, interpreter)
        child = held_child(daemon)
        wait_for(lambda: known(daemon, child), "it is known that it hangs")
        daemon.kill()
        daemon.start()
        wait_for(lambda: not os.path.exists(f"/proc/{child}"), "it is gone")
        lease.release()


if __name__ == "__main__":
    main()
