#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A snapshot that nothing is to be known of: the daemon is killed, or QEMU stands still, at each moment of
# making it. If it has come about, guest and definition have the new image; in no case it is listed, not
# even for another one of its name.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

SECONDS_MAX=8

known() {
    [ -z "$(metadata g | grep -e making)" ]
}

check() {
    await "moment $moment: what has become of it is known" known
    [ "$(v snapshot-list g --name)" = "s2" ] || fail "moment $moment: $(v snapshot-list g --name) are listed"
    [ "$(v snapshot-current g --name)" = s2 ] || fail "moment $moment: it is current"
    if [ "$(disk_of g)" = "$T/new$moment" ]; then
        finished=$((finished + 1))
        v dumpxml g --inactive | grep -q "'$T/new$moment'" || fail "moment $moment: not in the definition"
    else
        undone=$((undone + 1))
        [ ! -e "$T/new$moment" ] || fail "moment $moment: undone, but the image is there"
    fi
    await "moment $moment: it runs" runs
}

runs() {
    [ "$(v domstate g)" = running ]
}

everywhere() {
    local hit=yes
    finished=0 undone=0
    while [ -n "$hit" ]; do
        moment=$((moment + 1))
        first=${first:-$moment}
        "$1" $((moment - first + 1)) snapshot-create-as g s2 --disk-only --no-metadata \
            --diskspec "hda,file=$T/new$moment" || hit=
        check
    done
    [ "$undone" -gt 0 ] && [ "$finished" -gt 0 ] || fail "undone $undone times, finished $finished times"
    first=
}

moment=0 first=
start_daemon
define_cow_guest g
v start g >/dev/null
v snapshot-create-as g s2 >/dev/null
! v snapshot-create-as g s2 --no-metadata >/dev/null 2>"$T/why" || fail "two of a name in an image"
grep -q "already exists" "$T/why" || fail "$(cat "$T/why")"
everywhere killed_at
stop_daemon
printf '[qemu]\nanswer-timeout = 1\njob-timeout = 1\n' >"$T/conf"
start_daemon --config "$T/conf"
REFUSED=0
everywhere unanswered_at
