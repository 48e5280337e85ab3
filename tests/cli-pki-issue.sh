#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# vmrpc-pki makes what OpenSSL's own tool finds right: chain, names, purposes,
# file modes whatever the umask.
. "${srcdir:?}/tests/lib.sh" || exit 1
. "${srcdir:?}/tests/pki_lib.sh" || exit 1

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
exit 0
