#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A guest that runs as a user of its own has images in a folder that this user cannot even enter, and all
# that is done with a guest's images and memory is done all the same: by descriptors.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1
[ "$(id -u)" = 0 ] || skip "only root's daemon starts guests as others"

images_are() {
    local wanted='' name
    for name; do wanted+="$P/$name"$'\n'; done
    [ "$(images_of one)"$'\n' = "$wanted" ] || fail "images: $(images_of one)"
}

own_user() {
    [ "$(stat -c %u "/proc/$(pid_of one)")" -ge 60706 ] || fail "it runs as root"
}

WHOSE=--system
chmod 0711 "$T"
P=$T/closed
mkdir -m 0700 "$P"
start_daemon
define_cow_guest one "<graphics type='vnc' passwd='hidden77'><listen type='socket'/></graphics><video/>"
v undefine one >/dev/null
mv "$T/one.qcow2" "$P/0.qcow2"
for number in 1 2 3; do
    qemu-img create -q -f qcow2 -b "$P/$((number - 1)).qcow2" -F qcow2 "$P/$number.qcow2"
done
sed -i "s|$T/one.qcow2|$P/3.qcow2|" "$T/one.xml"
v define "$T/one.xml" >/dev/null
start_guest one
own_user
[ "$(stat -c %a "$T/root/config/qemu")" = 700 ] || fail "others may see definitions"
[ "$(stat -c %a "$T/root/log/qemu")" = 700 ] || fail "others may see logs"
! tr '\0' '\n' <"/proc/$(pid_of one)/cmdline" | grep -q hidden77 || fail "the password can be seen"

# Images: an overlay, merged down into images that had been opened for reading, pulled, copied.
v snapshot-create-as one s1 --disk-only --diskspec "hda,file=$P/s1.qcow2" >/dev/null
images_are s1.qcow2 3.qcow2 2.qcow2 1.qcow2 0.qcow2
v blockcommit one hda --top "$P/2.qcow2" --base "$P/1.qcow2" --wait >/dev/null
images_are s1.qcow2 3.qcow2 1.qcow2 0.qcow2
v blockcommit one hda --active --pivot --wait >/dev/null
images_are 0.qcow2
v snapshot-delete one s1 --metadata >/dev/null
v blockcopy one hda "$P/copy.qcow2" --transient-job --wait --pivot >/dev/null
images_are copy.qcow2
v snapshot-create-as one s2 --disk-only --diskspec "hda,file=$P/s2.qcow2" >/dev/null
v blockpull one hda --wait >/dev/null
images_are s2.qcow2
v snapshot-delete one s2 --metadata >/dev/null

# Memory: snapshots with it and back to them, saves, dumps.
v snapshot-create-as one both --memspec "$P/memory" --diskspec "hda,file=$P/s3.qcow2" >/dev/null
v snapshot-revert one both >/dev/null
v snapshot-delete one both >/dev/null
images_are s2.qcow2
v snapshot-create-as one inside >/dev/null
v snapshot-revert one inside >/dev/null
v snapshot-delete one inside >/dev/null
v save one "$P/saved" >/dev/null
v restore "$P/saved" >/dev/null
v managedsave one >/dev/null
v start one >/dev/null
v dump one "$P/dump" --memory-only >/dev/null
own_user

# Devices: a disk comes and goes.
truncate -s 1M "$P/data.raw"
v attach-disk one "$P/data.raw" vdb >/dev/null
images_are s2.qcow2 data.raw

# All of it is still for root alone.
[ "$(find "$P" ! -uid 0)" = "" ] || fail "$(find "$P" ! -uid 0)"
[ "$(find "$P" -name '[sm]*' -perm /077)" = "" ] || fail "$(ls -l "$P")"
v destroy one >/dev/null
stop_daemon
