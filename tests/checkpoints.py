# SPDX-License-Identifier: LGPL-2.1-or-later
"""What tests of increments share: a guest whose disk vda is backed up since checkpoints.

    with BlockDaemon() as daemon:
        guest = Guest(daemon, "one", daemon.chain("one", 1))    # its full backup and checkpoint "first"
        guest.write(50, 8)                                      # a mebibyte of 50 at 8 MiB
        guest.check([(50, 8)])                                  # the increment and the full are the disk
"""
from blocks import BACKUP, COMPLETED, MIB, disk, holds, opt_string, run
from oncrpc import DOMAIN_DESTROY, QEMU, RemoteError, string, u32

BACKUP_BEGIN, SNAPSHOT_CREATE, SNAPSHOT_REVERT = 421, 185, 192
DISK_ONLY, INCONSISTENT = 16, 109
CHECKPOINT = "<domaincheckpoint><name>{}</name><disks><disk name='vda' checkpoint='bitmap'/></disks></domaincheckpoint>"
BACKUP_XML = ("<domainbackup>{}<disks><disk name='vda' type='file'><driver type='qcow2'/>"
              "<target file='{}'/></disk></disks></domainbackup>")


class Guest:
    def __init__(self, daemon, name, images):
        self.daemon, self.name, self.number = daemon, name, 0
        self.reference = daemon.disk_guest(name, disk(images[-1]))
        self.full = daemon.file(f"{name}-full.qcow2")
        self.backup(self.full, checkpoint="first")

    def call(self, procedure, body=b""):
        return self.daemon.call(procedure, self.reference + body)

    def write(self, number, at):
        line = (f'qemu-io -d /machine/peripheral/virtio-disk0/virtio-backend '
                f'\\"write -P {number} {at * MIB} {MIB}\\"')
        command = f'{{"execute": "human-monitor-command", "arguments": {{"command-line": "{line}"}}}}'
        self.daemon.control.result(1, self.reference + string(command) + u32(0), QEMU)

    def backup(self, target, since=None, checkpoint=None):
        since = f"<incremental>{since}</incremental>" if since else ""
        self.call(BACKUP_BEGIN, string(BACKUP_XML.format(since, target)) +
                  opt_string(checkpoint and CHECKPOINT.format(checkpoint)) + u32(0))
        assert self.daemon.event() == (BACKUP, COMPLETED)

    def snapshot(self, place="external", flags=DISK_ONLY):
        self.number += 1
        self.call(SNAPSHOT_CREATE, string(
            f"<domainsnapshot><name>s{self.number}</name><disks><disk name='hda' snapshot='no'/>"
            f"<disk name='vda' snapshot='{place}'/></disks></domainsnapshot>") + u32(flags))

    def images(self):
        return self.daemon.images(self.reference)

    def revert(self, name, flags=0):
        self.daemon.control.result(SNAPSHOT_REVERT, string(name) + self.reference + u32(flags))

    def refused(self, since, why=""):
        """A backup since a checkpoint, which must be a full one."""
        try:
            self.backup(self.daemon.file(f"{self.name}-refused.qcow2"), since=since)
        except RemoteError as error:
            assert error.code == INCONSISTENT and why in str(error), str(error)
            return str(error)
        raise AssertionError(f"{self.name}: an increment since {since} that misses writes")

    def check(self, least=()):
        """An increment since the first checkpoint, and on top of the full backup."""
        part = self.daemon.file(f"{self.name}-part.qcow2")
        self.backup(part, since="first")
        self.call(DOMAIN_DESTROY)
        for number, at in least:
            assert holds(part, number, at * MIB), f"{self.name}: {number} is not in the increment"
        assert not holds(part, 1, 0), f"{self.name}: what has not changed is in the increment"
        run("qemu-img", "rebase", "-u", "-f", "qcow2", "-b", self.full, "-F", "qcow2", part)
        run("qemu-img", "compare", "-f", "qcow2", "-F", "qcow2", part, self.daemon.images(self.reference)[0])
