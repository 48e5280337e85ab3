#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sockets handed over by number: told with their addresses, served, and refused if they are none
that listen. What is meant for another process is not touched."""
import fcntl
import os
import socket
import subprocess
import tempfile

from oncrpc import DOMAIN_SUSPEND, DOMAIN_LOOKUP_BY_NAME, Client, RemoteError, domain, string

READ_ONLY = 29


def start(folder, descriptors, names="", pid="$$"):
    """vmrpcd with these as 3, 4, ...; a shell that becomes the daemon knows its process id."""
    moves = " ".join(f"{3 + i}<&{fd}" for i, fd in enumerate(descriptors))
    script = (f'LISTEN_PID={pid} LISTEN_FDS={len(descriptors)} LISTEN_FDNAMES={names}\n'
              f'export LISTEN_PID LISTEN_FDS LISTEN_FDNAMES\nexec "$@" {moves}')
    return subprocess.Popen(["bash", "-c", script, "sh", "vmrpcd", "--session", "--root", folder,
                             "--driver", "test"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            pass_fds=descriptors, text=True)


def listener(family, address, kind=socket.SOCK_STREAM, v6only=1, listens=True):
    made = socket.socket(family, kind)
    if family == socket.AF_INET6:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
    made.bind(address)
    if kind == socket.SOCK_STREAM and listens:
        made.listen()
    # Out of the way of 3, 4, ..., which the shell is going to set.
    return made, fcntl.fcntl(made, fcntl.F_DUPFD, 20)


def check_served(folder):
    sockets = [listener(socket.AF_INET, ("127.0.0.1", 0)), listener(socket.AF_INET6, ("::1", 0)),
               listener(socket.AF_INET6, ("::", 0), v6only=0), listener(socket.AF_INET, ("127.0.0.1", 0)),
               listener(socket.AF_UNIX, "\0" + folder), listener(socket.AF_UNIX, folder + "/s-ro")]
    ports = [made.getsockname()[1] for made, _ in sockets[:4]]
    wanted = [f"tcp:127.0.0.1:{ports[0]}", f"tcp:[::1]:{ports[1]}", f"tcp:*:{ports[2]}",
              f"tcp:127.0.0.1:{ports[3]}", f"unix:@{folder}", f"unix-ro:{folder}/s-ro"]
    daemon = start(folder, [fd for _, fd in sockets], "a:b:c:ro")
    for text in wanted:
        line = daemon.stdout.readline().strip()
        assert line == "listening on " + text, f"{line} and not {text}"
    with Client(("127.0.0.1", ports[0])) as client:
        client.open()
    for address in ("127.0.0.1", ports[3]), folder + "/s-ro":
        with Client(address) as client:
            client.open()
            guest = client.result(DOMAIN_LOOKUP_BY_NAME, string("test")).domain()
            try:
                client.result(DOMAIN_SUSPEND, domain(*guest))
                raise AssertionError(f"{address} is not for reading only")
            except RemoteError as error:
                assert error.code == READ_ONLY, error
    daemon.terminate()
    assert daemon.wait(20) == 0, daemon.stderr.read()
    assert os.path.exists(folder + "/s-ro"), "a socket that is not the daemon's was removed"


def check_refused(folder, made, why):
    daemon = start(folder, [made[1]])
    out, err = daemon.communicate(timeout=20)
    assert daemon.returncode == 1 and not out and why in err, (daemon.returncode, out, err)


with tempfile.TemporaryDirectory(prefix="vmrpc-test.") as temporary:
    check_served(temporary)
    check_refused(temporary, listener(socket.AF_UNIX, temporary + "/d", socket.SOCK_DGRAM),
                  "descriptor 3 of the service manager is no stream socket that listens")
    check_refused(temporary, listener(socket.AF_UNIX, temporary + "/c", listens=False),
                  "descriptor 3 of the service manager is no stream socket that listens")
    check_refused(temporary, (None, os.dup2(2, 30)), "descriptor 3 of the service manager is no socket")
    process = start(temporary, [listener(socket.AF_INET, ("127.0.0.1", 0))[1]], pid="1")
    said = process.stdout.readline()
    assert said == f"listening on unix:{temporary}/run/vmrpc-sock\n", said
    process.terminate()
    assert process.wait(20) == 0
