#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of the daemon at each moment of undefining a domain together with what is known of its
# snapshots: the next one has both, or neither, and then no file is left that would be taken for one of
# a later domain of that name. What cannot be read stays in its place.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

undefined() {
    ! v domuuid g >/dev/null 2>&1
}

left() {
    find "$T/root/config/qemu" -path '*/snapshot/*' -o -path '*/checkpoint/*'
}

start_daemon
define_cow_guest g
v dumpxml g >"$T/again.xml"
moment=1 kept=0 gone=0
while v snapshot-create-as g s >/dev/null; killed_at "$moment" undefine g --snapshots-metadata; do
    if undefined; then
        gone=$((gone + 1))
        [ -z "$(left)" ] || fail "moment $moment: $(left)"
        v define "$T/again.xml" >/dev/null
        [ -z "$(v snapshot-list g --name)" ] || fail "moment $moment: a new domain has snapshots"
    else
        kept=$((kept + 1))
        [ "$(v snapshot-list g --name)" = s ] || fail "moment $moment: the domain has lost its snapshot"
        v snapshot-delete g s >/dev/null
    fi
    qemu-img snapshot -d s "$T/g.qcow2" 2>/dev/null || true
    moment=$((moment + 1))
done
undefined || fail "it is not undefined"
[ -z "$(left)" ] || fail "not killed: $(left)"
[ "$kept" -gt 0 ] && [ "$gone" -gt 0 ] || fail "kept $kept times, gone $gone times"

qemu-img snapshot -d s "$T/g.qcow2"
v define "$T/again.xml" >/dev/null
v snapshot-create-as g s >/dev/null
echo mine >"$T/root/config/qemu/snapshot/g/notes"
v undefine g --snapshots-metadata >/dev/null
[ "$(cat "$T/root/config/qemu/snapshot/g/notes")" = mine ] || fail "a file of somebody else is gone"
[ ! -e "$T/root/config/qemu/snapshot/g/s.xml" ] || fail "the snapshot is left"
