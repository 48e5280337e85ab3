#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# tshark, without a plugin, decodes every call, reply and event of a session over loopback TCP, and
# finds none of them malformed.
. "${srcdir:?}/tests/lib.sh" || exit 1
need tshark
[ "$(id -u)" = 0 ] || skip "capturing on loopback needs root"

start_daemon --listen tcp:127.0.0.1:0
port=$(tcp_port)
tshark -i lo -f "tcp port $port" -w "$T/capture" -F pcap >"$T/tshark.log" 2>&1 &
tshark=$!
wait_line "$T/tshark.log" 'Capturing on'
tcp="test+tcp://127.0.0.1:$port/default"

# What is captured reaches the file in batches: talks to the daemon until one more has come.
batch() {
    local before
    before=$(stat -c %s "$T/capture" 2>/dev/null || echo 24)
    for _ in $(seq 2000); do
        vmrpc -c "$tcp" hostname >/dev/null
        [ "$(stat -c %s "$T/capture" 2>/dev/null || echo 0)" -le "$before" ] || return 0
    done
    fail "nothing is captured"
}
batch
vmrpc -c "$tcp" event --event lifecycle --loop >"$T/events" 2>"$T/events.log" &
events=$!
wait_line "$T/events.log" 'waiting for events'
for command in 'list --all' 'suspend test' 'resume test' 'dumpxml test' 'destroy test' 'start test'; do
    vmrpc -c "$tcp" $command >/dev/null
done
! vmrpc -c "$tcp" dominfo nobody 2>/dev/null || fail "nobody is there"
wait_line "$T/events" 'Started Booted'
kill $events
wait $events || true
batch
batch
stop_daemon
kill -INT $tshark
wait $tshark || true

decode() {
    tshark -r "$T/capture" -d "tcp.port==$port,rpc" -o rpc.dissect_unknown_programs:TRUE \
        -o gui.max_tree_depth:5000 "$@" \
        2>/dev/null
}
[ "$(decode -Y '_ws.malformed' | wc -l)" = 0 ] || fail "malformed: $(decode -Y _ws.malformed | head)"
# Every segment with data is RPC to the end: none is only "Continuation" or unknown bytes.
decode -Y 'tcp.len > 0 && !rpc' >"$T/undecoded"
[ ! -s "$T/undecoded" ] || fail "not decoded: $(head "$T/undecoded")"
count() {
    decode -Y "$1" -T fields -e rpc.xid | tr ',' '\n' | wc -l
}
calls=$(count "rpc.msgtyp == 0 && rpc.program == 536903814")
events=$(decode -Y "rpc.xid == 0 && rpc.msgtyp == 0" -T fields -e rpc.program |
    tr ',' '\n' | grep -c -x 536903824 || true)
[ "$calls" -ge 30 ] || fail "only $calls calls decoded"
[ "$events" -ge 4 ] || fail "only $events events decoded"
# Each call has its reply.
unanswered=$(decode -Y 'rpc.msgtyp == 0 && rpc.xid != 0 && !rpc.repframe' | wc -l)
replies=$(decode -Y 'rpc.msgtyp == 1 && rpc.state_accept == 0' | wc -l)
[ "$replies" -ge 30 ] || fail "only $replies replies decoded, $unanswered unanswered"
