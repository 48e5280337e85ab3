#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A rpcbind that is absent, or takes connections and never answers, delays neither the start nor
# calls nor the end, and costs one line of the log.
. "${srcdir:?}/tests/lib.sh" || exit 1

use_rpcbind() {
    printf '[daemon]\nrpcbind = yes\nrpcbind-socket = %s\n' "$1" >"$T/config"
}

begun=$SECONDS
use_rpcbind "$T/nobody"
start_daemon --config "$T/config"
v list >/dev/null || fail "no calls without rpcbind"
wait_line "$T/log" "warning: not registered with rpcbind, .*'$T/nobody': No such file"
stop_daemon
[ $((SECONDS - begun)) -lt 4 ] || fail "without rpcbind this took $((SECONDS - begun)) s"
[ "$(grep -c rpcbind "$T/log")" = 1 ] || fail "not one line: $(cat "$T/log")"

mkfifo "$T/said"
python3 -B -c 'import socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
open(sys.argv[2], "w").write("ready\n")
client, _ = listener.accept()
client.recv(4096)
open(sys.argv[2], "w").write("asked\n")
while client.recv(4096): pass' "$T/hung" "$T/said" &
read -r word <"$T/said"
begun=$SECONDS
use_rpcbind "$T/hung"
start_daemon --config "$T/config"
read -r word <"$T/said"
[ "$word" = asked ] || fail "rpcbind was not asked"
v list >/dev/null || fail "no calls while rpcbind hangs"
stop_daemon
[ $((SECONDS - begun)) -lt 4 ] || fail "with a rpcbind that hangs this took $((SECONDS - begun)) s"
