#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# With sockets of systemd the first client starts the daemon; when it is idle it ends, and leaves the
# sockets where they are. An address that is configured as well is not opened twice.
. "${srcdir:?}/tests/lib.sh" || exit 1
need systemd-socket-activate rpcinfo

mkfifo "$T/said"
exec 4<>"$T/said"
systemd-socket-activate -l "$T/s" -l "$T/plain" --fdname=rw:ro -E PATH -E LD_LIBRARY_PATH \
    vmrpcd --session --root "$T/root" --driver test --idle-timeout 1 --listen "unix:$T/s" \
    --listen "unix:$T/own" >&4 2>>"$T/log" 4<&- &
PID=$!
wait_line "$T/log" "Listening on $T/plain"
heard() {
    local line
    IFS= read -r -t 20 line <&4 || fail "the daemon did not say '$1'"
    [[ $line == "listening on $1" ]] || fail "'$line' and not '$1'"
}

[ ! -e "$T/root" ] || fail "the daemon was started without a client"
rpcinfo -a "$T/s" -T local 536903814 >"$T/answer" 2>&1 || fail "$(cat "$T/answer")"
grep -q 'ready and waiting' "$T/answer" || fail "$(cat "$T/answer")"
heard "unix:$T/s"
heard "unix-ro:$T/plain"
heard "unix:$T/own"

vmrpc -c "test+unix:///default?socket=$T/s" suspend test >/dev/null || fail "no calls"
if vmrpc -c "test+unix:///default?socket=$T/plain" resume test 2>"$T/refused"; then
    fail "the read-only socket let a call write"
fi
grep -q 'read.only' "$T/refused" || fail "refused, but: $(cat "$T/refused")"

wait "$PID" || fail "the idle daemon ended with status $?"
[ -S "$T/s" ] && [ -S "$T/plain" ] || fail "a socket of systemd was removed"
[ ! -e "$T/own" ] || fail "the daemon's own socket was left"
