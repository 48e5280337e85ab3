#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# With --idle-timeout a daemon without clients ends by itself, in order, and not while it has one.
. "$srcdir/tests/lib.sh"

start_daemon --idle-timeout 1
python3 - "$SOCKET" "$PID" <<'PY'
import os
import select
import sys

from oncrpc import Client

# The client is there for longer than the timeout; the daemon's pid would become readable if it ended.
with Client(sys.argv[1]) as client:
    assert client.call(0).accept == 0
    daemon = os.pidfd_open(int(sys.argv[2]))
    assert not select.select([daemon], [], [], 2)[0], "the daemon ended under its client"
    assert client.call(0).accept == 0
assert select.select([daemon], [], [], 20)[0], "the daemon stays"
PY
wait "$PID" || fail "the daemon ended with status $?"
[ ! -e "$SOCKET" ] || fail "the socket is left"
