#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The log of a guest: how it was started and what ended it, whole, its last lines, and what comes,
# also when a start makes a new file of it.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

start_daemon
define_guest one
[ -z "$(v logs one)" ] || fail "a domain that never ran has a log"
vmrpc -c "$URI" logs one -f >"$T/follow" &
follower=$!
start_guest one
wait_line "$T/follow" 'Z vmrpcd [0-9.]+ starting: .*-name guest=one'
version=$(qemu-system-x86_64 --version | sed -n 's/^QEMU emulator version \([0-9.]*\).*/\1/p')
wait_line "$T/follow" "Z started: process [0-9]+ is QEMU ${version//./\\.}"
v destroy one >/dev/null
wait_line "$T/follow" 'Z stopped, destroyed: QEMU \(process [0-9]+\) ended with status 0$'
[ "$(v logs one -n 1)" = "$(tail -n 1 "$T/root/log/qemu/one.log")" ] || fail "-n 1: $(v logs one -n 1)"
[ "$(v logs one -n 2 | grep -c .)" = 2 ] || fail "-n 2: $(v logs one -n 2)"
[ "$(v logs one)" = "$(cat "$T/root/log/qemu/one.log")" ] || fail "not all of it"

head -c 1100000 /dev/zero | tr '\0' '\n' >>"$T/root/log/qemu/one.log"
start_guest one
[ "$(stat -c %s "$T/root/log/qemu/one.log")" -lt 100000 ] || fail "the log was not renewed"
[ -s "$T/root/log/qemu/one.log.old" ] || fail "no old log was kept"
kill -KILL "$(find "$T/root" -name one.status -exec sed -n "s/.*<machine pid='\([0-9]*\)'.*/\1/p" {} +)"
wait_line "$T/follow" 'stopped: QEMU \(process [0-9]+\) was killed by signal 9'
[ "$(grep -c ' starting:' "$T/follow")" = 2 ] || fail "not both starts were followed"

# What ends before it has begun ends as well.
printf '#!/bin/sh\necho no such machine >&2\nexit 1\n' >"$T/qemu-broken"
chmod +x "$T/qemu-broken"
if EDITOR="sed -i 's#<emulator>.*<#<emulator>$T/qemu-broken<#'" VISUAL= v -q edit one &&
    v start one >"$T/said" 2>&1; then fail 'a broken QEMU starts'; fi
wait_line "$T/follow" '^no such machine$'
wait_line "$T/follow" 'Z not started: '
kill -TERM "$follower"
wait "$follower" || fail "logs -f ended with $?"
stop_daemon
