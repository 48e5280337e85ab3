#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""SIGHUP: a new certificate, list and rules count for who comes afterwards, and whoever is connected goes
on; with a file that is wrong everything stays as it was."""
import os
import shutil
import signal
import tempfile

import tls_client as tls
from oncrpc import CONNECT_LIST_ALL_DOMAINS, Daemon, RemoteError, u32, wait_for

ACCESS_DENIED = 88


def reload(daemon, config, line):
    before = len(daemon.log_text())
    with open(os.path.join(daemon.folder, "vmrpcd.conf"), "w") as file:
        file.write(config)
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: line in daemon.log_text()[before:], "the log says: " + line)


def certificate(client):
    return client.socket.getpeercert(binary_form=True)


def opens(daemon, made):
    """0, or the code of the error."""
    with tls.connect(daemon, made) as client:
        try:
            client.open()
            return 0
        except RemoteError as error:
            return error.code


def main():
    folder = tempfile.mkdtemp(prefix="vmrpc-test.")
    old, new = (tls.Pki(os.path.join(folder, name), "alice") for name in ("old", "new"))
    with Daemon(tcp=True, config=old.config()) as daemon:
        with tls.connect(daemon, tls.context(old, "alice")) as before:
            before.open()
            reload(daemon, new.config(), "read again")
            with tls.connect(daemon, tls.context(new, "alice")) as after:
                assert certificate(after) != certificate(before)
            assert tls.refused(daemon, tls.context(old, "alice"))
            reload(daemon, new.config("allow = CN=bob*"), "read again")
            assert tls.refused(daemon, tls.context(new, "alice"))
            rules = "[access]\nrule = cert:CN=alice* -> none test\n"
            reload(daemon, new.config() + rules, "read again")
            assert opens(daemon, tls.context(new, "alice")) == ACCESS_DENIED
            assert "refused connect_open" in daemon.log_text(), "who was refused what is not logged"
            reload(daemon, new.config() + rules + "rule = nobody\n", "stays as it was")
            reload(daemon, new.config().replace("server-cert", "no-cert"), "stays as it was")
            assert opens(daemon, tls.context(new, "alice")) == ACCESS_DENIED, "a wrong file counts"
            assert before.result(CONNECT_LIST_ALL_DOMAINS, u32(1, 0)).u32() == 1, "dropped"
    shutil.rmtree(folder)


main()
