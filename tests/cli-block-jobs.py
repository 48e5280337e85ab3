#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The commands of block jobs, limits and sizes of disks, for people and for programs; virsh sees and says
the same."""
import json
import shutil
import subprocess

from blocks import MIB, SIZE, BlockDaemon, disk
from oncrpc import wait_for


class Shell:
    def __init__(self, daemon):
        self.uri = f"qemu+unix:///session?socket={daemon.path}"

    def run(self, *words, program="vmrpc", code=0, both=False):
        done = subprocess.run([program, "-c", self.uri, *words], capture_output=True, text=True)
        if both:
            done.stdout += done.stderr
        assert done.returncode == code, (words, done)
        return done.stdout.strip() if code == 0 else done.stderr

    def json(self, *words):
        return json.loads(self.run(*words, "--json"))


def jobs(daemon, shell):
    images = daemon.chain("jobs", 4)
    daemon.disk_guest("one", disk(images[3]))
    assert shell.run("blockpull", "one", "vda", "--base", images[1], "--wait") == "Pull complete"
    assert shell.run("blockjob", "one", "vda") == "No current block job for vda"
    assert shell.json("blockcommit", "one", images[3], "--pivot") == {"disk": images[3], "state": "pivoted"}
    assert "no backing file" in shell.run("blockcommit", "one", "vda", "--active", code=1)
    target, second = daemon.file("copy.qcow2"), daemon.file("second.qcow2")
    assert shell.run("blockcopy", "one", "vda", target, "--transient-job", "--wait",
                     "--verbose").endswith("Now in mirroring phase")
    assert shell.run("blockjob", "one", "vda") == "Block Copy: [100 %]"
    assert shell.run("blockjob", "one", "vda", "16") == ""
    assert shell.json("blockjob", "one", "vda")["bandwidth"] == 16 * MIB
    assert "Block Copy" in shell.run("blockjob", "one", "vda", "--raw")
    shell.run("blockjob", "one", "vda", "--pivot")
    assert daemon.images(daemon.reference("one")) == [target]
    assert shell.run("blockcopy", "one", "vda", second, "--transient-job", "--finish") == "Successfully copied"
    assert "not transient" in shell.run("blockcopy", "one", "vda", "/x", code=1)
    # One that would last for hours is ended by its deadline.
    shell.run("blockpull", "one", "vda", "--bandwidth", "0")
    wait_for(lambda: shell.json("blockjob", "one", "vda")["type"] is None, "the end of the pull")
    assert shell.run("blockcopy", "one", "vda", second, "--reuse-external", "--transient-job", "--bandwidth",
                     "1", "--bytes", "--timeout", "1") in ("Copy aborted", "Now in mirroring phase")


def limits(daemon, shell):
    shell.run("blkdeviotune", "one", "vda", "--total-bytes-sec", "2MiB", "--group-name", "g", "--live")
    shown = shell.json("blkdeviotune", "one", "vda")
    assert shown["total_bytes_sec"] == 2 * MIB and shown["group_name"] == "g"
    assert "total_bytes_sec: 2097152" in shell.run("blkdeviotune", "one", "vda")
    assert shell.json("blkdeviotune", "one", "vda", "--config")["total_bytes_sec"] == 0
    assert shell.run("blockresize", "one", "vda", "128M") == "Block device 'vda' is resized"
    assert str(128 << 20) in shell.run("domblkinfo", "one", "vda")
    assert "would cut off" in shell.run("blockresize", "one", "vda", str(SIZE // 1024), code=1)
    shell.run("blockresize", "one", "vda", str(SIZE // 1024), "--shrink")
    shell.run("domblkthreshold", "one", "vda", "1G")


def by_virsh(daemon, shell):
    images = daemon.chain("virsh", 3)
    daemon.disk_guest("two", disk(images[2]))

    def virsh(*words):
        return shell.run(*words, program="virsh", both=True)

    assert "Pull complete" in virsh("blockpull", "two", "vda", "--base", images[0], "--wait", "--verbose")
    assert "Successfully pivoted" in virsh("blockcommit", "two", "vda", "--active", "--pivot", "--verbose")
    target = daemon.file("virsh.qcow2")
    assert "Now in mirroring phase" in virsh("blockcopy", "two", "vda", target, "--transient-job", "--wait")
    assert "Block Copy: [100 %]" in virsh("blockjob", "two", "vda", "--info")
    virsh("blockjob", "two", "vda", "--pivot")
    virsh("blkdeviotune", "two", "vda", "--total-iops-sec", "99")
    assert "total_iops_sec : 99" in virsh("blkdeviotune", "two", "vda")
    virsh("blockresize", "two", "vda", "100M")
    virsh("domblkthreshold", "two", "vda", "1000000")


def main():
    with BlockDaemon() as daemon:
        shell = Shell(daemon)
        jobs(daemon, shell)
        limits(daemon, shell)
        if shutil.which("virsh"):
            by_virsh(daemon, shell)


main()
