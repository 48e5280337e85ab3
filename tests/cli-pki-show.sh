#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `vmrpc pki show` warns of each thing that would keep a certificate from working, and prints no
# control character of it.
. "${srcdir:?}/tests/lib.sh" || exit 1
need openssl

pki() {
    "$builddir/vmrpc-pki" --dir "$T/pki" "$@" >"$T/said" 2>&1 || fail "$*: $(cat "$T/said")"
}
warns() { # FILE PATTERN
    "$builddir/vmrpc-pki" --dir "$T/pki" --json show >"$T/json"
    python3 - "$T/json" "$T/pki/$1" "$2" <<'PY' || fail "$1: no warning '$2' in $(cat "$T/json")"
import json, re, sys
objects = json.load(open(sys.argv[1]))
found = [w for o in objects if o["file"] == sys.argv[2] for w in o["warnings"]]
sys.exit(not any(re.search(sys.argv[3], w) for w in found))
PY
}

pki init
pki server host.example
pki client late --from 2020-01-01 --until 2020-02-01
pki client soon --days 3
pki client gone
pki client loose
pki client lost
pki revoke gone
if "$builddir/vmrpc-pki" --dir "$T/pki" show server-cert.nowhere 2>"$T/said"; then
    fail 'a missing file is fine'
fi
"$builddir/vmrpc-pki" --dir "$T/pki" show >"$T/said"
grep -q 'names       host.example' "$T/said" || fail "$(cat "$T/said")"
grep -A9 '^.*/server-cert.pem' "$T/said" | grep -q WARNING && fail "$(cat "$T/said")"

chmod 640 "$T/pki/clients/loose-key.pem"
rm "$T/pki/clients/lost-key.pem"
cp "$T/pki/clients/soon-key.pem" "$T/pki/server-key.pem"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$T/k.pem" \
    -out "$T/pki/client-cert.pem" -subj $'/CN=evil\e[2J' -addext extendedKeyUsage=serverAuth \
    >/dev/null 2>&1
warns clients/late-cert.pem '^expired on 2020-02-01'
warns clients/soon-cert.pem 'in [23] days'
warns clients/gone-cert.pem '^revoked on'
warns clients/loose-cert.pem 'open to others'
warns clients/lost-cert.pem 'is not there'
warns server-cert.pem 'is not that of the certificate'
warns client-cert.pem 'not from the CA of this folder'
warns client-cert.pem 'lacks clientAuth'
"$builddir/vmrpc-pki" --dir "$T/pki" show >"$T/said"
grep -q 'CN=evil\\1B\[2J' "$T/said" || fail "$(cat "$T/said")"
grep -q $'\e' "$T/said" && fail 'a control character got through'
exit 0
