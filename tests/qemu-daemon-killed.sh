#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Guests survive kill -9 of the daemon; the next one finds them with state, id and definition, goes
# on managing them, and notices which of them ended meanwhile.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

start_daemon
for name in kept paused gone; do
    define_guest $name
    start_guest $name
done
v suspend paused >/dev/null
v autostart kept >/dev/null
id=$(v domid kept)
kill -KILL "$PID"
wait "$PID" || true
exec 3<&-
qemu_of kept >/dev/null || fail "the guest died with the daemon"
kill -KILL "$(qemu_of gone)"

start_daemon
[ "$(v domstate kept)" = running ] || fail "kept: $(v domstate --reason kept)"
[ "$(v domid kept)" = "$id" ] || fail "kept has id $(v domid kept), had $id"
[ "$(v domstate paused)" = paused ] || fail "paused: $(v domstate --reason paused)"
[ "$(v domstate --reason gone)" = 'shut off (crashed)' ] || fail "gone: $(v domstate --reason gone)"
v event --event lifecycle --loop >"$T/events" 2>"$T/events.log" &
wait_line "$T/events.log" 'waiting for events'
v resume paused >/dev/null
v shutdown kept >/dev/null
wait_line "$T/events" "'kept': Stopped Shutdown"
kill -KILL "$(qemu_of paused)"
wait_line "$T/events" "'paused': Stopped Failed"
stop_daemon

# A clean end of the daemon leaves guests alone, too.
start_daemon
rm -f "$T/kept.serial"
v domstate kept | grep -q running || v start kept >/dev/null
stop_daemon
qemu_of kept >/dev/null || fail "the guest ended with the daemon"
start_daemon
v destroy kept >/dev/null
stop_daemon
