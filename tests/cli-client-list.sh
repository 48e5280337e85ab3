#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# client-list tells who is connected, how, and as whom; client-close sends one of them away, and who may
# only read, or change another driver, can do neither.
. "${srcdir:?}/tests/lib.sh" || exit 1
. "${srcdir:?}/tests/pki_lib.sh" || exit 1
need python3

good init
good server 127.0.0.1
good client alice --out "$T/alice"
good client bob --out "$T/bob"
cat >"$T/vmrpcd.conf" <<END
[tls]
ca-file = $T/pki/ca-cert.pem
cert-file = $T/pki/server-cert.pem
key-file = $T/pki/server-key.pem
[access]
rule = cert:*CN=bob* -> write qemu
rule = cert:*CN=bob* -> read
END
DRIVER=test
start_daemon --driver qemu --config "$T/vmrpcd.conf" --listen tcp:127.0.0.1:0
far() {
    echo "$2+tls://127.0.0.1:$(tcp_port)/${3:-default}?pkipath=$T/$1"
}
watch() { # NAME URI: waits for events until it is closed; its process is $NAME
    vmrpc -c "$2" event --event lifecycle --loop >"$T/$1" 2>"$T/$1.err" &
    declare -g "$1=$!"
    wait_line "$T/$1.err" 'waiting for events'
}
watch near "$URI"
watch far "$(far alice test)"

v client-list --json >"$T/list"
python3 - "$T/list" "$near" "$(id -u)" "$(id -g)" <<'END' || fail "client-list: $(cat "$T/list")"
import json, sys, time
near, uid, gid = (int(word) for word in sys.argv[2:])
first, second, own = json.load(open(sys.argv[1]))["clients"]
for client in (first, own):
    assert (client["transport"], client["framing"], client["certificate"]) == ("unix", "onc", None)
    assert (client["uid"], client["gid"]) == (uid, gid) and client["uri"] == "test:///default"
assert first["pid"] == near and first["name"] == f"client uid {uid} pid {near}"
assert first["id"] < second["id"] < own["id"]
assert abs(time.time() - own["since_us"] / 1e6) < 60
assert (first["subscriptions"], second["subscriptions"], own["subscriptions"]) == (1, 1, 0)
assert (first["calls"], own["calls"]) == (0, 1) and own["calls_total"] >= 2
assert first["queued_bytes"] == 0 and first["streams"] == 0 and not first["read_only"]
assert (second["transport"], second["certificate"], second["uri"]) == ("tls", "CN=alice", "test:///default")
assert second["uid"] is second["pid"] is None
assert second["name"].startswith("127.0.0.1:") and second["name"].endswith("(CN=alice)")
END
v client-list | grep -q -E "^ [0-9]+ +tls +onc +test:///default +no +.* 127.0.0.1:[0-9]+ \(CN=alice\)$" ||
    fail "client-list: $(v client-list)"
id() { # PROCESS
    python3 -c 'import json, sys
print(*[c["id"] for c in json.load(sys.stdin)["clients"] if c["pid"] == int(sys.argv[1])])' "$1"
}
near_id=$(v client-list --json | id "$near")

refused() { # PATTERN ARGS
    local pattern=$1
    shift
    if vmrpc "$@" >"$T/said" 2>&1; then fail "vmrpc $* worked: $(cat "$T/said")"; fi
    grep -q -- "$pattern" "$T/said" || fail "vmrpc $*: $(cat "$T/said")"
}
refused 'this connection is read-only' -r -c "$URI" client-list
refused 'this connection is read-only' -r -c "$URI" client-close "$near_id"
refused 'this connection is read-only' -c "$(far bob test)" client-list
refused 'no client with id 4711 is connected' -c "$URI" client-close 4711
refused "'x' is no id" -c "$URI" client-close x
# Bob may change another driver only: he sees himself alone.
vmrpc -c "$(far bob qemu session)" client-list --json >"$T/list"
[ "$(grep -c '"id"' "$T/list")" = 1 ] || fail "bob sees $(cat "$T/list")"
grep -q 'CN=bob' "$T/list" || fail "bob sees $(cat "$T/list")"
refused "no client with id $near_id is connected" -c "$(far bob qemu session)" client-close "$near_id"

v client-close "$near_id" >"$T/said"
grep -q "^Client $near_id closed\$" "$T/said" || fail "$(cat "$T/said")"
if wait "$near"; then fail "it went on: $(cat "$T/near.err")"; fi
grep -q 'the server closed it' "$T/near.err" || fail "$(cat "$T/near.err")"
wait_line "$T/log" "client uid .* closes client uid .* pid $near\$"
vmrpc -c "$(far alice test)" client-list >"$T/list" || fail 'another was closed too'
[ "$(grep -c 'CN=alice' "$T/list")" = 2 ] || fail "$(cat "$T/list")"
kill "$far"
