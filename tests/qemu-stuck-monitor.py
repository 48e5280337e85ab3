#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest that a daemon has found again, but whose monitor says nothing: changes of it fail after their
deadline and say so, others and reads go on, and as soon as it speaks everything works again."""
import os
import re
import select
import socket

from guests import QemuDaemon
from oncrpc import (DOMAIN_GET_STATE, DOMAIN_RESUME, DOMAIN_SUSPEND, REMOTE, RemoteError, u32)

ERR_OPERATION_TIMEOUT = 68
RUNNING, PAUSED = 1, 3
ANSWER, JOB = 4, 1
CONFIG = f"[qemu]\nanswer-timeout = {ANSWER}\njob-timeout = {JOB}\n"
DEVICES = "<serial type='pty'/>"


def failure(client, call):
    try:
        client.end(call)
    except RemoteError as error:
        assert error.code == ERR_OPERATION_TIMEOUT, error
        return str(error)
    raise AssertionError("a change of a guest without a monitor succeeded")


def state_of(client, guest):
    return client.result(DOMAIN_GET_STATE, guest + u32(0)).i32()


def monitor_of(daemon, guest):
    uuid = guest[-20:-4].hex()
    folder = os.path.join(daemon.folder, "root")
    paths = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names
             if name.endswith(".monitor") and name.replace("-", "").startswith(uuid)]
    assert len(paths) == 1, paths
    return paths[0]


def check_silent(daemon, silent, other):
    pid = daemon.process_of(silent)
    with daemon.client() as first, daemon.client() as second, daemon.client() as third:
        suspend = first.start(DOMAIN_SUSPEND, silent, REMOTE)
        text = failure(second, second.start(DOMAIN_RESUME, silent, REMOTE))
        assert re.search(r"'suspend' has been under way for .* has waited for "
                         rf"QEMU \(process {pid}\) to answer 'stop'", text), text
        assert state_of(third, silent) == RUNNING
        third.result(DOMAIN_SUSPEND, other)
        assert state_of(third, other) == PAUSED
        third.result(DOMAIN_RESUME, other)
        assert not select.select([first.socket], [], [], 0)[0], "not the last to be answered"
        text = failure(first, suspend)
        assert f"'silent': QEMU (process {pid}) did not open its monitor for 'stop' within {ANSWER} s" \
            in text, text


def check_speaking(daemon, silent):
    with daemon.client() as client:
        client.result(DOMAIN_SUSPEND, silent)
        assert state_of(client, silent) == PAUSED


def main():
    with QemuDaemon(config=CONFIG) as daemon:
        silent, other = (daemon.guest(name, DEVICES) for name in ("silent", "other"))
        path = monitor_of(daemon, silent)
        daemon.kill()
        # Somebody else has the monitor, which serves one at a time.
        with socket.socket(socket.AF_UNIX) as rival:
            rival.connect(path)
            assert b"QMP" in rival.recv(4096)
            daemon.start()
            check_silent(daemon, silent, other)
        check_speaking(daemon, silent)


main()
