#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A start that fails says why in QEMU's own words, or names what is missing, and leaves nothing.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

start_daemon
define_guest broken

refused() {
    if v start broken >"$T/said" 2>&1; then
        fail "it started"
    fi
    grep -q -E "$1" "$T/said" || fail "'$1' is not in: $(cat "$T/said")"
    [ "$(v domstate broken)" = 'shut off' ] || fail "$(v domstate --reason broken)"
    ! qemu_of broken || fail "a QEMU is left behind"
}

mv "$T/broken.img" "$T/away.img"
refused "cannot open image.*broken\.img.*No such file or directory"
mv "$T/away.img" "$T/broken.img"

sed 's/machine=.pc./machine="nonesuch"/' "$T/broken.xml" >"$T/machine.xml"
v undefine broken >/dev/null
if v define "$T/machine.xml" >"$T/said" 2>&1; then
    refused 'unsupported machine type|nonesuch'
    v undefine broken >/dev/null
else
    grep -q nonesuch "$T/said" || fail "$(cat "$T/said")"
fi

sed 's|<devices>|<devices><emulator>/opt/none/qemu-system-x86_64</emulator>|' "$T/broken.xml" \
    >"$T/emulator.xml"
v define "$T/emulator.xml" >/dev/null
refused '/opt/none/qemu-system-x86_64.*No such file'

# And after all that it starts.
v undefine broken >/dev/null
v define "$T/broken.xml" >/dev/null
start_guest broken
v destroy broken >/dev/null
stop_daemon
