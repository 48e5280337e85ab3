#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Certificates are revoked by name, by file and by serial number, for ever, and the list that says
# so is one that OpenSSL takes.
. "${srcdir:?}/tests/lib.sh" || exit 1
. "${srcdir:?}/tests/pki_lib.sh" || exit 1

good init
good client alice
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
openssl crl -in "$T/pki/crl.pem" -noout -crlnumber | grep -q '=0x0*5$' || fail 'number of the list'
find "$T/pki" -name '.*' -type f | grep -q . && fail 'temporary files are left'
exit 0
