#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# pool-event: the lines of all kinds, one kind of one pool, JSON; domains' events stay out, and
# pools' events out of those of domains.
. "${srcdir:?}/tests/lib.sh" || exit 1
need python3

start_daemon --driver storage
watch() {
    local name=$1
    shift
    vmrpc -c "$URI" "$@" >"$T/$name" 2>"$T/$name.err" &
    watching=$!
    wait_line "$T/$name.err" 'waiting for events'
}
v -q "pool-define-as p dir --target '$T/p'; pool-define-as q dir --target '$T/q'"
watch all pool-event --all --loop
all=$watching
watch json pool-event --event lifecycle --loop --json
json=$watching
watch one pool-event q --event refresh
one=$watching
watch domains event --all --loop
domains=$watching
v -q "pool-start p --build; pool-refresh p; suspend test; pool-start q --build; pool-refresh q
      pool-destroy p; pool-undefine p; resume test" || fail 'the commands that make events'
wait "$one" || fail 'one event'
wait_line "$T/all" 'Undefined'
wait_line "$T/json" 'Undefined'
wait_line "$T/domains" 'Resumed'
kill -TERM "$all" "$json" "$domains"
wait "$all" "$json" "$domains" || fail 'not ended in order'
diff -u - "$T/all" <<'END' || fail 'the events'
event 'lifecycle' for storage pool p: Created
event 'lifecycle' for storage pool p: Started
event 'refresh' for storage pool p
event 'lifecycle' for storage pool q: Created
event 'lifecycle' for storage pool q: Started
event 'refresh' for storage pool q
event 'lifecycle' for storage pool p: Stopped
event 'lifecycle' for storage pool p: Undefined
event loop interrupted
events received: 8

END
[ "$(head -n 1 "$T/one")" = "event 'refresh' for storage pool q" ] || fail "$(cat "$T/one")"
! grep -q pool "$T/domains" || fail "$(cat "$T/domains")"
python3 - "$T/json" <<'END' || fail "$(cat "$T/json")"
import json, sys
events = [json.loads(line) for line in open(sys.argv[1])]
assert [(e["event"], e["pool"]["name"], e["type"]) for e in events] == [
    ("pool-lifecycle", "p", "Created"), ("pool-lifecycle", "p", "Started"),
    ("pool-lifecycle", "q", "Created"), ("pool-lifecycle", "q", "Started"),
    ("pool-lifecycle", "p", "Stopped"), ("pool-lifecycle", "p", "Undefined")]
assert all("domain" not in e and len(e["pool"]["uuid"]) == 36 for e in events)
END
[ "$(v -q pool-event --list)" = $'lifecycle\nrefresh' ] || fail '--list'
! v pool-event --event reboot 2>"$T/error" || fail 'a kind of domains'
grep -q '^error: unknown event type reboot' "$T/error" || fail "$(cat "$T/error")"
stop_daemon
