#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A daemon that is out of descriptors serves the clients it has, does not spin, and takes the others
when some go. A client beyond the limit of connections is sent away at once."""
import resource
import time

from oncrpc import Daemon, wait_for


def out_of_descriptors():
    with Daemon(tcp=True) as daemon, daemon.client() as good:
        assert good.call(0).accept == 0
        before = daemon.descriptors()
        resource.prlimit(daemon.process.pid, resource.RLIMIT_NOFILE, (64, 64))
        clients = [daemon.client(tcp=number % 2) for number in range(150)]
        used, began = daemon.processor_time(), time.monotonic()
        with daemon.client() as late:
            late.socket.settimeout(2.5)  # it knocks, and is not let in for all that time
            try:
                late.call(0)
                raise AssertionError("there are more descriptors than that")
            except TimeoutError:
                pass
            assert time.monotonic() - began > 2
            assert daemon.processor_time() - used < 0.5, "the daemon spins"
            assert good.call(0).accept == 0
            for client in clients[:100]:
                client.close()
            late.socket.settimeout(20)
            assert late.receive().accept == 0
        for client in clients[100:]:
            assert client.call(0).accept == 0
            client.close()
        assert "Too many open files" in daemon.log_text()
        return before


def too_many_connections():
    with Daemon(tcp=True, config="[limits]\nconnections = 10\n") as daemon:
        clients = [daemon.client(tcp=True) for _ in range(10)]
        for client in clients:
            assert client.call(0).accept == 0
        for _ in range(50):
            with daemon.client(tcp=True) as eleventh:
                assert eleventh.closed()
        with daemon.client() as administrator:
            assert administrator.call(0).accept == 0
            assert daemon.client(tcp=True).closed(), "it is too many even so"
            before = daemon.descriptors()
            clients.pop().close()
            wait_for(lambda: daemon.descriptors() < before, "it is noticed that one has gone")
        for client in clients:
            assert client.call(0).accept == 0


out_of_descriptors()
too_many_connections()
