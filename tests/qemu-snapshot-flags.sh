#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Snapshots that stop the guest, that take images which are there already, or that the daemon forgets at
# once; and all of it is known to the next daemon.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

start_daemon
define_cow_guest g
start_guest g
v snapshot-create-as g inside --halt >/dev/null
[ "$(v domstate --reason g)" = 'shut off (from snapshot)' ] || fail "$(v domstate --reason g)"

qemu-img create -q -f qcow2 -b "$T/g.qcow2" -F qcow2 "$T/ready.qcow2"
v start g >/dev/null
v snapshot-create-as g forgotten --disk-only --no-metadata --reuse-external \
    --diskspec "hda,file=$T/ready.qcow2" >/dev/null
[ "$(images_of g)" = "$T/ready.qcow2"$'\n'"$T/g.qcow2" ] || fail "$(images_of g)"
[ "$(v snapshot-list g --name | xargs)" = inside ] || fail "$(v snapshot-list g)"
v destroy g >/dev/null
v start g >/dev/null
[ "$(images_of g)" = "$T/ready.qcow2"$'\n'"$T/g.qcow2" ] || fail "the chain is not found again"

v snapshot-create-as g outside --memspec "$T/outside" --halt >/dev/null
[ "$(v domstate --reason g)" = 'shut off (from snapshot)' ] || fail "$(v domstate --reason g)"
v snapshot-revert g outside >/dev/null
kill_daemon
start_daemon
[ "$(v domstate g)" = running ] || fail "$(v domstate --reason g)"
[ "$(v snapshot-current g --name | xargs)" = outside ] || fail "$(v snapshot-list g)"
v snapshot-delete g outside >/dev/null
[ "$(disk_of g)" = "$T/ready.qcow2" ] && [ ! -e "$T/outside" ] || fail "$(images_of g)"
stop_daemon
