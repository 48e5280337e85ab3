#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of the daemon at each moment of a start: there is a guest afterwards as it was asked for, or
# none at all, and then it can be started. One that was to be paused never runs.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

settled() {
    case $(v domstate g) in
    "$wanted") qemu_of g >/dev/null ;;
    'shut off') ! qemu_of g >/dev/null ;;
    *) false ;;
    esac
}

# killed_anywhere STATE COMMAND...
killed_anywhere() {
    wanted=$1
    local moment=1 none=0 there=0
    shift
    while killed_at "$moment" "$@"; do
        await "$*, moment $moment: $(v domstate g)" settled
        if qemu_of g >/dev/null; then
            there=$((there + 1))
        else
            none=$((none + 1))
            v "$@" >/dev/null || fail "$*, moment $moment: it cannot be started"
        fi
        v destroy g >/dev/null
        [ -z "$(find "$T/root/run/qemu" -mindepth 1)" ] ||
            fail "$*, moment $moment: $(find "$T/root/run/qemu" -mindepth 1)"
        moment=$((moment + 1))
    done
    settled || fail "$*: $(v domstate g)"
    v destroy g >/dev/null
    [ "$none" -gt 2 ] && [ "$there" -gt 0 ] || fail "$*: none $none times, there $there times"
}

start_daemon
define_cow_guest g
killed_anywhere running start g
killed_anywhere paused start g --paused
