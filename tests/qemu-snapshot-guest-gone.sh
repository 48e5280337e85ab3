#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# QEMU dies while the daemon waits for its disk, with the note of a snapshot that it makes or goes back
# to: who asked for that is told, and the daemon serves others as before.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

${CC:-cc} -shared -fPIC -o "$T/slow_disk.so" "$srcdir/tests/slow_disk.c" || fail "slow_disk.c"
printf '#!/bin/sh\nexec env LD_PRELOAD=%s ASAN_OPTIONS=%s vmrpcd "$@"\n' "$T/slow_disk.so" \
    "${ASAN_OPTIONS:-}:verify_asan_link_order=0" >"$T/slow"
chmod +x "$T/slow"
export SLOW_DISK_GATE=$T/gate SLOW_DISK_FOLDER=$T/root/
DAEMON=$T/slow

is_off() {
    [ "$(v domstate g)" = 'shut off' ]
}

# without_guest COMMAND...
without_guest() {
    mkfifo "$T/gate"
    v "$@" >"$T/said" 2>&1 &
    local call=$!
    await "$1 waits for the disk" [ -e "$T/gate.waiting" ]
    kill -KILL "$(pid_of g)"
    await "the guest is gone" is_off
    exec 6<>"$T/gate"
    rm "$T/gate" "$T/gate.waiting"
    ! wait "$call" || fail "$1 of a guest that is gone"
    exec 6<&-
    grep -q "domain 'g' has ended meanwhile" "$T/said" || fail "$1: $(cat "$T/said")"
    v domstate g >/dev/null || fail "$1: the daemon is gone"
}

start_daemon
define_cow_guest g "<controller type='scsi' model='virtio-scsi'/>"
v start g >/dev/null
v snapshot-create-as g first >/dev/null
without_guest snapshot-revert g first

v start g >/dev/null
qemu-img create -q -f qcow2 "$T/more.qcow2" 1M
v attach-disk g "$T/more.qcow2" sdb --targetbus scsi --subdriver qcow2 --live >/dev/null
without_guest snapshot-create-as g second --disk-only
[ "$(v snapshot-list g --name)" = first ] || fail "$(v snapshot-list g --name)"
[ ! -e "$T/g.second" ] && [ ! -e "$T/more.second" ] || fail "images are left"
v start g >/dev/null
v destroy g >/dev/null
