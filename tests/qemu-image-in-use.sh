#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# An image that a running guest uses is refused to another one by the name of the first, also under
# another name of the image, as a backing image, and after a restart of the daemon; not if both only
# read it, or share it.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu
need qemu-img

disk() {
    printf "<disk type='file' device='disk'><driver name='qemu' type='%s'/><source file='%s'/>" \
        "$2" "$3"
    printf "<target dev='%s' bus='virtio'/>%s</disk>" "$1" "${4:-}"
}

refused() {
    if v start two >"$T/said" 2>&1; then
        fail "it started"
    fi
    grep -q -E "$1" "$T/said" || fail "'$1' is not in: $(cat "$T/said")"
}

again() {
    v undefine two >/dev/null
    define_guest two "$1"
}

truncate -s 1M "$T/data.img" "$T/shared.img" "$T/read.img"
qemu-img create -q -f qcow2 -b "$T/data.img" -F raw "$T/over.qcow2"
ln "$T/data.img" "$T/link.img"
ln -s "$T/link.img" "$T/symlink.img"
start_daemon
define_guest one "$(disk vdb raw "$T/data.img") $(disk vdc raw "$T/shared.img" '<shareable/>')
    $(disk vdd raw "$T/read.img" '<readonly/>')"
start_guest one

define_guest two "$(disk vda raw "$T/symlink.img")"
refused "image '$T/symlink.img' \(disk 'vda'\) is in use by domain 'one', which writes it \(disk 'vdb'\)"
again "$(disk vda qcow2 "$T/over.qcow2")"
refused "image '$T/data.img' \(disk 'vda'\) is in use by domain 'one', which writes it"
again "$(disk vda raw "$T/shared.img")"
refused "in use by domain 'one', which shares it"
again "$(disk vda raw "$T/read.img")"
refused "in use by domain 'one', which reads it"
again "$(disk vdb raw "$T/shared.img" '<shareable/>') $(disk vdc raw "$T/read.img" '<readonly/>')"
start_guest two

# Nor is it given to a guest that runs already: as a disk, in a snapshot, or for a copy.
busy() {
    if v "$@" >"$T/said" 2>&1; then
        fail "'$*' succeeds"
    fi
    grep -q "in use by domain 'one', which writes it (disk '...')" "$T/said" || fail "$*: $(cat "$T/said")"
    [ "$(v domblklist two)" = "$had" ] || fail "$*: $(v domblklist two)"
}
qemu-img create -q -f qcow2 -b "$T/two.img" -F raw "$T/new.qcow2"
v attach-disk one "$T/new.qcow2" vde --live >/dev/null
had=$(v domblklist two)
busy attach-disk two "$T/link.img" vdz --live
busy snapshot-create-as two s --disk-only --reuse-external --no-metadata \
    --diskspec "hda,file=$T/new.qcow2" --diskspec vdb,snapshot=no --diskspec vdc,snapshot=no
busy blockcopy two hda "$T/data.img" --reuse-external --format raw --transient-job
v destroy two >/dev/null

kill -KILL "$PID"
wait "$PID" || true
start_daemon
again "$(disk vda raw "$T/link.img")"
refused "in use by domain 'one', which writes it \(disk 'vdb'\)"

# Free again when it has ended.
v destroy one >/dev/null
rm -f "$T/two.serial"
start_guest two
v destroy two >/dev/null
stop_daemon
