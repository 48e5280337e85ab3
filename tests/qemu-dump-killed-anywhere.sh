#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of the daemon at each moment of a core dump: the guest runs on, no half file is left, and the
# dump can be repeated.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

runs() {
    [ "$(v domstate g)" = running ]
}

start_daemon
define_cow_guest g
v start g >/dev/null
whole=0 moment=1
while killed_at "$moment" dump g "$T/core"; do
    await "moment $moment: the guest runs" runs
    [ ! -e "$T/core.part" ] || fail "moment $moment: half a file is left"
    [ ! -e "$T/core" ] || whole=$((whole + 1))
    v dump g "$T/core" >/dev/null || fail "moment $moment: it cannot be repeated"
    rm "$T/core"
    moment=$((moment + 1))
done
runs || fail "$(v domstate --reason g)"
[ "$whole" -gt 0 ] && [ "$moment" -gt $((whole + 2)) ] || fail "$whole whole ones of $moment"
