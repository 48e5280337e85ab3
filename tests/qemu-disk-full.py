#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest that writes onto a full disk is paused, for that reason, with the disk named, which the next
daemon knows as well; once there is room it goes on, and nothing of what it wrote is lost."""
import os
import subprocess
import sys

from guests import QemuDaemon, own_mounts
from linux_guest import LinuxGuest
from oncrpc import DOMAIN_GET_STATE, DOMAIN_RESUME, skip, u32, wait_for

GET_DISK_ERRORS = 263
PAUSED, IOERROR, NO_SPACE = 3, 5, 2
DISK = """<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='{path}'/>
<target dev='vda' bus='virtio'/></disk>"""


def disk_errors(daemon, guest):
    with daemon.client() as client:
        body = client.result(GET_DISK_ERRORS, guest + u32(8, 0))
    return [(body.string(), body.i32()) for _ in range(body.u32())]


def state(daemon, guest):
    with daemon.client() as client:
        body = client.result(DOMAIN_GET_STATE, guest + u32(0))
    return body.i32(), body.i32()


def main():
    own_mounts()
    with QemuDaemon() as daemon:
        store = os.path.join(daemon.folder, "store")
        os.mkdir(store)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", store], check=True)
        path = os.path.join(store, "disk.qcow2")
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", path, "64M"], check=True)
        linux = LinuxGuest(daemon, devices=DISK.format(path=path))
        assert disk_errors(daemon, linux.guest) == []
        linux.run("(yes full | dd of=/dev/vda bs=64k count=256 iflag=fullblock conv=fsync; "
                  "echo $? >/tmp/done) >/dev/null 2>&1 &")
        wait_for(lambda: state(daemon, linux.guest) == (PAUSED, IOERROR), "the guest is paused")
        assert disk_errors(daemon, linux.guest) == [("vda", NO_SPACE)]

        daemon.kill()
        daemon.start()
        wait_for(lambda: disk_errors(daemon, linux.guest) == [("vda", NO_SPACE)], "it is known again")
        assert state(daemon, linux.guest) == (PAUSED, IOERROR)

        subprocess.run(["mount", "-o", "remount,size=64m", store], check=True)
        with daemon.client() as client:
            client.result(DOMAIN_RESUME, linux.guest)
        assert disk_errors(daemon, linux.guest) == []
        linux.attach()
        linux.until("cat /tmp/done", "0")
        written = linux.run("dd if=/dev/vda bs=64k count=256 2>/dev/null | md5sum")
        assert written == linux.run("yes full | dd bs=64k count=256 iflag=fullblock 2>/dev/null | md5sum")
        linux.shell.client.close()
        daemon.destroy_all()
        subprocess.run(["umount", store], check=True)


main()
