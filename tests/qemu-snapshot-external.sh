#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# External snapshots of disks: new images with the right header, parents that are never written, and
# branches. The chain is found again by the next start.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

start_daemon
define_cow_guest g
mark "$T/g.qcow2" 1
start_guest g
v snapshot-create-as g one --disk-only >/dev/null
[ "$(images_of g)" = "$T/g.one"$'\n'"$T/g.qcow2" ] || fail "$(images_of g)"
header=$(qemu-img info -U "$T/g.one")
grep -q "^backing file: $T/g.qcow2" <<<"$header" || fail "$header"
grep -q '^backing file format: qcow2' <<<"$header" || fail "$header"
base=$(sum "$T/g.qcow2")
v destroy g >/dev/null
[ "$(v dumpxml g --inactive | grep -c "$T/g.one")" = 1 ] || fail "the definition has the old image"
mark "$T/g.one" 2
v snapshot-create-as g two >/dev/null 2>&1 || fail "no internal snapshot in an overlay"
v snapshot-delete g two >/dev/null
v snapshot-create-as g two --disk-only >/dev/null
[ "$(images_of g)" = "$T/g.two" ] || fail "$(images_of g)"
mark "$T/g.two" 3
first=$(sum "$T/g.one")
start_guest g
[ "$(images_of g | wc -l)" = 3 ] || fail "the chain is $(images_of g)"

# Back, and on from there: a branch, while no image that is kept changes.
v snapshot-revert g one >/dev/null
[ "$(v domstate g)" = 'shut off' ] || fail "$(v domstate g)"
branch=$(disk_of g)
case $branch in "$T/g.qcow2" | "$T/g.one" | "$T/g.two") fail "the domain writes $branch" ;; esac
[ ! -e "$T/g.two" ] || fail "what nobody can get back to is left: $T/g.two"
marked "$branch" 1 || fail "the disk is not that of the snapshot 'one'"
mark "$branch" 4
start_guest g
v snapshot-create-as g three --disk-only >/dev/null
v snapshot-revert g two --running --force >/dev/null
[ "$(v domstate g)" = running ] || fail "$(v domstate g)"
v destroy g >/dev/null
marked "$(disk_of g)" 2 || fail "the disk is not that of the snapshot 'two'"
[ "$(sum "$T/g.qcow2")" = "$base" ] || fail "g.qcow2 has been written"
[ "$(sum "$T/g.one")" = "$first" ] || fail "g.one has been written"
[ "$(v snapshot-list g --tree | tr -d ' \n|')" = one+-three+-two ] || fail "$(v snapshot-list g --tree)"
! v snapshot-delete g one 2>"$T/err" || fail "two branches lost their base"
grep -q '2 branches stand on its images' "$T/err" || fail "$(cat "$T/err")"

# All of it can be deleted, and what the domain had stays.
v snapshot-delete g three >/dev/null
[ ! -e "$branch" ] || fail "$branch is left"
v snapshot-delete g one --children >/dev/null
[ "$(images_of g)" = "$T/g.qcow2" ] || fail "$(images_of g)"
marked "$T/g.qcow2" 2 || fail "the disk is not what it was"
ls "$T"/g.* | grep -v -e '\.qcow2$' -e '\.xml$' -e '\.serial$' && fail "files are left"
[ -z "$(v snapshot-list g --name)" ] || fail "$(v snapshot-list g)"
stop_daemon
