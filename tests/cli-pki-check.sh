#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `vmrpc pki check --plain` names, in one line, each thing that can be wrong with a connection to a
# TLS server that is somebody else's (openssl s_server).
. "${srcdir:?}/tests/lib.sh" || exit 1
need openssl

make() { # FOLDER ARGS
    "$builddir/vmrpc-pki" --dir "$T/$1" "${@:2}" >"$T/made" 2>&1 || fail "$*: $(cat "$T/made")"
}
# Serves with the pair in $T/FOLDER, says what libvirt's daemon says first, and sets PORT.
serve() { # FOLDER OPTIONS
    rm -f "$T/in"
    mkfifo "$T/in"
    exec 4<>"$T/in"
    printf '\001' >&4
    : >"$T/server"
    openssl s_server -accept 127.0.0.1:0 -key "$T/$1/server-key.pem" -cert "$T/$1/server-cert.pem" \
        -CAfile "$T/pki/ca-cert.pem" "${@:2}" <"$T/in" >"$T/server" 2>&1 4>&- &
    SERVER=$!
    wait_line "$T/server" '^ACCEPT'
    PORT=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' "$T/server" | head -n 1)
}
unserve() {
    kill "$SERVER"
    wait "$SERVER" || true
    exec 4>&-
}
check() { # STATUS PATTERN OPTIONS: the outcome is one line
    local status=0
    "$builddir/vmrpc-pki" --dir "$T/pki" check --plain "127.0.0.1:$PORT" "${@:3}" >"$T/said" 2>&1 ||
        status=$?
    [ "$status" = "$1" ] || fail "status $status: $(cat "$T/said")"
    [ "$(wc -l <"$T/said")" = 1 ] || fail "not one line: $(cat "$T/said")"
    grep -q -- "$2" "$T/said" || fail "no '$2': $(cat "$T/said")"
}
once() { # FOLDER STATUS PATTERN [CHECK OPTIONS] -- SERVER OPTIONS
    local folder=$1 status=$2 pattern=$3 mine=()
    shift 3
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        mine+=("$1")
        shift
    done
    serve "$folder" "${@:2}"
    check "$status" "$pattern" ${mine+"${mine[@]}"}
    unserve
}

make pki init --name 'Our CA'
make other init --name 'Other CA'
make twin init --name 'Our CA'
make pki server 127.0.0.1 localhost
make pki server 127.0.0.1 --out "$T/expired" --from 2020-01-01 --until 2020-02-01
make pki server 127.0.0.1 --out "$T/future" --from 2030-01-01
make pki server elsewhere.example 192.0.2.1 --out "$T/elsewhere"
make pki server 127.0.0.1 --out "$T/revoked"
make other server 127.0.0.1
make twin server 127.0.0.1
make pki client alice
make pki client late --from 2020-01-01 --until 2020-02-01
make other client mallory
make pki client gone
make pki revoke gone
make pki revoke "$T/revoked/server-cert.pem"

alice="--client alice"
wanted="-Verify 1 -verify_return_error"
once pki 0 '^ok: .*TLSv1.3.*127.0.0.1, localhost.*no certificate asked of us'
once pki 0 "our certificate 'alice' accepted" $alice -- $wanted
once elsewhere 1 "name mismatch: .* not for '127.0.0.1' but for: elsewhere.example, 192.0.2.1"
once elsewhere 0 '^ok' --name elsewhere.example
once expired 1 'certificate expired on 2020-02-01'
once future 1 'not valid before 2030-01-01'
once other 1 "not trusted: issued by 'Other CA', our CA is 'Our CA'"
once twin 1 "CA of the same name as ours, 'Our CA', with another key"
once revoked 1 'certificate is revoked'
once pki 1 'no certificate: the server wants one from us' -- $wanted
once pki 1 "refused: the server does not trust the CA that issued it, 'Other CA'" \
    --cert "$T/other/clients/mallory-cert.pem" --key "$T/other/clients/mallory-key.pem" -- $wanted
once pki 1 "refused: 'gone' is revoked" --client gone -- $wanted -crl_check \
    -CRL "$T/pki/crl.pem"
once pki 1 'no TLS 1.3' -- -tls1_2
once pki 1 "knows no ALPN 'sunrpc'" -- -alpn http/1.1

# What is wrong here is said without a connection.
check 1 "our certificate .* expired on 2020-02-01" --client late
check 1 'wrong key: ' --cert "$T/pki/clients/alice-cert.pem" --key "$T/pki/clients/gone-key.pem"
check 1 'cannot open' --client nobody
check 1 'no CA certificate' --ca "$T/nowhere.pem"

# The server of the last case is gone.
check 1 "port closed: 127.0.0.1:$PORT"

# Something that is no TLS.
python3 - >"$T/port" <<'PY' &
import socket
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    peer, _ = server.accept()
    peer.sendall(b"SSH-2.0-nobody\r\n")
    peer.recv(4096)
    peer.close()
PY
PLAIN=$!
wait_line "$T/port" '^[0-9]'
PORT=$(cat "$T/port")
check 1 'no TLS: what the server answers is something else'
status=0
"$builddir/vmrpc-pki" --dir "$T/pki" --json check "127.0.0.1:$PORT" >"$T/said" || status=$?
[ "$status" = 1 ] || fail "status $status"
grep -q "begins with 'SSH-2.0-nobody" "$T/said" || fail "$(cat "$T/said")"
grep -q '"step": "probe"' "$T/said" || fail "$(cat "$T/said")"
kill $PLAIN

for wrong in '' host:0 host:port '[::1' 'qemu+tls://host/system' 'a b'; do
    status=0
    "$builddir/vmrpc-pki" --dir "$T/pki" check "$wrong" >"$T/said" 2>&1 || status=$?
    [ "$status" = 2 ] || fail "'$wrong': status $status: $(cat "$T/said")"
done
exit 0
