#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Events of a daemon that can neither number them for clients nor send them again: they arrive, and
# after it was started anew a gap is told and they go on.
. "${srcdir:?}/tests/lib.sh" || exit 1

DAEMON=$builddir/tests/vmrpcd-first
start_daemon
vmrpc -c "$URI" event --all --loop --reconnect >"$T/events" 2>"$T/events.err" &
watching=$!
wait_line "$T/events.err" 'waiting for events'
v -q suspend test
wait_line "$T/events" 'Suspended Paused'
kill -KILL "$PID"
wait "$PID" || true
start_daemon
wait_line "$T/events" gap
v -q suspend test
v -q resume test
wait_line "$T/events" 'Resumed Unpaused'
kill -INT "$watching"
wait "$watching" || fail "$(cat "$T/events" "$T/events.err")"
[ "$(grep -c gap "$T/events")" = 1 ] || fail "$(cat "$T/events")"
[ "$(grep -c Suspended "$T/events")" = 2 ] || fail "$(cat "$T/events")"
stop_daemon
