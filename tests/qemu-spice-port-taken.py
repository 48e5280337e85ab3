#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Another program takes the port of a guest's SPICE server after it was chosen and before QEMU listens: the
guest gets another one, but not for ever; a port that the document names is tried once."""
import os
import re
import shutil
import sys

from devices import xml
from guests import QemuDaemon, need_qemu
from oncrpc import RemoteError

TRIED_MAX = 8  # SPICE_PORTS_TRIED_MAX
# In QEMU's place: listens on the port, as long as ports are to be taken, and lets QEMU find that out.
EMULATOR = """#!{python}
import os, re, socket, sys
port = re.search(r"port=(\\d+)", " ".join(sys.argv))
if port:
    with open("{folder}/tried", "a+") as tried:
        tried.write(port[1] + "\\n")
        tried.seek(0)
        number = len(tried.readlines())
    with open("{folder}/taken") as taken:
        wanted = int(taken.read())
    if number <= wanted:
        listener = socket.socket()
        listener.bind(("127.0.0.1", int(port[1])))
        listener.listen()
        listener.set_inheritable(True)
os.execv("{qemu}", ["{qemu}", *sys.argv[1:]])
"""


def start(daemon, name, taken, graphics):
    """The reference of the guest, or the error; and the ports that were tried."""
    path = os.path.join(daemon.folder, "tried")
    with open(os.path.join(daemon.folder, "taken"), "w") as file:
        file.write(str(taken))
    if os.path.exists(path):
        os.unlink(path)
    try:
        started = daemon.guest(name, f"<emulator>{daemon.folder}/emulator</emulator>{graphics}")
    except RemoteError as error:
        started = str(error)
    with open(path) as tried:
        return started, [int(line) for line in tried]


def main():
    need_qemu()
    with QemuDaemon() as daemon, daemon.client() as client:
        emulator = os.path.join(daemon.folder, "emulator")
        with open(emulator, "w") as script:
            script.write(EMULATOR.format(python=sys.executable, folder=daemon.folder,
                                         qemu=shutil.which("qemu-system-x86_64")))
        os.chmod(emulator, 0o755)
        guest, tried = start(daemon, "some", 3, "<graphics type='spice' autoport='yes'/>")
        assert isinstance(guest, bytes), guest
        assert len(tried) == 4 and tried == sorted(set(tried)), tried
        port = re.search(r"<graphics type='spice' port='(\d+)' autoport='yes'", xml(client, guest))[1]
        assert int(port) == tried[-1], (port, tried)

        error, tried = start(daemon, "all", 1000, "<graphics type='spice' autoport='yes'/>")
        assert "'all' did not start, QEMU said" in error and str(tried[-1]) in error, error
        assert len(tried) == TRIED_MAX, tried

        error, tried = start(daemon, "named", 1000, f"<graphics type='spice' port='{tried[0]}' autoport='no'/>")
        assert "'named' did not start, QEMU said" in error and len(tried) == 1, (error, tried)


if __name__ == "__main__":
    main()
