#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Certificates that vmrpc-pki has put beside the configuration file count by themselves, as soon as
# TCP is listened on; those that [tls] names go before; what is missing or out of date is told.
. "${srcdir:?}/tests/lib.sh" || exit 1
need python3

pki() { # FOLDER ARGS
    "$builddir/vmrpc-pki" --dir "$1" "${@:2}" >"$T/said" 2>&1 || fail "pki $*: $(cat "$T/said")"
}
check() { # OPTIONS: what the daemon says of its configuration
    vmrpcd --session --root "$T/root" --check-config "$@" >"$T/said" 2>&1
}
# The usual place, below --root.
folder=$T/root/config/pki
export XDG_CONFIG_HOME=$T/home
pki "$folder" init
pki "$folder" client alice --out "$T/home/vmrpc/pki"

# Without a certificate of the server's it is as if there were none.
start_daemon --listen tcp:127.0.0.1:0
vmrpc -q -c "test+tcp://127.0.0.1:$(tcp_port)/default" list >/dev/null || fail 'clear text'

# With one, from the next time that the configuration is read.
pki "$folder" server 127.0.0.1
kill -HUP "$PID"
wait_line "$T/log" "TLS on TCP, with the certificates in '$folder'"
vmrpc -q -c "test+tls://127.0.0.1:$(tcp_port)/default" list >/dev/null || fail 'TLS after SIGHUP'
if vmrpc -q -c "test+tcp://127.0.0.1:$(tcp_port)/default" list >"$T/said" 2>&1; then
    fail 'clear text beside TLS'
fi
stop_daemon
start_daemon --listen tcp:127.0.0.1:0
vmrpc -q -c "test+tls://127.0.0.1:$(tcp_port)/default" list >/dev/null || fail 'TLS from the start'

# The revocation list beside them counts as well.
pki "$folder" revoke alice
: >"$T/log"
kill -HUP "$PID"
wait_line "$T/log" 'the configuration was read again'
if vmrpc -q -c "test+tls://127.0.0.1:$(tcp_port)/default" list >"$T/said" 2>&1; then
    fail 'a revoked client'
fi
grep -q 'it has been revoked' "$T/said" || fail "$(cat "$T/said")"
stop_daemon

# Those of [tls] go before.
pki "$T/other" init
pki "$T/other" server 127.0.0.1
pki "$T/other" client bob --out "$T/bob"
cat >"$T/vmrpcd.conf" <<END
[tls]
ca-file = $T/other/ca-cert.pem
cert-file = $T/other/server-cert.pem
key-file = $T/other/server-key.pem
END
start_daemon --config "$T/vmrpcd.conf" --listen tcp:127.0.0.1:0
vmrpc -q -c "test+tls://127.0.0.1:$(tcp_port)/default?pkipath=$T/bob" list >/dev/null || fail '[tls]'
stop_daemon

# What is wrong there keeps a daemon that listens on TCP from starting, and no other.
rm "$folder/server-key.pem"
if check --listen tcp:127.0.0.1:0; then fail 'a key that is missing'; fi
grep -q "private key '$folder/server-key.pem': cannot be opened" "$T/said" || fail "$(cat "$T/said")"
check --listen "unix:$T/s" || fail "a unix socket: $(cat "$T/said")"
