#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# qemu+tls:// against the daemon, with certificates that vmrpc pki made, in the usual places: calls,
# large documents and events get through; a client without a certificate, a name that does not fit
# and a listener without TLS are told as such.
. "${srcdir:?}/tests/lib.sh" || exit 1
need python3 openssl

pki() {
    "$builddir/vmrpc-pki" --dir "$T/pki" "$@" >"$T/said" 2>&1 || fail "pki $*: $(cat "$T/said")"
}
pki init
pki server 127.0.0.1 ::1
pki client alice --out "$T/home/vmrpc/pki"
cat >"$T/vmrpcd.conf" <<END
[tls]
ca-file = $T/pki/ca-cert.pem
cert-file = $T/pki/server-cert.pem
key-file = $T/pki/server-key.pem
END
export XDG_CONFIG_HOME=$T/home
start_daemon --config "$T/vmrpcd.conf" --listen tcp:127.0.0.1:0 --listen 'tcp:[::1]:0'
port=$(tcp_port)
port6=$(sed -n 's/^listening on tcp:\[::1\]:\([0-9]*\)$/\1/p' <<<"$LISTENING")
W=test+tls://127.0.0.1:$port/default

vmrpc -q -c "test://[::1]:$port6/default" list >"$T/list" 2>&1 || fail "IPv6: $(cat "$T/list")"
grep -q ' test ' "$T/list" || fail "list: $(cat "$T/list")"
vmrpc -c "$W" server-info | grep -q "^Address: *tls:127.0.0.1:$port\$" || fail 'another address'
{
    printf "<domain type='test'><name>big</name><description>"
    head -c 900000 /dev/zero | tr '\0' x
    printf '</description><memory>1024</memory><os><type>hvm</type></os></domain>'
} >"$T/big.xml"
vmrpc -q -c "$W" define "$T/big.xml" || fail 'a large document'
[ "$(vmrpc -c "$W" dumpxml big | tr -cd x | wc -c)" -ge 900000 ] || fail 'a large answer'
vmrpc -c "$W" event --event lifecycle --timeout 60 >"$T/events" 2>"$T/waiting" &
watcher=$!
wait_line "$T/waiting" '^waiting for events'
v -q start big
wait "$watcher" || fail 'no event'
grep -q "domain 'big': Started Booted" "$T/events" || fail "events: $(cat "$T/events")"

refused() { # URI WORDS
    if vmrpc -q -c "$1" list >"$T/said" 2>&1; then
        fail "connected to $1"
    fi
    grep -q -E -- "$2" "$T/said" || fail "no '$2' in: $(cat "$T/said")"
}
refused "test+tls://localhost:$port/default" \
    "host 'localhost' port $port: TLS handshake: the server's certificate .* and not for"
mkdir "$T/bare"
refused "$W?pkipath=$T/bare" 'certificates: there is no CA'
cp "$T/pki/ca-cert.pem" "$T/bare"
refused "$W?pkipath=$T/bare" "transport tls: host '127.0.0.1' port $port: first call: .*certificate"
refused "test+tcp://127.0.0.1:$port/default" \
    "transport tcp: host '127.0.0.1' port $port: first call: .*it may want TLS"
stop_daemon
start_daemon --listen tcp:127.0.0.1:0
refused "test+tls://127.0.0.1:$(tcp_port)/default" 'ask for TLS: the server does not offer TLS'
