#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A client that only waits for events notices that a daemon it reaches by TCP answers no more, though
# its machine does; one on the local socket waits.
. "$(dirname "$0")/lib.sh"
start_daemon --listen tcp:127.0.0.1:0
far="test+tcp://127.0.0.1:$(tcp_port)/default?keepalive=1"

timeout 60 vmrpc -c "$far" event --event lifecycle >"$T/far" 2>"$T/far.err" &
far_pid=$!
v event --event lifecycle >"$T/near" 2>"$T/near.err" &
near_pid=$!
wait_line "$T/far.err" 'waiting for events'
wait_line "$T/near.err" 'waiting for events'
kill -STOP "$PID"
wait "$far_pid" && fail "it ended as if all were well"
kill -CONT "$PID"
grep -q "connection to tcp:127.0.0.1:.* is broken: the server has answered nothing for 1 sec" "$T/far.err" ||
    fail "$(cat "$T/far.err")"
v suspend test >/dev/null
wait "$near_pid" || fail "the local client went: $(cat "$T/near.err")"
