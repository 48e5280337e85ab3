# SPDX-License-Identifier: LGPL-2.1-or-later
# What the tests of vmrpc-pki share. Source it after lib.sh; the folder is $T/pki.
#
#   good ARGS              a command that must work; what it said is in $T/said
#   bad PATTERN ARGS       one that must fail and say so
#   verify PURPOSE FILE [OPTIONS]   what OpenSSL's own tool thinks of a certificate
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
