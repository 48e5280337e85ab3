#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A USB disk for a running guest without a USB controller brings one along, at a slot of its own; the next
# daemon knows both.
. "${srcdir:?}/tests/cli_lib.sh" || exit 1
need_qemu
need qemu-img

start_daemon
qemu-img create -q -f qcow2 "$T/disk.qcow2" 8M
define_guest box
start_guest box
v attach-disk box "$T/disk.qcow2" sdx --targetbus usb --subdriver qcow2 --live >"$T/said" 2>&1 ||
    fail "$(cat "$T/said")"
kill -KILL "$PID"
exec 3<&-

start_daemon
[ "$(v domblklist box --json | value '[d["target"] for d in r["disks"]]')" = "['hda', 'sdx']" ] ||
    fail "$(v domblklist box)"
v dumpxml box --xpath '//controller[@type="usb"]/address/@slot' | grep -qv 0x01 || fail "$(v dumpxml box)"
v detach-disk box sdx --live >"$T/said" 2>&1 || fail "$(cat "$T/said")"
v destroy box >"$T/said"
stop_daemon
