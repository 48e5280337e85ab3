#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who may come in on a local socket: its user and root, whatever the mode of the file says; an
abstract one likewise, in a system's daemon too. Files have the right modes, and go with the daemon."""
import os
import socket
import stat
import subprocess

from oncrpc import CONNECT_OPEN, Client, Daemon, call_header, opt, record, skip, string, u32, wait_for

NOBODY = 65534
SERVED, CLOSED, DENIED = 1, 2, 3


def as_nobody(address):
    """What becomes of another user's connection."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            client = Client(address)
            client.send(record(call_header(1)))
            code = SERVED if client.receive() else CLOSED
        except PermissionError:
            code = DENIED
        except OSError:
            code = CLOSED
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def main():
    os.umask(0)
    name = f"vmrpc-identity-{os.getpid()}"
    with Daemon("--listen", f"unix:@{name}", "--listen", f"unix-ro:@{name}-ro") as daemon:
        assert mode(daemon.path) == 0o600 and os.stat(daemon.path).st_uid == os.geteuid()
        assert mode(daemon.folder + "/root/run") == 0o700
        for address in (daemon.path, f"\0{name}", f"\0{name}-ro"):
            with Client(address) as client:
                assert client.call(0).accept == 0
        # An AUTH_SYS credential that says "root" is nobody's ticket, nor does it do harm.
        with Client(f"\0{name}-ro") as client:
            root = (1, u32(0, 4) + b"root" + u32(0, 0, 0))
            reply = client.call(CONNECT_OPEN, opt(string("test:///default")) + u32(0), cred=root)
            assert reply.accept == 0 and reply.body.i32() == 0
        # A file that nobody listens on is replaced; one that somebody listens on is not.
        second = ["vmrpcd", "--session", "--root", daemon.folder + "/second", "--driver", "test"]
        taken = subprocess.run([*second, "--listen", "unix:" + daemon.path], capture_output=True, text=True)
        assert taken.returncode == 1 and "listens on" in taken.stderr, taken
        stale = daemon.folder + "/stale"
        with socket.socket(socket.AF_UNIX) as old:
            old.bind(stale)
        third = subprocess.Popen([*second, "--listen", "unix:" + stale], stdout=subprocess.PIPE, text=True)
        assert third.stdout.readline() == f"listening on unix:{stale}\n"
        with Client(stale) as client:
            assert client.call(0).accept == 0
        third.terminate()
        assert third.wait() == 0 and not os.path.exists(stale)
        third.stdout.close()
        if os.geteuid() != 0:
            skip("not root: cannot be another user")
        os.chmod(daemon.folder, 0o755)
        assert as_nobody(daemon.path) == DENIED
        os.chmod(daemon.path, 0o666)
        assert [as_nobody(address) for address in (daemon.path, f"\0{name}", f"\0{name}-ro")] == [CLOSED] * 3
        assert daemon.log_text().count("refused client uid 65534") == 3
    system(name)


def system(name):
    with Daemon() as outer:
        ro = outer.folder + "/ro"
        process = subprocess.Popen(
            ["vmrpcd", "--system", "--root", outer.folder + "/sys", "--driver", "test", "--listen",
             f"unix:@{name}-sys", "--listen", "unix:" + ro + "w", "--listen", "unix-ro:" + ro],
            stdout=subprocess.PIPE, text=True)
        for _ in range(3):
            assert process.stdout.readline().startswith("listening on ")
        os.chmod(outer.folder, 0o755)
        assert (mode(ro + "w"), mode(ro)) == (0o660, 0o666)
        assert [as_nobody(address) for address in (f"\0{name}-sys", ro + "w", ro)] == [CLOSED, DENIED, SERVED]
        process.terminate()
        assert process.wait() == 0
        process.stdout.close()


main()
