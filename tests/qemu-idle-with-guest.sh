#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# With --idle-timeout a daemon that nobody is connected to stays as long as a guest runs, and ends
# once it has gone: so what the guest tells by then is still heard.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

ended_within() {
    timeout "$1" tail --pid="$PID" -s 0.05 -f /dev/null
}

start_daemon --idle-timeout 1
define_guest demo
start_guest demo
! ended_within 4 || fail "the daemon ended while a guest runs"
kill -KILL "$(qemu_of demo)"
ended_within 20 || fail "the daemon stays without a guest"
wait "$PID" || fail "the daemon ended with status $?"
