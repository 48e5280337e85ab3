#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest that ends while its backup is being started: the call says so, no half file is left, and the
daemon goes on."""
import os
import signal

from blocks import BlockDaemon, disk
from guests import DOMAIN_GET_XML_DESC
from oncrpc import REMOTE, RemoteError, call_header, opt, record, string, u32, wait_for

BACKUP_BEGIN, BACKUP_GET_XML_DESC = 421, 422
PUSH = """<domainbackup mode='push'><disks><disk name='hda' backup='no'/><disk name='vda' type='file'>
<target file='{}'/><driver type='qcow2'/></disk></disks></domainbackup>"""


def begun(daemon, guest):
    try:
        daemon.call(BACKUP_GET_XML_DESC, guest + u32(0))
    except RemoteError:
        return False
    return True


def main():
    with BlockDaemon() as daemon, daemon.client() as other:
        guest = daemon.disk_guest("one", disk(daemon.chain("disk", 1)[0]))
        target, pid = daemon.file("target"), daemon.process_of(guest)
        os.kill(pid, signal.SIGSTOP)
        body = guest + string(PUSH.format(target)) + opt(None) + u32(0)
        other.send(record(call_header(7, REMOTE, 1, BACKUP_BEGIN) + body))
        wait_for(lambda: begun(daemon, guest), "the backup has begun")
        os.kill(pid, signal.SIGKILL)
        reply = other.receive()
        assert (reply.xid, reply.accept, reply.body.i32()) == (7, 0, 1)
        assert not begun(daemon, guest) and not os.path.exists(target)
        daemon.call(DOMAIN_GET_XML_DESC, guest + u32(0))


main()
