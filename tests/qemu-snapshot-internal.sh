#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Internal snapshots, of a domain that is shut off and of one that runs: disks and memory are put
# back, in place and from cold, and nothing is left in the image when they are deleted.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

start_daemon
define_cow_guest g
image=$T/g.qcow2
mark "$image" 1
v snapshot-create-as g off >/dev/null
mark "$image" 2
start_guest g
v snapshot-create-as g run 'while it runs' >/dev/null
[ "$(v domstate g)" = running ] || fail "$(v domstate --reason g) after a snapshot"
[ "$(v snapshot-list g --name)" = $'off\nrun' ] || fail "$(v snapshot-list g)"
[ "$(v snapshot-current g --name)" = run ] || fail "current is $(v snapshot-current g --name)"
v snapshot-dumpxml g run | grep "<memory snapshot='internal'/>" >/dev/null || fail "no memory"

# In place: the same QEMU goes on.
pid=$(pid_of g)
v suspend g >/dev/null
v snapshot-revert g run >/dev/null
[ "$(v domstate --reason g)" = 'running (from snapshot)' ] || fail "$(v domstate --reason g)"
[ "$(pid_of g)" = "$pid" ] || fail "another QEMU"
v snapshot-revert g run --paused >/dev/null
[ "$(v domstate g)" = paused ] || fail "$(v domstate g)"

# From cold, with the disk of then.
v destroy g >/dev/null
mark "$image" 3
v snapshot-revert g run >/dev/null
[ "$(v domstate g)" = running ] || fail "$(v domstate g) from cold"
v destroy g >/dev/null
marked "$image" 2 || fail "the disk is not that of the snapshot 'run'"

# What had no memory comes back shut off.
v start g >/dev/null
! v snapshot-revert g off --running 2>"$T/err" || fail "a guest was stopped without force"
grep -q "'force' does it" "$T/err" || fail "$(cat "$T/err")"
v snapshot-revert g off >/dev/null
[ "$(v domstate --reason g)" = 'shut off (from snapshot)' ] || fail "$(v domstate --reason g)"
marked "$image" 1 || fail "the disk is not that of the snapshot 'off'"
[ "$(v snapshot-current g --name)" = off ] || fail "current is $(v snapshot-current g --name)"

v snapshot-delete g off --children >/dev/null
[ -z "$(qemu-img snapshot -l "$image")" ] || fail "$(qemu-img snapshot -l "$image")"
[ -z "$(v snapshot-list g --name)" ] || fail "$(v snapshot-list g)"

# One that is defined no more would be gone if it were stopped.
v start g >/dev/null
v snapshot-create-as g run >/dev/null
v undefine g >/dev/null
qemu-img create -q -f qcow2 "$T/more.qcow2" 1M
v attach-disk g "$T/more.qcow2" vdb --subdriver qcow2 --live >/dev/null
! v snapshot-revert g run --force 2>"$T/err" || fail "a transient guest of other hardware goes back"
grep -q "a transient domain cannot be stopped" "$T/err" || fail "$(cat "$T/err")"
[ "$(v domstate g)" = running ] || fail "$(v domstate --reason g)"
v destroy g >/dev/null
stop_daemon
