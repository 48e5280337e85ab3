#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The commands of checkpoints and backups, for people and for programs; they outlive the daemon and the
guest; virsh sees the same."""
import json
import os
import re
import shutil
import subprocess

from blocks import MIB, BlockDaemon, disk, run
from oncrpc import DOMAIN_CREATE, DOMAIN_DESTROY, wait_for


class Shell:
    def __init__(self, daemon):
        self.uri = f"qemu+unix:///session?socket={daemon.path}"

    def run(self, *words, program="vmrpc", code=0):
        done = subprocess.run([program, "-c", self.uri, *words], capture_output=True, text=True,
                              env={**os.environ, "EDITOR": "sed -i s/before/after/", "VISUAL": ""})
        assert done.returncode == code, (words, done)
        return done.stdout.strip() if code == 0 else done.stderr

    def json(self, *words):
        return json.loads(self.run(*words, "--json"))


def main():
    with BlockDaemon() as daemon:
        shell = Shell(daemon)
        image = daemon.chain("disk", 1)[0]
        guest = daemon.disk_guest("one", disk(image))
        made = shell.run("checkpoint-create-as", "one", "first", "before", "vda,checkpoint=bitmap")
        assert made == "Domain checkpoint first created", made
        assert shell.json("checkpoint-create-as", "one", "second", "--diskspec", "vda") == {"name": "second"}
        assert "raw" in run("qemu-img", "info", "-U", daemon.file("one.img"))
        refused = shell.run("checkpoint-create-as", "one", "third", "--diskspec", "hda", code=1)
        assert "not qcow2" in refused, refused
        listed = shell.json("checkpoint-list", "one")["checkpoints"]
        assert listed == [{"name": "first", "parent": None}, {"name": "second", "parent": "first"}], listed
        assert shell.run("checkpoint-list", "one", "--roots", "--name") == "first"
        assert shell.json("checkpoint-info", "one", "first")["descendants"] == 1
        assert shell.run("checkpoint-parent", "one", "second") == "first"
        assert "size='" in shell.run("checkpoint-dumpxml", "one", "first", "--size", "--no-domain")
        shell.run("checkpoint-edit", "one", "first")
        assert "<description>after</description>" in shell.run("checkpoint-dumpxml", "one", "first")

        # Over the end of the daemon, and of the guest; the bitmaps as well.
        daemon.kill_and_start()
        daemon.call(DOMAIN_DESTROY, guest)
        assert "inactive domain" in shell.run("checkpoint-delete", "one", "first", code=1)
        daemon.call(DOMAIN_CREATE, guest)
        assert shell.run("checkpoint-list", "one", "--name").split() == ["first", "second"]
        if shutil.which("virsh"):
            seen = shell.run("checkpoint-list", "one", "--name", program="virsh").split()
            assert seen == ["first", "second"], seen
        document, target = daemon.file("backup.xml"), daemon.file("increment.qcow2")
        with open(document, "w") as file:
            file.write("<domainbackup><incremental>first</incremental><disks><disk name='vda' type='file'>"
                       f"<target file='{target}'/></disk></disks></domainbackup>")
        assert shell.run("backup-begin", "one", document) == "Backup started"
        wait_for(lambda: daemon.info(guest) is None, "the end of the backup")
        assert os.path.getsize(target) < MIB
        assert "no domain backup job" in shell.run("backup-dumpxml", "one", code=1)

        shell.run("checkpoint-delete", "one", "first", "--children-only")
        assert shell.run("checkpoint-list", "one", "--name") == "first"
        shell.run("checkpoint-delete", "one", "first")
        assert shell.json("checkpoint-list", "one")["checkpoints"] == []
        daemon.call(DOMAIN_DESTROY, guest)
        assert not re.search("bitmaps", run("qemu-img", "info", image))


main()
