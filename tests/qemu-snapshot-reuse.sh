#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# An image that a client has made for an external snapshot is taken if its header is right, whichever
# way that names the disk's image; else it is told what is wrong, and nothing has happened.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

image() {
    rm -f "$T/new"
    qemu-img create -q "$@"
}

refused() {
    local text=$1
    ! v snapshot-create-as g s --disk-only --reuse-external --diskspec "hda,file=$T/new" \
        >"$T/said" 2>&1 || fail "taken, though $text"
    grep -q "disk 'hda': .*'$T/new' cannot be reused: .*$text" "$T/said" || fail "$(cat "$T/said")"
    [ -z "$(v snapshot-list g --name)" ] || fail "there is a snapshot, though $text"
    [ -e "$T/new" ] || fail "the image has gone"
}

start_daemon
define_cow_guest g
cp "$T/g.qcow2" "$T/other.qcow2"
both() {
    image -f raw "$T/new" 10M
    refused 'its format is raw, not qcow2'
    image -f qcow2 "$T/new" 10M
    refused 'its header names no backing image'
    image -f qcow2 -b "$T/other.qcow2" -F qcow2 "$T/new"
    refused "its header names '$T/other.qcow2'.*not '$T/g.qcow2'"
    image -f qcow2 -u -b "$T/g.qcow2" -F raw "$T/new" 10M
    refused 'its header names raw as the format of its backing image, not qcow2'
    image -f qcow2 -b "$T/g.qcow2" -F qcow2 "$T/new" 64K
    refused 'it has 65536 bytes, and the disk [0-9]*, which would be cut off'
}
both
start_guest g
both
[ "$(images_of g)" = "$T/g.qcow2" ] || fail "$(images_of g)"

# By a path that is relative, and by a link.
image -f qcow2 -b g.qcow2 -F qcow2 "$T/new"
v snapshot-create-as g one --disk-only --reuse-external --diskspec "hda,file=$T/new" >/dev/null
[ "$(images_of g)" = "$T/new"$'\n'"$T/g.qcow2" ] || fail "$(images_of g)"
ln -s new "$T/link"
qemu-img create -q -f qcow2 -u -b "$T/link" -F qcow2 "$T/newer" 10M
v snapshot-create-as g two --disk-only --reuse-external --diskspec "hda,file=$T/newer" >/dev/null
[ "$(disk_of g)" = "$T/newer" ] || fail "$(images_of g)"
stop_daemon
