#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A real rpcbind is told where the daemon is, in place of a stale entry, again when it comes back,
# and no longer when the daemon has ended. In namespaces of its own: the machine's rpcbind stays out.
if [ "${1:-}" != inside ]; then
    . "$srcdir/tests/lib.sh"
    need rpcbind rpcinfo unshare ip
    [ "$(id -u)" = 0 ] || skip "only root can make a network namespace with a rpcbind in it"
    unshare -n -m -p --fork true 2>"$T/why" || skip "no namespaces: $(cat "$T/why")"
    unshare -n -m -p --fork --mount-proc bash "$0" inside || fail "see above"
    exit 0
fi
. "${srcdir:?}/tests/lib.sh" || exit 1
ip link set lo up
mount -t tmpfs tmpfs /run
mkdir /run/rpcbind
chown _rpc /run/rpcbind

start_rpcbind() {
    (exec -a "$T/rpcbind" rpcbind -w -f) & # a name by which the end of the test finds it
    RPCBIND=$!
    wait_until "rpcbind has started" rpcinfo -p
}

kill_rpcbind() {
    kill -KILL "$RPCBIND"
    wait "$RPCBIND" 2>/dev/null || true
}

# Nobody announces what rpcbind knows. The wait is read's, on a pipe that stays empty.
mkfifo "$T/empty"
exec 4<>"$T/empty"
wait_until() {
    local what=$1 end=$((SECONDS + 20))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || fail "waited in vain until $what: $(rpcinfo 2>&1)"
        read -r -t 0.05 -u 4 || true
    done
}

knows() {
    rpcinfo | awk -v want="$1 1 $2 $3" '{ if ($1 " " $2 " " $3 " " $4 == want) found = 1 } END { exit !found }'
}

forgot() {
    rpcinfo >"$T/known" && ! grep -q 5369038 "$T/known"
}

# Left by a daemon that crashed: another address.
start_rpcbind
python3 -B - <<'PY' || fail "rpcbind did not take the old entry"
import socket
from oncrpc import Client, record, call_header, string, u32
client = Client("/run/rpcbind.sock")
old = u32(536903814, 1) + string("tcp") + string("127.0.0.1.1.1") + string("0")
assert client.call(1, old, program=100000, version=4).body.u32() == 1
PY
wait_until "rpcbind has the old entry" knows 536903814 tcp 127.0.0.1.1.1

start_daemon --rpcbind --listen 'tcp:*:0'
port=$(tcp_port)
uaddr=$((port / 256)).$((port % 256))
all_known() {
    for program in 536903814 536903815 536903824; do
        knows $program tcp "0.0.0.0.$uaddr" && knows $program tcp6 "::.$uaddr" &&
            knows $program local "$SOCKET" || return 1
    done
}
wait_until "rpcbind knows all addresses" all_known
rpcinfo -p | awk '$1 == 536903814 && $4 == '"$port"' { found = 1 } END { exit !found }' ||
    fail "rpcinfo -p: $(rpcinfo -p)"
for how in '-t 127.0.0.1' '-T tcp6 ::1'; do
    # shellcheck disable=SC2086
    [ "$(rpcinfo $how 536903814 2>&1)" = 'program 536903814 version 1 ready and waiting' ] ||
        fail "rpcinfo $how: $(rpcinfo $how 536903814 2>&1)"
done

kill_rpcbind
v list >/dev/null || fail "no calls without rpcbind"
start_rpcbind
wait_until "rpcbind knows all addresses again" all_known

stop_daemon
forgot || fail "rpcbind still knows the daemon that has ended: $(cat "$T/known")"
kill_rpcbind
