#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""One user, or one host, that has too many connections is sent away at once, and nobody else; a TCP
client that opens no driver has little time, however much it says."""
import os
import time

from oncrpc import Client, Daemon, call_header, record, wait_for

NOBODY = 65534


def refused(client):
    with client:
        return client.closed()


def open_as_nobody(daemon):
    """Whether another user is served."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            code = 0 if Client(daemon.path).call(0).accept == 0 else 2
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def users_and_hosts():
    whose = "--system" if os.geteuid() == 0 else "--session"
    limits = "[limits]\nconnections-per-uid = 3\nconnections-per-address = 2\n"
    with Daemon(tcp=True, whose=whose, config=limits) as daemon:
        local = [daemon.client() for _ in range(3)]
        remote = [daemon.client(tcp=True) for _ in range(2)]
        for client in local + remote:
            assert client.call(0).accept == 0
        for _ in range(30):
            assert refused(daemon.client()) and refused(daemon.client(tcp=True))
        if os.geteuid() == 0:
            os.chmod(daemon.folder, 0o755)
            os.chmod(daemon.path, 0o666)
            assert open_as_nobody(daemon), "another user is kept out"
        log = daemon.log_text()
        assert f"refused client uid {os.geteuid()} pid {os.getpid()}: uid {os.geteuid()} has 3 connections" in log
        assert "address 127.0.0.1 has 2 connections already" in log
        assert log.count("has 3 connections already") <= 10, "a line for each"
        before = daemon.descriptors()
        local.pop().close()
        remote.pop().close()
        wait_for(lambda: daemon.descriptors() == before - 2, "the daemon has noticed")
        for client in (daemon.client(), daemon.client(tcp=True)):
            assert client.call(0).accept == 0
            client.close()


def chatter(client, until):
    """Calls procedure 0 until it is closed; after how long."""
    began = time.monotonic()
    while time.monotonic() - began < until:
        try:
            assert client.call(0).accept == 0
        except (ConnectionError, EOFError):
            return time.monotonic() - began
    raise AssertionError("it may go on for ever")


def time_to_open():
    with Daemon(tcp=True, config="[limits]\nopen-timeout = 2\nrecord-timeout = 1\n") as daemon:
        opened, local = daemon.client(tcp=True), daemon.client()
        opened.open()
        silent, drip = daemon.client(tcp=True), daemon.client(tcp=True)
        assert 1 < chatter(daemon.client(tcp=True), 15)
        assert silent.closed()
        whole = record(call_header(1))
        began = time.monotonic()
        drip.send(whole[:9])
        try:
            while time.monotonic() - began < 15:
                drip.send(whole[9:] + whole[:9])
                drip.receive()
            raise AssertionError("one that always has a record half sent may stay")
        except ConnectionError:
            pass
        assert opened.call(0).accept == 0 and local.call(0).accept == 0
        assert "closed: it did not open a driver in time" in daemon.log_text()


users_and_hosts()
time_to_open()
