#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Which snapshot is the current one cannot be written: one that has been made, or gone back to, is there
# and current, and the log says what a next daemon will not know; metadata that is given back in order to
# be current is refused, and has changed nothing.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

CURRENT=$T/root/config/qemu/snapshot/g/current

names() {
    v snapshot-list g --name | xargs
}

current() {
    v snapshot-current g --name | xargs
}

start_daemon
define_cow_guest g
v snapshot-create-as g one >/dev/null
v snapshot-dumpxml g one >"$T/one.xml"
sed 's/<name>one</<name>other</' "$T/one.xml" >"$T/other.xml"

rm "$CURRENT"
mkdir -p "$CURRENT/in-its-way"
v snapshot-create-as g two >/dev/null || fail "a snapshot that was made is told as failed"
[ "$(names)" = 'one two' ] && [ "$(current)" = two ] || fail "$(names), $(current) is current"
wait_line "$T/log" "the current snapshot is 'two', but a next daemon will not know"
v snapshot-revert g one >/dev/null || fail "going back is told as failed"
[ "$(current)" = one ] || fail "$(current) is current"

! v snapshot-create g "$T/other.xml" --redefine --current 2>/dev/null || fail "it has become current"
[ "$(names)" = 'one two' ] && [ "$(current)" = one ] || fail "$(names), $(current) is current"
[ ! -e "$T/root/config/qemu/snapshot/g/other.xml" ] || fail "it is half there"
v snapshot-dumpxml g two | sed 's,<name>two,<description>new</description>&,' >"$T/two.xml"
! v snapshot-create g "$T/two.xml" --redefine --current 2>/dev/null || fail "it has become current"
! v snapshot-dumpxml g two | grep -q new || fail "it has been redefined half"

rm -r "$CURRENT"
v snapshot-create g "$T/two.xml" --redefine --current >/dev/null
v snapshot-dumpxml g two | grep -q new && [ "$(current)" = two ] || fail "$(current) is current"
kill_daemon
start_daemon
[ "$(names)" = 'one two' ] && [ "$(current)" = two ] || fail "$(names), $(current) is current"
