#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# No include goes up; and the script that says so notices one that does.
. "${srcdir:?}/tests/lib.sh" || exit 1

python3 "$srcdir/scripts/layers.py" "$srcdir" || fail "includes go the wrong way"

mkdir "$T/tree" "$T/tree/rpc"
for room in base conf drivers qemu server client tools include; do
    mkdir "$T/tree/$room"
done
echo '#include "server/peer.h"' >"$T/tree/rpc/wrong.c"
! python3 "$srcdir/scripts/layers.py" "$T/tree" >"$T/said" || fail "an include that goes up passed"
grep -q '^rpc/wrong.c:1: rpc/ must not include server/peer.h$' "$T/said" || fail "$(cat "$T/said")"
