#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A pull backup over TCP, in clear text and with TLS: a client without a certificate of the authority gets
nothing, and no copy of the key is left beside the guest."""
import os
import shutil
import socket
import subprocess
import tempfile

from blocks import BlockDaemon, disk, opt_string, run
from oncrpc import RemoteError, skip, string, u32, wait_for
from tls_client import Pki

BACKUP_BEGIN, ABORT_JOB = 421, 164


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def begin(daemon, guest, port, tls):
    daemon.call(BACKUP_BEGIN, guest + string(
        f"<domainbackup mode='pull'><server transport='tcp' name='localhost' port='{port}' tls='{tls}'/>"
        "</domainbackup>") + opt_string(None) + u32(0))


def end(daemon, guest):
    daemon.call(ABORT_JOB, guest)
    wait_for(lambda: daemon.info(guest) is None, "the end of the backup")


def main():
    if not shutil.which("nbdcopy"):
        skip("nbdcopy is not installed")
    with tempfile.TemporaryDirectory(prefix="vmrpc-test.") as folder:
        pki = Pki(os.path.join(folder, "pki"), "alice")
        own = os.path.join(folder, "alice")
        os.mkdir(own)
        shutil.copy(pki.path("ca-cert.pem"), own)
        for kind in "cert", "key":
            shutil.copy(pki.path(f"clients/alice-{kind}.pem"), os.path.join(own, f"client-{kind}.pem"))
        with BlockDaemon(config=f"[qemu]\nvnc-tls-folder = {pki.folder}\n") as daemon:
            image = daemon.chain("disk", 1)[0]
            guest = daemon.disk_guest("guest", disk(image))
            before, read = daemon.file("before.raw"), daemon.file("read.raw")
            run("qemu-img", "convert", "-U", "-O", "raw", image, before)

            port = free_port()
            begin(daemon, guest, port, "no")
            run("nbdcopy", f"nbd://127.0.0.1:{port}/vda", read)
            run("cmp", before, read)
            end(daemon, guest)

            key = pki.path("server-key.pem")
            os.rename(key, key + ".away")
            try:
                begin(daemon, guest, free_port(), "yes")
            except RemoteError as error:
                assert "server-key.pem" in str(error), error
            else:
                raise AssertionError("a server without a key")
            os.rename(key + ".away", key)

            port = free_port()
            begin(daemon, guest, port, "yes")
            left = [name for _, _, names in os.walk(daemon.file("root/run")) for name in names]
            assert not [name for name in left if name.endswith(".pem")], left
            os.unlink(read)
            run("nbdcopy", f"nbds://127.0.0.1:{port}/vda?tls-certificates={own}&tls-hostname=localhost", read)
            run("cmp", before, read)
            stranger = subprocess.run(["nbdinfo", f"nbd://127.0.0.1:{port}/vda"], capture_output=True)
            assert stranger.returncode != 0
            end(daemon, guest)


main()
