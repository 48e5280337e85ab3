#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A managed save: the next start goes on from it and uses it up; one that is damaged is kept and told
# of, until it is thrown away; a domain that has one is not undefined by accident.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

saved() {
    [ "$(v list --all --name --with-managed-save | tr -d '\n')" = "$1" ] ||
        fail "list --with-managed-save: $(v list --all --name --with-managed-save)"
    [ "$(find "$T/root/data/qemu/save" -type f | wc -l)" = "${#1}" ] || fail "files of saves"
}

start_daemon
define_guest m
start_guest m
v managedsave m >/dev/null
saved m
[ "$(v domstate --reason m)" = 'shut off (saved)' ] || fail "$(v domstate --reason m)"
v managedsave-dumpxml m | grep -q '<name>m</name>' || fail 'managedsave-dumpxml'

# It is known to the next daemon.
stop_daemon
start_daemon
saved m
! v undefine m >/dev/null 2>"$T/err" || fail "it was undefined"
grep -q 'managed save image exists' "$T/err" || fail "$(cat "$T/err")"
v start m >/dev/null
[ "$(v domstate --reason m)" = 'running (restored)' ] || fail "$(v domstate --reason m)"
saved ''

# Damaged.
v managedsave --paused m >/dev/null
truncate -s -1 "$T"/root/data/qemu/save/*.save
! v start m >/dev/null 2>"$T/err" || fail "it started from a damaged file"
grep -q 'force-boot' "$T/err" || fail "$(cat "$T/err")"
saved m
[ "$(v domstate m)" = 'shut off' ] || fail "$(v domstate --reason m)"
v start --force-boot m >/dev/null
[ "$(v domstate --reason m)" = 'running (booted)' ] || fail "$(v domstate --reason m)"
saved ''

v managedsave m >/dev/null
v managedsave-remove m >/dev/null
saved ''
v start m >/dev/null
v managedsave m >/dev/null
v undefine --managed-save m >/dev/null
[ "$(find "$T/root/data/qemu/save" -type f | wc -l)" = 0 ] || fail "a file is left"
stop_daemon
