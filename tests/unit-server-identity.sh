#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A session's daemon serves its own user alone, also on an abstract socket, which has no mode.
. "${srcdir:?}/tests/lib.sh" || exit 1
[ "$(id -u)" = 0 ] || skip "another user can be had by root alone"

name="vmrpc-test-$$"
chmod 711 "$T"
start_daemon --listen "unix:@$name"
chmod 666 "$SOCKET" # so that only the check of the uid is left

# How many of the two sockets answer the user.
ask() {
    python3 -B - "$1" "$name" "$SOCKET" <<'PY'
import os
import socket
import sys

os.setgroups([])
os.setresgid(*[int(sys.argv[1])] * 3)
os.setresuid(*[int(sys.argv[1])] * 3)

NULL = b"\x80\0\0\x28" + b"\0\0\0\7" + b"\0" * 4 + b"\0\0\0\2\x20\0\x80\x86\0\0\0\1" + b"\0" * 20
answered = 0
for address in ("\0" + sys.argv[2], sys.argv[3]):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(20)
        try:
            client.connect(address)
            client.sendall(NULL)
            answered += len(client.recv(100)) == 28
        except (BrokenPipeError, ConnectionResetError):
            pass
print(answered)
PY
}

[ "$(ask 0)" = 2 ] || fail "the daemon's own user is not served"
[ "$(ask 65534)" = 0 ] || fail "another user is served"
grep -q 'refused client uid 65534' "$T/log" || fail "the refusal is not in the log"
[ "$(ask 0)" = 2 ] || fail "the daemon's own user is no longer served"
stop_daemon
