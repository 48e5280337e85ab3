#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of the daemon in the middle of making a snapshot of each kind, of going back to one and of
# merging one away: the next daemon finishes or undoes it, the guest runs, and nothing is left over.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

# QEMU does not answer until the daemon that asked is gone: what it asked for happens after that.
interrupted() {
    local note=$1
    shift
    stopped g
    v "$@" >"$T/call" 2>&1 &
    await "$* has begun" has_note "$note"
    kill_daemon
    going g
    start_daemon
}

has_note() {
    grep -qs "${1##*:}" "$T/root/config/qemu/snapshot/g/"*"${1%%:*}"
}

settled() {
    [ -z "$(metadata g | grep -e making -e reverting)" ]
}

expect() {
    await "the notes of '$1' are gone" settled
    wait_line "$T/log" "$1"
    await "the guest runs after '$1'" runs
    [ "$(v snapshot-list g --name)" = "$2" ] || fail "'$1': $(v snapshot-list g)"
}

runs() {
    [ "$(v domstate g)" = running ]
}

start_daemon
define_cow_guest g
start_guest g
v snapshot-create-as g first >/dev/null

interrupted .making: snapshot-create-as g inside
expect "snapshot 'inside' was being made: it has been undone" first
await "its traces are gone" eval "! qemu-img snapshot -U -l $T/g.qcow2 | grep -q inside"

interrupted .reverting: snapshot-revert g first
expect "went back to snapshot 'first'" first

interrupted .making: snapshot-create-as g disks --disk-only
expect "snapshot 'disks' was being made: it has been" "$(v snapshot-list g --name)"
case $(v snapshot-list g --name) in
first) [ ! -e "$T/g.disks" ] && [ "$(images_of g)" = "$T/g.qcow2" ] || fail "undone, but $(images_of g)" ;;
*) [ "$(disk_of g)" = "$T/g.disks" ] || fail "finished, but $(images_of g)" ;;
esac
[ -e "$T/g.disks" ] || v snapshot-create-as g disks --disk-only >/dev/null

interrupted .making: snapshot-create-as g memory --memspec "$T/memory"
expect "snapshot 'memory' was being made: it has been undone" $'disks\nfirst'
[ ! -e "$T/memory" ] && [ ! -e "$T/memory.part" ] && [ ! -e "$T/g.memory" ] || fail "files are left"
[ "$(disk_of g)" = "$T/g.disks" ] || fail "the guest writes $(disk_of g)"

# Merging: the snapshot stays until it has been deleted again, and cannot be gone back to.
interrupted .xml:snapshotDeleteInProgress snapshot-delete g disks
wait_line "$T/log" "the deletion of snapshot 'disks' was interrupted"
! v snapshot-revert g disks --force 2>"$T/err" || fail "back to half a snapshot"
grep -q 'not whole any more' "$T/err" || fail "$(cat "$T/err")"
v snapshot-delete g disks >/dev/null
[ "$(images_of g)" = "$T/g.qcow2" ] && [ ! -e "$T/g.disks" ] || fail "$(images_of g)"
[ "$(v domstate g)" = running ] || fail "$(v domstate --reason g)"
v destroy g >/dev/null
qemu-img check -q "$T/g.qcow2" || fail "the image is damaged"
