#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# undefine deletes the volumes that a domain's disks are, all or those it is told; what is in no pool
# stays, and a domain that is wrong about its disks keeps all.
. "${srcdir:?}/tests/lib.sh" || exit 1
need qemu-img

start_daemon --driver storage
v -q "pool-define-as p dir --target '$T/pool'; pool-start p --build" >/dev/null
touch "$T/own"
define_box() {
    for volume in one two; do
        [ -e "$T/pool/$volume" ] || v vol-create-as p $volume 1M >/dev/null
    done
    cat >"$T/box.xml" <<XML
<domain type='test'><name>box</name><memory>1024</memory><os><type>hvm</type></os><devices>
<disk type='file' device='disk'><source file='$T/pool/one'/><target dev='vda'/></disk>
<disk type='file' device='disk'><source file='$T/pool/two'/><target dev='vdb'/></disk>
<disk type='file' device='disk'><source file='$T/own'/><target dev='vdc'/></disk></devices></domain>
XML
    v define "$T/box.xml" >/dev/null
}

define_box
v undefine box --storage vda,vdz 2>"$T/why" && fail "there is no vdz"
grep -q "Volume 'vdz' was not found" "$T/why" || fail "$(cat "$T/why")"
[ "$(v domname box)" = box ] && [ -e "$T/pool/one" ] || fail "something is gone"
v undefine box --storage "vda" >/dev/null || fail "one volume"
[ ! -e "$T/pool/one" ] && [ -e "$T/pool/two" ] || fail "not that volume alone"
define_box
v undefine box --remove-all-storage >"$T/said" 2>"$T/why" || fail "$(cat "$T/why")"
grep -q "Volume 'two' removed" "$T/said" || fail "$(cat "$T/said")"
grep -q "'vdc'($T/own) is in no storage pool" "$T/why" || fail "$(cat "$T/why")"
[ ! -e "$T/pool/one" ] && [ ! -e "$T/pool/two" ] && [ -e "$T/own" ] || fail "$(ls "$T/pool")"
stop_daemon
