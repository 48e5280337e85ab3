#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Every fuzz target takes its seeds, and the inputs that once crashed it.
. "${srcdir:?}/tests/lib.sh" || exit 1

for folder in "$srcdir"/tests/fuzz/*/; do
    target=$(basename "$folder")
    "$builddir/tests/replay-$target" "$folder" >"$T/said" 2>&1 || fail "$target: $(tail -n 40 "$T/said")"
    say "$target: $(tail -n 1 "$T/said")"
done
