#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of QEMU in the middle of making a snapshot of each kind, of going back and of merging: the call
# fails, the domain is shut off, and its definition still names images that are whole.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

begun() {
    grep -qs "${1##*:}" "$T/root/config/qemu/snapshot/g/"*"${1%%:*}"
}

ended() {
    [ "$(v domstate g)" = 'shut off' ]
}

killed() {
    local note=$1 call
    shift
    v domstate g | grep running >/dev/null || v start g >/dev/null
    stopped g
    v "$@" >"$T/call" 2>&1 &
    call=$!
    await "$* has begun" begun "$note"
    kill -KILL "$(pid_of g)"
    ! wait "$call" || fail "'$*' succeeds without QEMU"
    await "$* has ended with the guest" ended
    [ -z "$(metadata g | grep -e making -e reverting)" ] || fail "'$*' left a note"
}

start_daemon
define_cow_guest g
mark "$T/g.qcow2" 5
v snapshot-create-as g off >/dev/null
killed .making: snapshot-create-as g inside
killed .making: snapshot-create-as g disks --disk-only
killed .making: snapshot-create-as g memory --memspec "$T/memory"
[ "$(v snapshot-list g --name)" = off ] || fail "$(v snapshot-list g)"
[ ! -e "$T/memory" ] && [ ! -e "$T/memory.part" ] && [ ! -e "$T/g.memory" ] || fail "files are left"
[ "$(images_of g)" = "$T/g.qcow2" ] || fail "$(images_of g)"
v start g >/dev/null
v snapshot-create-as g run >/dev/null
killed .reverting: snapshot-revert g run
v snapshot-revert g run >/dev/null
[ "$(v domstate g)" = running ] || fail "$(v domstate --reason g)"
v snapshot-create-as g disks --disk-only >/dev/null
killed .xml:snapshotDeleteInProgress snapshot-delete g disks
v snapshot-delete g disks >/dev/null
[ "$(images_of g)" = "$T/g.qcow2" ] || fail "$(images_of g)"
marked "$T/g.qcow2" 5 || fail "the disk is not what it was"
# Killed in the middle of it, QEMU may leave clusters that nobody uses, and nothing worse.
qemu-img check -q "$T/g.qcow2" || [ $? = 3 ] || fail "the image is damaged"
