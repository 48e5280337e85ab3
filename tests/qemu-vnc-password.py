#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""VNC on a port that QEMU chose, with a password: the right one lets in, a wrong, an old, an empty and an
expired one do not, as it was defined and as it is changed in the run; and it stands on no command line."""
import re
import time

from devices import CONFIG, LIVE, UNSUPPORTED, UPDATE, change, refused, xml
from guests import PTY, QemuDaemon
from oncrpc import DOMAIN_CREATE
from vnc import PASSWORD, Vnc, need_des

SECURE, INACTIVE, INVALID_XML = 1, 2, 27
PAST, FUTURE = "2001-02-03T04:05:06", "2999-12-31T23:59:59"


def graphics(password, valid_to="", more=""):
    valid_to = valid_to and f" passwdValidTo='{valid_to}'"
    return f"<graphics type='vnc' port='-1' passwd='{password}'{valid_to}{more}/>"


def let_in(client, guest, password):
    port, = re.findall(r"<graphics type='vnc' port='(\d+)'", xml(client, guest))
    with Vnc(("127.0.0.1", int(port))) as screen:
        assert screen.offered == [PASSWORD], screen.offered
        return screen.password(password)


def is_not_shown(daemon, client, guest, password):
    with open(f"/proc/{daemon.process_of(guest)}/cmdline") as line:
        assert password not in line.read()
    assert password not in xml(client, guest)
    assert password in xml(client, guest, SECURE)
    assert password not in daemon.log_text()


def changed_while_it_runs(client, guest):
    change(client, UPDATE, guest, graphics("another"), LIVE)
    assert let_in(client, guest, "another") and not let_in(client, guest, "secret42")
    assert "secret42" in xml(client, guest, SECURE | INACTIVE)
    change(client, UPDATE, guest, graphics("another", PAST), LIVE)
    assert not let_in(client, guest, "another")
    assert PAST in xml(client, guest)
    change(client, UPDATE, guest, graphics("another", FUTURE), LIVE)
    assert let_in(client, guest, "another")
    change(client, UPDATE, guest, graphics(""), LIVE)
    assert not let_in(client, guest, "another") and not let_in(client, guest, "")
    change(client, UPDATE, guest, graphics("third"), LIVE | CONFIG)
    assert let_in(client, guest, "third")
    refused(INVALID_XML, client, UPDATE, guest, graphics("x", "tomorrow"))
    refused(INVALID_XML, client, UPDATE, guest, graphics("x", "2030-01-01T00:00:00Z"))
    refused(UNSUPPORTED, client, UPDATE, guest, graphics("x", more=" sharePolicy='ignore'"))


def of_the_definition(client, guest):
    """Expired before it started; and about to."""
    client.destroy(guest)
    change(client, UPDATE, guest, graphics("old", PAST), CONFIG)
    client.result(DOMAIN_CREATE, guest)
    assert not let_in(client, guest, "old")
    change(client, UPDATE, guest, graphics("old"), LIVE)
    assert let_in(client, guest, "old")
    soon = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 3600))
    change(client, UPDATE, guest, graphics("old", soon), LIVE)
    assert let_in(client, guest, "old") and soon in xml(client, guest)


def main():
    need_des()
    with QemuDaemon() as daemon:
        guest = daemon.guest("a", PTY + graphics("secret42") + "<video/>")
        with daemon.client() as client:
            is_not_shown(daemon, client, guest, "secret42")
            assert let_in(client, guest, "secret42")
            for wrong in "secret43", "secret4", "":
                assert not let_in(client, guest, wrong), wrong
            changed_while_it_runs(client, guest)
            of_the_definition(client, guest)


main()
