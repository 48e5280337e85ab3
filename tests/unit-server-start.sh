#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# vmrpcd says in one line why it cannot start: 2 when it was called wrongly, 1 for anything else; and
# what a daemon that was killed has left behind does not keep the next one from starting.
. "${srcdir:?}/tests/lib.sh" || exit 1

refuses() {
    local status=$1 words=$2 got=0
    shift 2
    timeout 20 vmrpcd --session --root "$T/refused" "$@" >"$T/said" 2>"$T/why" || got=$?
    [ "$got" = "$status" ] || fail "$*: status $got: $(cat "$T/why")"
    [ ! -s "$T/said" ] || fail "$*: it printed $(cat "$T/said")"
    [ "$(wc -l <"$T/why")" = 1 ] || fail "$*: not one line: $(cat "$T/why")"
    grep -q -F -- "$words" "$T/why" || fail "$*: it says $(cat "$T/why")"
}

refuses 2 'vmrpcd: Unknown option --nonsense' --nonsense
refuses 2 "vmrpcd: what is 'word'" word
refuses 2 '--session and --system exclude each other' --system
refuses 2 "there is no driver 'xen'" --driver xen
refuses 2 "--log-level: 'loud'" --log-level loud
refuses 1 'names are not looked up' --driver test --listen tcp:localhost.example:1
refuses 1 "cannot listen on 'unix:$T/absent/s'" --driver test --listen "unix:$T/absent/s"
refuses 1 "$T/absent.conf" --config "$T/absent.conf"
printf '[daemon]\nlissen = unix:/x\n' >"$T/bad.conf"
refuses 1 "$T/bad.conf:2: unknown key 'lissen'" --config "$T/bad.conf"
[ "$(vmrpcd --version)" = "vmrpcd (vmrpc) $(sed -n 's/^AC_INIT(\[vmrpc\], \[\(.*\)\], \[\], .*/\1/p' "$srcdir/configure.ac")" ] ||
    fail "--version says $(vmrpcd --version)"

start_daemon
refuses 1 "another process listens on '$SOCKET'" --driver test --listen "unix:$SOCKET"
timeout 20 vmrpcd --session --root "$T/root" --driver test --listen "unix:$T/other" 2>"$T/why" && fail "two daemons"
grep -q "is locked by process $PID\$" "$T/why" || fail "the lock says $(cat "$T/why")"
kill -KILL "$PID"
wait "$PID" || true
[ -S "$SOCKET" ] || fail "the killed daemon's socket has gone by itself"
start_daemon
stop_daemon
[ ! -e "$SOCKET" ] || fail "the socket is left"
