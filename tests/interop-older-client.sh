#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A client made of the interface file of a release ago, which knows fewer procedures and kinds of
# events, works with this daemon as it did with its own.
. "${srcdir:?}/tests/lib.sh" || exit 1
. "${srcdir:?}/tests/rpcgen_lib.sh" || exit 1

if grep -q -E 'DOMAIN_GET_MESSAGES[(]|EVENT_STORAGE_' "$builddir/tests/older.x"; then
    fail 'the interface file is not older'
fi
build_rpcgen_client "$builddir/tests/older.x"
echo '<domain type="test"><name>box</name><memory>4096</memory><os><type>hvm</type></os></domain>' \
    >"$T/box.xml"
for DAEMON in "$builddir/tests/vmrpcd-older" vmrpcd; do
    rm -rf "$T/root"
    start_daemon
    v -q define "$T/box.xml"
    timeout 60 "$T/client/rpcgen_client" unix "$SOCKET" test:///default box >"$T/said" ||
        fail "$(basename "$DAEMON"): $(cat "$T/said")"
    grep -qx ok "$T/said" || fail "$(cat "$T/said")"
    stop_daemon
done
