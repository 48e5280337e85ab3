#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# event: lines, order, filters, one event or many, JSON, timeouts, signals, a daemon that dies.
. "${srcdir:?}/tests/lib.sh" || exit 1
need python3

start_daemon
# watch NAME ARGUMENTS...: runs it in the background until it is registered
watch() {
    local name=$1
    shift
    vmrpc -c "$URI" event "$@" >"$T/$name" 2>"$T/$name.err" &
    watching=$!
    wait_line "$T/$name.err" 'waiting for events'
}
# ended SIGNAL PID STATUS: sends it, if any, and waits
ended() {
    local status=0
    [ "$1" = - ] || kill "-$1" "$2"
    wait "$2" || status=$?
    [ "$status" = "$3" ] || fail "exit status $status, not $3"
}
echo '<domain type="test"><name>box</name><memory>4096</memory><os><type>hvm</type></os></domain>' \
    >"$T/box.xml"
watch all --all --loop
all=$watching
watch json --all --loop --json
json=$watching
watch one test --event lifecycle
one=$watching
watch reboots --event reboot --loop --timestamp
reboots=$watching
v -q "suspend test; reboot test; resume test; define '$T/box.xml'
      start box; destroy box; undefine box" || fail 'the commands that make events'
wait_line "$T/all" 'Undefined Removed'
wait_line "$T/json" '"Undefined"'
wait_line "$T/reboots" reboot
ended - "$one" 0
ended INT "$all" 0
ended TERM "$json" 0
ended TERM "$reboots" 0
diff -u - "$T/all" <<'END' || fail 'the events'
event 'lifecycle' for domain 'test': Suspended Paused
event 'reboot' for domain 'test'
event 'lifecycle' for domain 'test': Resumed Unpaused
event 'lifecycle' for domain 'box': Defined Added
event 'lifecycle' for domain 'box': Started Booted
event 'lifecycle' for domain 'box': Stopped Destroyed
event 'lifecycle' for domain 'box': Undefined Removed
event loop interrupted
events received: 7

END
printf '%s\n' "event 'lifecycle' for domain 'test': Suspended Paused" 'events received: 1' '' |
    diff -u - "$T/one" || fail 'one event'
grep -q -E "^20[0-9-]{8} [0-9:.]{12}\+0000: event 'reboot' for domain 'test'$" "$T/reboots" ||
    fail "no time: $(cat "$T/reboots")"
python3 - "$T/json" <<'END' || fail "$(cat "$T/json")"
import json, sys
events = [json.loads(line) for line in open(sys.argv[1])]
assert [e["sequence"] for e in events] == sorted({e["sequence"] for e in events})
assert [e["event"] for e in events] == ["lifecycle", "reboot"] + ["lifecycle"] * 5
assert ([e.get("type") for e in events] ==
        ["Suspended", None, "Resumed", "Defined", "Started", "Stopped", "Undefined"])
assert events[0]["domain"]["name"] == "test" and events[0]["detail"] == "Paused"
assert all(e["time_us"] > 1e15 for e in events)
END
if v event --all --timeout 1 >"$T/none" 2>&1 || ! grep -q '^event loop timed out$' "$T/none"; then
    fail "--timeout: $(cat "$T/none")"
fi
watch dead --all --loop
kill -KILL "$PID"
ended - "$watching" 1
grep -q '^error: event loop failed$' "$T/dead.err" || fail "$(cat "$T/dead.err")"
