#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A command of vmrpc-pki that is repeated, or refused, changes nothing; --renew keeps the
# key, --force does not, and a CA that is renewed still vouches for what it issued.
. "${srcdir:?}/tests/lib.sh" || exit 1
. "${srcdir:?}/tests/pki_lib.sh" || exit 1

good init
good server host.example 192.0.2.7 2001:db8::7
good client alice --email alice@host.example --out "$T/pki/alice"
server=$T/pki/server-cert.pem

# Again: nothing changes.
state() {
    find "$T/pki" -type f -exec sha256sum {} + | sort
}
state >"$T/before"
good init
good server HOST.example. 192.0.2.7 '[2001:DB8:0::7]' host.example
good client alice --out "$T/pki/alice"
bad "is that of 'host.example'" server other.example
bad 'give one of them' server --force --renew other.example
bad 'wildcards' server '*.example'
bad 'neither a host name nor' server 300.1.2.3
bad 'letters, digits' client ../alice
bad 'outlive the CA' client bob --days 36500
state | diff "$T/before" - || fail 'files changed'

# --renew keeps the key, --force does not.
key() {
    openssl x509 -in "$server" -noout -pubkey | sha256sum
}
first=$(key) serial=$(openssl x509 -in "$server" -noout -serial)
good server --renew
[ "$(key)" = "$first" ] || fail '--renew changed the key'
[ "$(openssl x509 -in "$server" -noout -serial)" != "$serial" ] || fail '--renew did nothing'
good server --force --rsa other.example
[ "$(key)" != "$first" ] || fail '--force kept the key'
verify sslserver "$server" -verify_hostname other.example || fail "$(cat "$T/verified")"

# A CA that is renewed still vouches for what it issued.
good init --renew --days 7000
verify sslserver "$server" || fail "$(cat "$T/verified")"
