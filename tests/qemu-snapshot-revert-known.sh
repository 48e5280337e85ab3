#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The daemon is killed, or QEMU stands still, at each moment of going back to a snapshot of a guest that
# runs: what is told of it afterwards is so. Either the snapshot is the current one, and the guest and its
# disk are as they were then; or neither is, and the guest goes on as it was, also one that was paused.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

SECONDS_MAX=8
AFTER=77

# What the disk holds since both snapshots were made.
write_after() {
    v qemu-monitor-command g '{"execute": "human-monitor-command", "arguments":
        {"command-line": "qemu-io -d ide0-0-0 \"write -P '$AFTER' '$MARK_AT' 512\""}}' >/dev/null
}

known() {
    [ -z "$(metadata g | grep -e reverting)" ]
}

# prepare [paused]: an hour later.
prepare() {
    [ "$(v domstate g)" != 'shut off' ] || v start g >/dev/null
    v snapshot-revert g second --running >/dev/null
    write_after
    [ -z "${1:-}" ] || v suspend g >/dev/null
}

is_state() {
    [ "$(v domstate g)" = "$1" ]
}

# check STATE: of a guest of which nothing has become.
check() {
    local current state=$1
    await "moment $moment: what has become of it is known" known
    current=$(v snapshot-current g --name)
    [ "$current" = second ] || state=running
    await "moment $moment, at $current: it is $state" is_state "$state"
    v destroy g >/dev/null
    if marked "$T/g.qcow2" $AFTER; then
        [ "$current" = second ] || fail "moment $moment: $current is current, but the disk is newer"
        undone=$((undone + 1))
    else
        [ "$current" = first ] || fail "moment $moment: $current is current, but the disk is older"
        done=$((done + 1))
    fi
}

# everywhere HOW STEP [paused]: at each STEPth moment.
everywhere() {
    local hit=yes
    moment=1 done=0 undone=0
    while [ -n "$hit" ]; do
        prepare "${3:-}"
        "$1" "$moment" snapshot-revert g first || hit=
        check "${3:-running}"
        moment=$((moment + $2))
    done
    [ "$done" -gt 1 ] && [ "$undone" -gt 1 ] || fail "$1: done $done times, undone $undone times"
}

start_daemon
define_cow_guest g
v start g >/dev/null
v snapshot-create-as g first >/dev/null
v snapshot-create-as g second >/dev/null
everywhere killed_at 1
everywhere killed_at 4 paused
stop_daemon
printf '[qemu]\nanswer-timeout = 1\njob-timeout = 1\n' >"$T/conf"
start_daemon --config "$T/conf"
REFUSED=0
everywhere unanswered_at 2
