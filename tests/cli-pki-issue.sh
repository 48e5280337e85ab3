#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# vmrpc-pki makes what OpenSSL's own tool finds right: chain, names, purposes, file modes; and a
# repeated command changes nothing unless told to.
. "$srcdir/tests/lib.sh"
need openssl

pki() {
    "$builddir/vmrpc-pki" --dir "$T/pki" "$@" >"$T/said" 2>&1
}
good() {
    pki "$@" || fail "$*: $(cat "$T/said")"
}
bad() { # PATTERN ARGS: fails and says why
    local pattern=$1
    shift
    if pki "$@"; then fail "$* worked: $(cat "$T/said")"; fi
    grep -q -- "$pattern" "$T/said" || fail "$*: $(cat "$T/said")"
}
verify() { # PURPOSE FILE [OPTIONS]
    openssl verify -x509_strict -purpose "$1" -CAfile "$T/pki/ca-cert.pem" "${@:3}" "$2" \
        >"$T/verified" 2>&1
}
extension() { # FILE NAME
    openssl x509 -in "$1" -noout -ext "$2" | tail -n +2 | sed 's/^ *//'
}
mode() {
    [ "$(stat -c %a "$T/pki/$2")" = "$1" ] || fail "$2 has mode $(stat -c %a "$T/pki/$2")"
}

bad 'there is no CA' server host.example
umask 0
good init --name 'Test CA'
good server host.example 192.0.2.7 '[2001:db8::7]' HOST.example. münchen.example
good client alice --email alice@host.example --uri spiffe://site/alice --out "$T/pki/alice"
umask 022
server=$T/pki/server-cert.pem alice=$T/pki/clients/alice-cert.pem

# Chain and purposes.
verify sslserver "$server" -verify_hostname host.example || fail "$(cat "$T/verified")"
verify sslserver "$server" -verify_ip 192.0.2.7 || fail "$(cat "$T/verified")"
verify sslserver "$server" -verify_ip 2001:db8::7 || fail "$(cat "$T/verified")"
verify sslclient "$alice" || fail "$(cat "$T/verified")"
verify sslclient "$server" && fail "a server's certificate is good for a client"
verify sslserver "$alice" && fail "a client's certificate is good for a server"
verify sslserver "$server" -verify_hostname other.example && fail "any name will do"
[ "$(extension "$server" subjectAltName)" = "DNS:host.example, IP Address:192.0.2.7, IP \
Address:2001:DB8:0:0:0:0:0:7, DNS:xn--mnchen-3ya.example" ] ||
    fail "$(extension "$server" subjectAltName)"
[ "$(extension "$server" extendedKeyUsage)" = \
    'TLS Web Server Authentication, 1.3.6.1.5.5.7.3.34' ] || fail 'usage of the server'
[ "$(extension "$alice" extendedKeyUsage)" = \
    'TLS Web Client Authentication, 1.3.6.1.5.5.7.3.33' ] || fail 'usage of the client'
[ "$(extension "$alice" subjectAltName)" = \
    'email:alice@host.example, URI:spiffe://site/alice' ] ||
    fail 'names of the client'
openssl x509 -in "$T/pki/ca-cert.pem" -noout -text >"$T/text"
grep -A1 'Basic Constraints: critical' "$T/text" | grep -q 'CA:TRUE, pathlen:0' ||
    fail 'constraints'
grep -A1 'Key Usage: critical' "$T/text" | grep -q 'Certificate Sign, CRL Sign' || fail 'key usage'

# Modes, whatever the umask; the bundle is what is in the folder.
for file in ca/ca-key.pem ca/index.json server-key.pem clients/alice-key.pem \
    alice/client-key.pem; do
    mode 600 $file
done
for file in ca-cert.pem crl.pem server-cert.pem alice/client-cert.pem alice/ca-cert.pem; do
    mode 644 $file
done
mode 700 ca
mode 700 clients
cmp "$T/pki/alice/client-key.pem" "$T/pki/clients/alice-key.pem"
[ "$(ls "$T/pki/alice")" = $'ca-cert.pem\nclient-cert.pem\nclient-key.pem' ] || fail 'the bundle'

# Again: nothing changes.
state() {
    find "$T/pki" -type f -exec sha256sum {} + | sort
}
state >"$T/before"
good init
good server host.example 192.0.2.7 2001:db8::7 münchen.example
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

# Revocation: by name, by serial number, by file.
good client bob
good client carol
bad 'has issued nothing' revoke nobody
good revoke alice
good revoke "$T/pki/clients/bob-cert.pem"
for name in alice bob; do
    verify sslclient "$T/pki/clients/$name-cert.pem" -crl_check -CRLfile "$T/pki/crl.pem" &&
        fail "$name is not revoked"
    grep -q 'certificate revoked' "$T/verified" || fail "$(cat "$T/verified")"
done
verify sslclient "$T/pki/clients/carol-cert.pem" -crl_check -CRLfile "$T/pki/crl.pem" ||
    fail "$(cat "$T/verified")"
bad 'revoked' client --renew alice
good revoke "$(openssl x509 -in "$T/pki/clients/carol-cert.pem" -noout -serial | cut -d= -f2)"
verify sslclient "$T/pki/clients/carol-cert.pem" -crl_check -CRLfile "$T/pki/crl.pem" &&
    fail 'carol is not revoked'
good crl --days 30
openssl crl -in "$T/pki/crl.pem" -noout -crlnumber | grep -q '=0x0*6$' || fail 'number of the list'
find "$T/pki" -name '.*' -type f | grep -q . && fail 'temporary files are left'
exit 0
