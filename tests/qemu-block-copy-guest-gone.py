#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""QEMU dies while the daemon waits for the disk that a copy goes to: who asked for the copy is told, nothing
of it is left, and the guest starts again."""
import os
import signal
import threading

from blocks import BLOCK_COPY, SHALLOW, TRANSIENT, BlockDaemon, disk
from guests import DOMAIN_GET_XML_DESC
from oncrpc import DOMAIN_CREATE, DOMAIN_GET_STATE, RemoteError, string, u32, wait_for
from slow_disk import Disk

SHUTOFF = 5


def copy(daemon, guest, path, said):
    document = f"<disk type='file'><source file='{path}'/><driver type='qcow2'/></disk>"
    with daemon.client() as client:
        try:
            client.result(BLOCK_COPY, guest + string("vda") + string(document) + u32(0, SHALLOW | TRANSIENT))
        except RemoteError as error:
            said.append(str(error))


def main():
    daemon = BlockDaemon()
    slow, said = os.path.join(daemon.folder, "slow"), []
    os.mkdir(slow)
    hanging = Disk(daemon.folder, paths=slow + "/")
    with daemon:
        guest = daemon.disk_guest("one", disk(daemon.chain("image", 2)[1]))
        hanging.hang()
        copying = threading.Thread(target=copy, args=(daemon, guest, slow + "/copy", said))
        copying.start()
        hanging.wait()
        os.kill(daemon.process_of(guest), signal.SIGKILL)
        wait_for(lambda: daemon.call(DOMAIN_GET_STATE, guest + u32(0)).u32() == SHUTOFF, "the end of QEMU")
        hanging.go_on()
        copying.join()
        assert said == ["domain 'one' has ended meanwhile (code 55)"], said
        assert not os.listdir(slow)
        daemon.call(DOMAIN_CREATE, guest)
        assert daemon.call(DOMAIN_GET_XML_DESC, guest + u32(0)).string().count("<disk ") == 2


if __name__ == "__main__":
    main()
