#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of the daemon in the middle of a save: the next one lets the guest run again, removes the
# half file and says what became of the save. The same if QEMU has gone as well.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

mkdir "$T/bin"
mkfifo "$T/never"
printf '#!/bin/sh\nexec cat "%s"\n' "$T/never" >"$T/bin/gzip"
chmod +x "$T/bin/gzip"
printf '[qemu]\nsave-image-format = gzip\n' >"$T/conf"

has_job() {
    v domjobinfo "$1" | grep -q 'Operation: *Save'
}

is_running() {
    [ "$(v domstate "$1")" = running ]
}

# begin_save GUEST: until it goes on; then the daemon is killed.
cut_save() {
    PATH=$T/bin:$PATH start_daemon --config "$T/conf"
    define_guest "$1"
    start_guest "$1"
    UUID=$(v domuuid "$1")
    v managedsave "$1" >/dev/null 2>&1 &
    await "the save goes on" has_job "$1"
    [ -n "$(find "$T/root/data/qemu/save" -name '*.part')" ] || fail "nothing is being written"
    kill -KILL "$PID"
    wait "$PID" || true
    exec 3<&-
}

no_file() {
    [ -z "$(find "$T/root/data/qemu/save" -type f)" ] || fail "$(ls "$T/root/data/qemu/save")"
}

cut_save alive
start_daemon
await "the guest runs again" is_running alive
no_file
wait_line "$T/log" "domain 'alive': the save to .* was not finished"
v domjobinfo --completed --anystats alive | grep -q 'Job type: *Failed' || fail "no job has failed"
ticks=$(grep -c tick "$T/alive.serial" || true)
more_ticks() {
    [ "$(grep -c tick "$T/alive.serial")" -gt "$ticks" ]
}
await "the guest goes on" more_ticks
v managedsave alive >/dev/null
v start alive >/dev/null
v destroy alive >/dev/null
stop_daemon

cut_save dead
pkill -KILL -f -- "-uuid $UUID"
start_daemon
[ "$(v domstate --reason dead)" = 'shut off (crashed)' ] || fail "$(v domstate --reason dead)"
no_file
wait_line "$T/log" "domain 'dead': the save to .* was not finished"
stop_daemon
