#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# External snapshots with memory: the guest runs on, goes back with memory and disk of then as often
# as one likes, and neither the kept image nor the file of its memory is ever written.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

start_daemon
define_cow_guest g
start_guest g
v snapshot-create-as g m --memspec "$T/m.mem" --live >/dev/null
[ "$(v domstate g)" = running ] || fail "$(v domstate --reason g)"
[ "$(disk_of g)" = "$T/g.m" ] || fail "$(disk_of g)"
[ -s "$T/m.mem" ] || fail "no memory"
kept=$(sum "$T/g.qcow2" "$T/m.mem")
for round in 1 2; do
    rm -f "$T/g.serial"
    v snapshot-revert g m >/dev/null
    [ "$(v domstate --reason g)" = 'running (from snapshot)' ] || fail "$(v domstate --reason g)"
    ! grep -q 'vmrpc guest ready' "$T/g.serial" || fail "the guest has booted again in round $round"
done
[ ! -e "$T/g.m" ] || fail "what nobody can get back to is left"
[ "$(sum "$T/g.qcow2" "$T/m.mem")" = "$kept" ] || fail "what is kept has been written"
v suspend g >/dev/null
v snapshot-create-as g p --memspec "file=$T/p.mem" >/dev/null
[ "$(v domstate g)" = paused ] || fail "$(v domstate --reason g)"
v resume g >/dev/null
v snapshot-revert g p >/dev/null
[ "$(v domstate g)" = paused ] || fail "$(v domstate --reason g)"
! v snapshot-create-as g q --memspec "$T/p.mem" 2>"$T/err" || fail "the memory of p is overwritten"
grep -q 'File exists' "$T/err" || fail "$(cat "$T/err")"
[ "$(v snapshot-list g --name --active --external)" = $'m\np' ] || fail "$(v snapshot-list g)"
v snapshot-delete g m --children >/dev/null
[ ! -e "$T/m.mem" ] && [ ! -e "$T/p.mem" ] || fail "memory is left"
[ "$(images_of g)" = "$T/g.qcow2" ] || fail "$(images_of g)"
stop_daemon
