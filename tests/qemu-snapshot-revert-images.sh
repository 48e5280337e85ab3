#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Images made by going back to a snapshot: one that another snapshot keeps stays as long as that one,
# however often its own is gone back to meanwhile, and over a restart of the daemon; then it goes.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

again() {
    v snapshot-revert g one >/dev/null
    disk_of g
}

start_daemon
define_cow_guest g
mark "$T/g.qcow2" 1
v snapshot-create-as g one --disk-only >/dev/null
first=$(again)
mark "$first" 2
v snapshot-create-as g three --disk-only >/dev/null
second=$(again)
mark "$second" 3
v snapshot-create-as g four --disk-only >/dev/null
third=$(again)
for image in "$first" "$second" "$third"; do
    [ -e "$image" ] || fail "$image has gone, and is needed"
done
v snapshot-dumpxml g one >"$T/one.xml"
sed -i '/<revertDisks>/,/<\/revertDisks>/d' "$T/one.xml"
v snapshot-create g "$T/one.xml" --redefine >/dev/null
stop_daemon
start_daemon
v snapshot-delete g three >/dev/null
[ ! -e "$first" ] || fail "$first is left, and nothing refers to it"
[ -e "$second" ] && marked "$second" 3 || fail "the image of 'four' is not what it was"
fourth=$(again)
[ ! -e "$third" ] || fail "$third is left, and nothing refers to it"
[ "$(v snapshot-dumpxml g one | grep -c "<source file='$T/g\.[0-9]")" = 2 ] || fail "$(v snapshot-dumpxml g one)"
mark "$fourth" 4
v snapshot-delete g one --children >/dev/null
[ "$(images_of g)" = "$T/g.qcow2" ] || fail "$(images_of g)"
marked "$T/g.qcow2" 4 || fail "the disk is not what it was"
left=$(ls "$T"/g.* | grep -v -e '\.qcow2$' -e '\.xml$') && fail "files are left: $left"
stop_daemon
