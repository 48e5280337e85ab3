#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A pull backup: what is read over NBD is the disk as it was when the backup began, whatever the guest
writes meanwhile; since a checkpoint, the map of what has changed is exact; the end leaves nothing."""
import json
import os
import shutil
import subprocess

from blocks import MIB, SIZE, BlockDaemon, disk, opt_string, run
from oncrpc import QEMU, DOMAIN_DESTROY, RemoteError, skip, string, u32, wait_for

BACKUP_BEGIN, BACKUP_GET_XML, ABORT_JOB, JOB_STATS = 421, 422, 164, 298
CHECKPOINT_CREATE, CHECKPOINT_DELETE = 411, 417
MONITOR_COMMAND, JOB_BACKUP = 1, 9


def backup(daemon, guest, document, checkpoint=None, flags=0):
    daemon.call(BACKUP_BEGIN, guest + string(document) + opt_string(checkpoint) + u32(flags))


def guest_writes(daemon, guest, number, offset, size=MIB):
    """Through the drive, as the guest does."""
    line = f"qemu-io -d /machine/peripheral/virtio-disk0/virtio-backend \"write -P {number} {offset} {size}\""
    command = {"execute": "human-monitor-command", "arguments": {"command-line": line}}
    daemon.control.result(MONITOR_COMMAND, guest + string(json.dumps(command)) + u32(0), QEMU)


def same(one, other):
    return subprocess.run(["cmp", one, other], capture_output=True).returncode == 0


def uri(socket, name="vda"):
    return f"nbd+unix:///{name}?socket={socket}"


def end(daemon, guest, *files):
    daemon.call(ABORT_JOB, guest)
    wait_for(lambda: daemon.info(guest) is None, "the end of the backup")
    wait_for(lambda: not any(os.path.exists(file) for file in files), "nothing of it")


def main():
    if not shutil.which("nbdcopy"):
        skip("nbdcopy is not installed")
    with BlockDaemon() as daemon:
        image = daemon.chain("disk", 2)[1]
        guest = daemon.disk_guest("guest", disk(image))
        before, read, socket = daemon.file("before.raw"), daemon.file("read.raw"), daemon.file("nbd")
        scratch = daemon.file("scratch.qcow2")
        run("qemu-img", "convert", "-U", "-O", "raw", image, before)
        document = (f"<domainbackup mode='pull'><server transport='unix' socket='{socket}'/><disks>"
                    f"<disk name='vda' backup='yes' type='file'><scratch file='{scratch}'/></disk>"
                    "</disks></domainbackup>")
        backup(daemon, guest, document, "<domaincheckpoint><name>first</name><disks>"
               "<disk name='vda' checkpoint='bitmap'/></disks></domaincheckpoint>")
        assert daemon.info(guest)[0] == 5
        assert "exportname='vda'" in daemon.call(BACKUP_GET_XML, guest + u32(0)).string()
        for number in range(4):
            guest_writes(daemon, guest, 100 + number, number * MIB)
        run("nbdcopy", uri(socket), read)
        assert same(before, read)
        try:
            backup(daemon, guest, document)
        except RemoteError:
            pass
        else:
            raise AssertionError("a second backup at once")
        # It goes on over the end of the daemon.
        daemon.kill_and_start()
        guest_writes(daemon, guest, 77, 5 * MIB)
        os.unlink(read)
        run("nbdcopy", uri(socket), read)
        assert same(before, read)
        end(daemon, guest, socket, scratch)

        # Since the checkpoint: four mebibytes, and the sixth.
        document = document.replace("<server", "<incremental>first</incremental><server")
        backup(daemon, guest, document)
        extents = json.loads(run("nbdinfo", "--map=qemu:dirty-bitmap:backup-vda", "--json", uri(socket)))
        changed = [(extent["offset"], extent["length"]) for extent in extents if extent["type"] & 1]
        assert changed == [(0, 4 * MIB), (5 * MIB, MIB)], changed
        end(daemon, guest, socket, scratch)
        daemon.call(DOMAIN_DESTROY, guest)
        assert "backup-vda" not in run("qemu-img", "info", image)
        assert SIZE == os.path.getsize(before)


main()
