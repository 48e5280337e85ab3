#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Disks of one bus whose targets have the same letters behind another prefix: all of them are devices
# of their own, from the start, plugged in, and for the next daemon after a crash.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

disk() {
    truncate -s 1M "$T/$1.raw"
    printf "<disk type='file'><source file='%s'/><target dev='%s' bus='virtio'/></disk>" \
        "$T/$1.raw" "$1"
}

aliases() {
    v dumpxml g | grep -o "virtio-disk[0-9]*" | sort | tr '\n' ' '
}

start_daemon
define_cow_guest g "$(disk vda)$(disk sda)"
v start g >/dev/null
[ "$(aliases)" = 'virtio-disk0 virtio-disk1 ' ] || fail "$(aliases)"
disk hdb >"$T/hdb.xml"
v attach-device g "$T/hdb.xml" --live >/dev/null
[ "$(aliases)" = 'virtio-disk0 virtio-disk1 virtio-disk2 ' ] || fail "$(aliases)"
kill_daemon
start_daemon
[ "$(v domstate g)" = running ] || fail "$(v domstate g)"
[ "$(aliases)" = 'virtio-disk0 virtio-disk1 virtio-disk2 ' ] || fail "$(aliases)"
v destroy g >/dev/null
