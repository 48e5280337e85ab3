#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# qemu:///session starts the user's daemon if there is none; of two at once both get the same one,
# and the next finds it still running.
. "${srcdir:?}/tests/lib.sh" || exit 1
need python3

export HOME=$T/home XDG_RUNTIME_DIR=$T/run
export XDG_CONFIG_HOME=$T/config XDG_STATE_HOME=$T/state
export XDG_CACHE_HOME=$T/cache XDG_DATA_HOME=$T/data
mkdir -m 700 "$HOME" "$XDG_RUNTIME_DIR"
# Every start is noted.
printf '#!/bin/sh\necho $$ >>"%s/started"\nexec "%s" "$@"\n' "$T" "$VMRPC_DAEMON" >"$T/daemon"
chmod +x "$T/daemon"
export VMRPC_DAEMON=$T/daemon
socket=$XDG_RUNTIME_DIR/vmrpc/vmrpc-sock
# Who listens there, as the kernel says.
daemon_pid() {
    python3 - "$socket" <<'END'
import socket, struct, sys
with socket.socket(socket.AF_UNIX) as s:
    s.connect(sys.argv[1])
    print(struct.unpack("3i", s.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0])
END
}
end_daemon() {
    pid=$(daemon_pid 2>/dev/null) && kill -TERM "$pid"
}
# The status that cleanup finds must be that of the test.
trap 'ended=$?; end_daemon || true; ! [ "$ended" != 0 ]; cleanup' EXIT

vmrpc -q -c qemu:///session list --all >"$T/first" 2>&1 &
first=$!
vmrpc -q -c qemu:///session uri >"$T/second" 2>&1 &
second=$!
wait "$first" || fail "the first: $(cat "$T/first")"
wait "$second" || fail "the second: $(cat "$T/second")"
[ ! -s "$T/first" ] || fail "a new daemon has domains: $(cat "$T/first")"
[ "$(cat "$T/second")" = qemu:///session ] || fail "its URI is $(cat "$T/second")"

pid=$(daemon_pid) || fail 'nobody listens any more'
[ "$(cat "$T/started")" = "$pid" ] || fail "started: $(cat "$T/started"), listening: $pid"
vmrpc -c qemu:///session server-info | grep -q "^Address: *unix:$socket$" || fail 'another address'
[ "$(cat "$T/started")" = "$pid" ] || fail 'another daemon was started'
[ "$(stat -c %a "$socket")" = 600 ] || fail 'others may connect'
end_daemon
python3 -c 'import os, select, sys
try:
    fd = os.pidfd_open(int(sys.argv[1]))
except ProcessLookupError:
    sys.exit()
sys.exit(not select.select([fd], [], [], 20)[0])' "$pid" || fail 'the daemon does not end'
if vmrpc -c "qemu+unix:///session?socket=$socket" list >"$T/gone" 2>&1; then
    fail 'somebody still listens'
fi
