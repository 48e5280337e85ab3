#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Stock virsh over TLS, with certificates of vmrpc-pki: a session that changes something; refused
# without a certificate, with one of another CA, with the wrong name, and where it is not allowed.
. "${srcdir:?}/tests/lib.sh" || exit 1
need virsh
. "${srcdir:?}/tests/pki_lib.sh" || exit 1
good init
good server localhost
good client alice
mkdir -p "$T/theirs"
cp "$T/pki/ca-cert.pem" "$T/theirs/cacert.pem"
cp "$T/pki/clients/alice-cert.pem" "$T/theirs/clientcert.pem"
cp "$T/pki/clients/alice-key.pem" "$T/theirs/clientkey.pem"

configure() {
    cat >"$T/conf" <<END
[tls]
ca-file = $T/pki/ca-cert.pem
cert-file = $T/pki/server-cert.pem
key-file = $T/pki/server-key.pem
[libvirt]
remote = $1
END
}

listen_on_tcp() {
    start_daemon --config "$T/conf" --listen tcp:127.0.0.1:0
    PORT=$(sed -n 's/^listening on tcp:.*:\([0-9]*\)$/\1/p' <<<"$LISTENING")
}

theirs() { # HOST FOLDER ARGS
    virsh -q -c "test+tls://$1:$PORT/default?pkipath=$T/$2" "${@:3}" >"$T/said" 2>&1
}
refused() { # HOST FOLDER
    if theirs "$1" "$2" list; then fail "$1 with $2 was let in"; fi
}

configure yes
listen_on_tcp
theirs localhost theirs list --all || fail "list: $(cat "$T/said")"
grep -q ' test .*running' "$T/said" || fail "list: $(cat "$T/said")"
theirs localhost theirs suspend test || fail "suspend: $(cat "$T/said")"
theirs localhost theirs domstate test && grep -qx paused "$T/said" || fail "state: $(cat "$T/said")"
wait_line "$T/log" 'CN=alice'

refused 127.0.0.1 theirs # the certificate names localhost alone
mkdir "$T/nobody"
cp "$T/pki/ca-cert.pem" "$T/nobody/cacert.pem"
refused localhost nobody
mv "$T/pki" "$T/ours"
good init
good client mallory
mkdir "$T/foreign"
cp "$T/ours/ca-cert.pem" "$T/foreign/cacert.pem"
cp "$T/pki/clients/mallory-cert.pem" "$T/foreign/clientcert.pem"
cp "$T/pki/clients/mallory-key.pem" "$T/foreign/clientkey.pem"
refused localhost foreign
rm -r "$T/pki"
mv "$T/ours" "$T/pki"

stop_daemon
configure no
listen_on_tcp
refused localhost theirs
wait_line "$T/log" "does not name the protocol sunrpc"
