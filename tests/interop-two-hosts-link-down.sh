#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The link between two hosts goes down in the middle of a session: over tcp, tls and ssh it is noticed
# although nothing is said, within the time of the parameter keepalive; event --reconnect goes on when
# it comes back, and has missed nothing; the daemon forgets the sessions that were lost.
. "${srcdir:?}/tests/netns_lib.sh" || exit 1
. "${srcdir:?}/tests/ssh_lib.sh" || exit 1

far_pki
start_far_daemon --config "$T/tls.conf"
SSHD_BY=(nsenter --net="/proc/$FAR_PID/ns/net")
start_sshd "$FAR4"
tls="test+tls://far.example:$PORT/default?pkipath=$T/alice&keepalive=2"
ssh="test+ssh://$FAR4:$SSH_PORT/default?keyfile=$T/id&command=$T/ssh&no_tty=1&keepalive=3"
ssh+="&helper=$(helper_path)&socket=$SOCKET"

watch() { # NAME URI OPTIONS: sets WATCHER
    vmrpc -c "$2" event --event lifecycle --loop "${@:3}" >"$T/$1" 2>"$T/$1.err" &
    WATCHER=$!
    wait_line "$T/$1.err" '^waiting for events'
}
watch tls-ends "$tls"
tls_ends=$WATCHER
watch ssh-ends "$ssh"
ssh_ends=$WATCHER
watch tls-returns "$tls" --reconnect
tls_returns=$WATCHER
watch ssh-returns "$ssh" --reconnect
ssh_returns=$WATCHER
# The daemon's own patience is a minute; that its sockets ask is to be seen.
sockets() { # STATE NUMBER
    [ "$(far ss -Htno state established "sport = $PORT" | grep -c "$1")" = "$2" ]
}
await 'both sockets ask' sockets 'timer:(keepalive,' 2
v -q suspend test
for name in tls-ends ssh-ends tls-returns ssh-returns; do
    wait_line "$T/$name" Suspended
done

link_down
for name in tls-ends ssh-ends; do
    pid=${name//-/_}
    if wait "${!pid}"; then fail "$name does not notice"; fi
    grep -q 'the connection to .* is broken' "$T/$name.err" || fail "$name: $(cat "$T/$name.err")"
done
grep -q -E 'Connection timed out|answered nothing for 2 seconds' "$T/tls-ends.err" || fail "tls: $(cat "$T/tls-ends.err")"
# Meanwhile, over there.
v -q 'resume test; suspend test; destroy test'
link_up
for name in tls-returns ssh-returns; do
    wait_line "$T/$name" 'Stopped Destroyed' 60
done
v -q start test
for name in tls-returns ssh-returns; do
    wait_line "$T/$name" 'Started Booted'
    pid=${name//-/_}
    kill -INT "${!pid}"
    wait "${!pid}" || fail "$name: $(cat "$T/$name.err")"
    diff -u - "$T/$name" <<'END' || fail "$name: the events"
event 'lifecycle' for domain 'test': Suspended Paused
event 'lifecycle' for domain 'test': Resumed Unpaused
event 'lifecycle' for domain 'test': Suspended Paused
event 'lifecycle' for domain 'test': Stopped Destroyed
event 'lifecycle' for domain 'test': Started Booted
event loop interrupted
events received: 5

END
done
await 'the daemon has closed what was lost' sockets '' 0
