#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# event --reconnect over ssh: the ssh is killed, and again while sshd is away; not an event is
# missing, doubled or out of order, and no gap is told.
. "${srcdir:?}/tests/ssh_lib.sh" || exit 1
start_daemon
start_sshd
sed -i "1a echo \$\$ >>'$T/ssh-pids'" "$T/ssh"
W="test+ssh://127.0.0.1:$SSH_PORT/default?keyfile=$T/id&command=$T/ssh&no_tty=1"
vmrpc -c "$W&helper=$(helper_path)&socket=$SOCKET" event --event lifecycle --loop --reconnect \
    >"$T/events" 2>"$T/said" &
watcher=$!
wait_line "$T/said" '^waiting for events'

v -q suspend test
wait_line "$T/events" Suspended
kill -KILL "$(tail -n 1 "$T/ssh-pids")"
v -q resume test
wait_line "$T/events" Resumed

stop_sshd
kill -KILL "$(tail -n 1 "$T/ssh-pids")"
v -q 'suspend test; resume test; destroy test; start test'
restart_sshd || fail "sshd does not come back: $(cat "$T/sshd.log")"
wait_line "$T/events" Started
kill -INT "$watcher"
wait "$watcher" || fail "the watcher: $(cat "$T/said")"
diff -u - "$T/events" <<'END' || fail 'the events'
event 'lifecycle' for domain 'test': Suspended Paused
event 'lifecycle' for domain 'test': Resumed Unpaused
event 'lifecycle' for domain 'test': Suspended Paused
event 'lifecycle' for domain 'test': Resumed Unpaused
event 'lifecycle' for domain 'test': Stopped Destroyed
event 'lifecycle' for domain 'test': Started Booted
event loop interrupted
events received: 6

END
[ "$(wc -l <"$T/ssh-pids")" -ge 3 ] || fail "ssh was run $(wc -l <"$T/ssh-pids") times"
