#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A QEMU that is killed is noticed at once and reported as crashed; the guest can be started again.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

start_daemon
v event --event lifecycle --loop >"$T/events" 2>"$T/events.log" &
wait_line "$T/events.log" 'waiting for events'
define_guest victim
start_guest victim
kill -KILL "$(qemu_of victim)" || fail "no QEMU to kill"
wait_line "$T/events" 'Stopped Failed'
[ "$(v domstate --reason victim)" = 'shut off (crashed)' ] || fail "$(v domstate --reason victim)"
rm "$T/victim.serial"
start_guest victim
v destroy victim >/dev/null
stop_daemon
