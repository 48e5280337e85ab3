# SPDX-License-Identifier: LGPL-2.1-or-later
"""A disk that can be made to hang, for a daemon that is started afterwards: tests/slow_disk.c.

    disk = Disk(daemon.folder, paths=daemon.folder + "/slow/")
    disk.hang()
    disk.wait()         # until somebody is held up by it
    disk.go_on()
"""
import os
import select
import shlex
import subprocess

from oncrpc import CONNECT_LIST_ALL_DOMAINS, REMOTE, RemoteError, domain, u32, wait_for

DOMAIN_GET_XML_DESC = 14


class Disk:
    def __init__(self, folder, paths=""):
        library = os.path.join(folder, "slow_disk.so")
        source = os.path.join(os.environ["srcdir"], "tests", "slow_disk.c")
        subprocess.run([*shlex.split(os.environ.get("CC", "cc")), "-shared", "-fPIC", "-o", library, source],
                       check=True)
        self.gate = os.path.join(folder, "gate")
        os.environ.update(LD_PRELOAD=library, SLOW_DISK_GATE=self.gate,
                          SLOW_DISK_FOLDER=folder + "/root/", SLOW_DISK_PATHS=paths or folder + "/none/",
                          ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0")

    def hang(self):
        os.mkfifo(self.gate)

    def wait(self):
        marker = self.gate + ".waiting"
        wait_for(lambda: os.path.exists(marker), "somebody waits for the disk")
        os.unlink(marker)

    def go_on(self):
        """For those who wait and those who are about to; nobody else comes to the gate."""
        # To write alone would fail while nobody has come as far as opening it.
        self.writer = os.open(self.gate, os.O_RDWR)
        os.unlink(self.gate)

    @staticmethod
    def read_all(daemon):
        with daemon.client() as client:
            reply = client.result(CONNECT_LIST_ALL_DOMAINS, u32(1, 0))
            for _ in range(reply.u32()):
                client.result(DOMAIN_GET_XML_DESC, domain(*reply.domain()) + u32(0))

    def holds_up(self, daemon, procedure, body):
        """A call that waits for the disk, while all guests are read: the reply, or None if it has failed."""
        with daemon.client() as client:
            self.hang()
            call = client.start(procedure, body, REMOTE)
            self.wait()
            self.read_all(daemon)
            assert not select.select([client.socket], [], [], 0)[0], "it has not waited"
            self.go_on()
            try:
                return client.end(call)
            except RemoteError:
                return None
