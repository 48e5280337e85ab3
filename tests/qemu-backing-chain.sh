#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# All images behind a disk's image are found, opened by the daemon and shown while the guest runs; a
# chain that cannot be believed is refused before QEMU exists.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu
need qemu-img

disk() {
    printf "<disk type='file' device='disk'><driver name='qemu' type='%s'/>%s" "$2" \
        "<source file='$1'/><target dev='vdb' bus='virtio'/></disk>"
}

refused() {
    define_guest guest "$(disk "$1" qcow2)"
    if v start guest >"$T/said" 2>&1; then
        fail "it started"
    fi
    grep -q -F -- "$2" "$T/said" || fail "'$2' is not in: $(cat "$T/said")"
    v undefine guest >/dev/null
}

cd "$T"
truncate -s 1M base.raw
qemu-img create -q -f qcow2 -b base.raw -F raw middle.qcow2
qemu-img create -q -f qcow2 -b "$T/middle.qcow2" -F qcow2 top.qcow2
start_daemon

define_guest guest "$(disk "$T/top.qcow2" qcow2)"
start_guest guest
v dumpxml guest >"$T/live.xml"
for line in "<source file='$T/top.qcow2' index='1'/>" "<backingStore type='file' index='2'>" \
    "<source file='$T/middle.qcow2'/>" "<backingStore type='file' index='3'>" \
    "<source file='$T/base.raw'/>" "<backingStore/>"; do
    grep -q -F -- "$line" "$T/live.xml" || fail "'$line' is not in $(cat "$T/live.xml")"
done
! v dumpxml --inactive guest | grep -q backingStore || fail "$(v dumpxml --inactive guest)"
v destroy guest >/dev/null
v undefine guest >/dev/null
rm guest.serial

# The document may end the chain, or name another one.
define_guest guest "$(disk "$T/top.qcow2" qcow2 | sed "s|<target|<backingStore/><target|")"
v start guest >/dev/null
v dumpxml guest | grep -q -F '<backingStore/>' || fail "$(v dumpxml guest)"
! v dumpxml guest | grep -q middle || fail "$(v dumpxml guest)"
v destroy guest >/dev/null
v undefine guest >/dev/null

qemu-img create -q -f qcow2 -b middle.qcow2 -F qcow2 unnamed.qcow2
qemu-img rebase -u -b middle.qcow2 -F '' unnamed.qcow2 2>/dev/null || true
if ! qemu-img info unnamed.qcow2 | grep -q 'backing file format'; then
    refused "$T/unnamed.qcow2" 'seems to have the format qcow2, but the image above it does not'
fi
qemu-img create -q -u -f qcow2 -b gone.img -F raw lost.qcow2 1M
refused "$T/lost.qcow2" "cannot open image '$T/gone.img' for reading: No such file or directory"
qemu-img create -q -u -f qcow2 -b round.qcow2 -F qcow2 loop.qcow2 1M
qemu-img create -q -u -f qcow2 -b loop.qcow2 -F qcow2 round.qcow2 1M
refused "$T/loop.qcow2" 'or they lead back to themselves'
qemu-img create -q -u -f qcow2 -b nbd://127.0.0.1:1 -F raw remote.qcow2 1M
refused "$T/remote.qcow2" 'named otherwise than by a path'
qemu-img create -q -f qcow2 -o data_file=data.raw,data_file_raw=on apart.qcow2 1M
refused "$T/apart.qcow2" 'has its data in a file of its own'
mkfifo fifo
qemu-img create -q -u -f qcow2 -b fifo -F raw piped.qcow2 1M
refused "$T/piped.qcow2" 'is no regular file'
stop_daemon
