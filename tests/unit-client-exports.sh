#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The library exports exactly the functions that its public headers declare.
. "$(dirname "$0")/lib.sh"
need nm
library=$builddir/.libs/libvmrpc.so
[ -e "$library" ] || library=$(ls "$builddir"/.libs/libvmrpc.so.* | head -n 1)

sed ':a; s,/\*[^*]*\*\+\([^/*][^*]*\*\+\)*/,,g; /\/\*/{N;ba}' \
    "$srcdir"/include/*.h "$srcdir"/include/vmrpc/*.h |
    grep -o '\bvmrpc_[a-z0-9_]*(' | tr -d '(' | sort -u >"$T/declared"
nm -D --defined-only "$library" | awk '$2 != "A" {print $3}' | sed 's/@.*//' |
    grep -v '^__\|^_init$\|^_fini$' | sort -u >"$T/exported"
[ "$(wc -l <"$T/declared")" -gt 90 ] || fail 'the headers were not understood'
diff "$T/declared" "$T/exported" || fail 'declared (<) and exported (>) functions differ'
