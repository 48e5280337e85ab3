#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A real guest goes through every command of its life; state and events follow, in order.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

start_daemon
v event --event lifecycle --loop >"$T/events" 2>"$T/events.log" &
wait_line "$T/events.log" 'waiting for events'

state() {
    [ "$(v domstate --reason life)" = "$1" ] || fail "domstate is $(v domstate --reason life), not $1"
}

define_guest life
state 'shut off (unknown)'
start_guest life
state 'running (booted)'
wait_line "$T/life.serial" 'tick 1'
v suspend life >/dev/null
state 'paused (user)'
v resume life >/dev/null
state 'running (unpaused)'
v reset life >/dev/null
v reboot life >/dev/null
state 'running (unpaused)'
v shutdown life >/dev/null
wait_line "$T/events" 'Stopped Shutdown'
state 'shut off (shutdown)'
v start --paused life >/dev/null
state 'paused (user)'
v destroy life >/dev/null
state 'shut off (destroyed)'
v undefine life >/dev/null
! v domstate life >/dev/null 2>&1 || fail "still there after undefine"
wait_line "$T/events" 'Undefined Removed'

sed "s/.*'life': //" "$T/events" >"$T/got"
cat >"$T/want" <<'LINES'
Defined Added
Started Booted
Suspended Paused
Resumed Unpaused
Shutdown Finished after guest request
Stopped Shutdown
Started Booted
Suspended Paused
Stopped Destroyed
Undefined Removed
LINES
diff -u "$T/want" "$T/got" || fail "the events differ"
stop_daemon
