#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest whose QEMU stands still (SIGSTOP): a change of it fails after its deadline and says what is
stuck, another one is told before that what holds it up; meanwhile other guests and clients are answered,
and it can be destroyed. When the process goes on, so does everything, late answers notwithstanding."""
import os
import re
import select
import signal

from guests import QemuDaemon
from oncrpc import (CONNECT_LIST_ALL_DOMAINS, DOMAIN_CREATE, DOMAIN_DESTROY, DOMAIN_GET_STATE,
                    DOMAIN_RESUME, DOMAIN_SUSPEND, REMOTE, RemoteError, u32, wait_for)

ERR_OPERATION_TIMEOUT = 68
RUNNING, PAUSED = 1, 3
ANSWER, JOB = 6, 2
CONFIG = f"[qemu]\nanswer-timeout = {ANSWER}\njob-timeout = {JOB}\n"
DEVICES = "<serial type='pty'/>"


def answered(*clients):
    return select.select([client.socket for client in clients], [], [], 0)[0]


def failure(client, call):
    try:
        client.end(call)
    except RemoteError as error:
        assert error.code == ERR_OPERATION_TIMEOUT, error
        return str(error)
    raise AssertionError("a change of a guest that stands still succeeded")


def state_of(client, guest):
    return client.result(DOMAIN_GET_STATE, guest + u32(0)).i32()


def stop(daemon, guest):
    pid = daemon.process_of(guest)
    os.kill(pid, signal.SIGSTOP)
    return pid


def begin_suspend(daemon, client, guest):
    """Until QEMU has been asked."""
    asked = daemon.log_text().count(": stop\n")
    call = client.start(DOMAIN_SUSPEND, guest, REMOTE)
    wait_for(lambda: daemon.log_text().count(": stop\n") > asked, "QEMU is asked to stop the guest")
    return call


def says_what_is_stuck(daemon, frozen, other):
    pid = stop(daemon, frozen)
    with daemon.client() as first, daemon.client() as second, daemon.client() as third:
        suspend = begin_suspend(daemon, first, frozen)
        resume = second.start(DOMAIN_RESUME, frozen, REMOTE)
        for procedure, state in ((DOMAIN_SUSPEND, PAUSED), (DOMAIN_RESUME, RUNNING)):
            third.result(procedure, other)
            assert state_of(third, other) == state
        third.result(CONNECT_LIST_ALL_DOMAINS, u32(1, 0))
        assert state_of(third, frozen) == RUNNING
        assert not answered(first), "it was answered before everybody else"
        text = failure(second, resume)
        assert not answered(first), "who waits for another change waits as long as that"
        assert re.search(r"'frozen' is busy: 'suspend' has been under way for \d+\.\d s and has waited "
                         rf"for QEMU \(process {pid}\) to answer 'stop' for \d+\.\d s; "
                         rf"'resume' was given up after {JOB} s", text), text
        text = failure(first, suspend)
        assert f"domain 'frozen': QEMU (process {pid}, which is stopped) did not answer 'stop' " \
               f"within {ANSWER} s" in text, text


def goes_on(daemon, frozen):
    with daemon.client() as client:
        os.kill(daemon.process_of(frozen), signal.SIGCONT)
        # It does late what it was asked to, which its event tells.
        wait_for(lambda: state_of(client, frozen) == PAUSED, "the guest is paused")
        client.result(DOMAIN_RESUME, frozen)
        assert state_of(client, frozen) == RUNNING


def is_destroyed(daemon, frozen):
    stop(daemon, frozen)
    with daemon.client() as first, daemon.client() as second:
        suspend = begin_suspend(daemon, first, frozen)
        second.result(DOMAIN_DESTROY, frozen)
        try:
            first.end(suspend)
        except RemoteError as error:
            assert str(error).startswith("no answer to 'stop': "), error
        assert daemon.process_of(frozen) is None
        second.result(DOMAIN_CREATE, frozen)


def main():
    with QemuDaemon("--log-level", "debug", config=CONFIG) as daemon:
        frozen, other = (daemon.guest(name, DEVICES) for name in ("frozen", "other"))
        says_what_is_stuck(daemon, frozen, other)
        goes_on(daemon, frozen)
        is_destroyed(daemon, frozen)


main()
