#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the service manager runs when the machine ends: guests are saved, and go on afterwards; or shut
# down, and boot. Those that did not run are left alone, and so are all when only the daemon ends.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

guests() {
    VMRPC_URI=$URI STATE_DIRECTORY=$T/state VMRPC_GUESTS_AT_SHUTDOWN=$2 VMRPC_GUESTS_TIMEOUT=20 \
        "$srcdir/systemd/vmrpc-guests" "$1" >"$T/said" 2>&1 || fail "$*: $(cat "$T/said")"
}

state() {
    [ "$(v domstate --reason "$1")" = "$2" ] || fail "$1 is $(v domstate --reason "$1"), not $2"
}

mkdir "$T/state"
start_daemon
for name in one two idle; do
    define_guest $name
done
start_guest one
start_guest two
v autostart two >/dev/null
stop_daemon
start_daemon
state one 'running (booted)'

guests stop save
state one 'shut off (saved)'
state two 'shut off (saved)'
stop_daemon
start_daemon
state one 'shut off (unknown)'
guests start save
state one 'running (restored)'
state two 'running (restored)'
state idle 'shut off (unknown)'

guests stop none
state one 'running (restored)'
guests stop shutdown
state one 'shut off (shutdown)'
guests start shutdown
state one 'running (booted)'
[ ! -e "$T/state/running" ] || fail "the note is left"
v destroy one >/dev/null
v destroy two >/dev/null
stop_daemon
