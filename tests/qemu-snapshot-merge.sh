#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Deleting external snapshots of a guest that runs: the first, the middle and the last of a line, with
# images merged under the running guest, and the same of one that is shut off.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

line() {
    local name=$1 i
    define_cow_guest "$name"
    mark "$T/$name.qcow2" 1
    for i in a b c; do
        v snapshot-create-as "$name" $i --disk-only >/dev/null
        mark "$(disk_of "$name")" "$((RANDOM % 100 + 1))"
    done
    mark "$(disk_of "$name")" 77
}

finish() {
    local name=$1
    v snapshot-delete "$name" b >/dev/null
    [ ! -e "$T/$name.b" ] || fail "$name.b is left"
    [ "$(v snapshot-parent "$name" c)" = a ] || fail "$name: c descends from $(v snapshot-parent "$name" c)"
    [ "$(images_of "$name" | head -n 1)" = "$T/$name.c" ] || fail "$(images_of "$name")"
    v snapshot-dumpxml "$name" c | grep "<source file='$T/$name.a'/>" >/dev/null || fail "c has another image"
    v snapshot-delete "$name" a >/dev/null
    v snapshot-delete "$name" c >/dev/null
    [ "$(images_of "$name")" = "$T/$name.qcow2" ] || fail "$(images_of "$name")"
    [ "$(v dumpxml --inactive "$name" | grep -c "$name.qcow2")" = 1 ] || fail "the definition is wrong"
}

start_daemon
line off
finish off
marked "$T/off.qcow2" 77 || fail "off: the disk is not what it was"
line run
start_guest run
finish run
[ "$(v domstate run)" = running ] || fail "$(v domstate --reason run)"
v destroy run >/dev/null
marked "$T/run.qcow2" 77 || fail "run: the disk is not what it was"

# Back to a snapshot in the middle after the one below it has gone.
line back
v snapshot-delete back a >/dev/null
v snapshot-revert back b >/dev/null
qemu-img check -q "$(disk_of back)" || fail "its image is damaged"
v snapshot-delete back b --children >/dev/null
stop_daemon
