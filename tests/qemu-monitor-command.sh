#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Commands to the monitor of a guest: JSON and words, QEMU's refusals as answers; not for who may
# only read, and not two at once. virsh sends them as well.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

start_daemon
define_guest one
v qemu-monitor-command one '{"execute":"query-status"}' 2>"$T/why" && fail "no guest runs"
grep -q 'domain is not running' "$T/why" || fail "$(cat "$T/why")"
start_guest one
answer=$(v qemu-monitor-command one '{"execute":"query-name","id":"mine"}')
[ "$answer" = '{"return":{"name":"one"},"id":"mine"}' ] || fail "$answer"
[ "$(v qemu-monitor-command one --return-value '{"execute":"query-name"}')" = '{"name":"one"}' ] || fail "return"
v qemu-monitor-command one '{"execute":"nonsense"}' | grep -q '"class":"CommandNotFound"' || fail "no refusal"
v qemu-monitor-command one --return-value '{"execute":"nonsense"}' 2>/dev/null && fail "a refusal has no value"
v qemu-monitor-command one --hmp info status | grep -q 'VM status: running' || fail "no words"
for bad in 'info status' '[]' '{"run":1}' '{"execute":"stop","x":1}' '{"execute":"stop"}{"execute":"cont"}'; do
    v qemu-monitor-command one "$bad" 2>/dev/null && fail "'$bad' was sent"
done
[ "$(v domstate one)" = running ] || fail "something was sent"
vmrpc -r -c "$URI" qemu-monitor-command one --hmp info status 2>"$T/why" && fail "it may only read"
grep -q 'read-only' "$T/why" || fail "$(cat "$T/why")"
if command -v virsh >/dev/null; then
    answer=$(virsh -c "qemu+unix:///session?socket=$SOCKET" qemu-monitor-command one '{"execute":"query-name"}')
    grep -q '{"return":{"name":"one"}' <<<"$answer" || fail "virsh: $answer"
fi
v destroy one >/dev/null
stop_daemon
