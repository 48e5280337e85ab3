#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of the daemon at each moment of a commit into a backing image, which QEMU has to open for
# writing first: it can be begun again, or goes on by itself, and what the guest has on its disk is the
# same before and after.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

chain() {
    rm -f "$T"/g.middle "$T"/g.top
    qemu-img convert -O qcow2 "$GUEST_IMAGE" "$T/g.qcow2"
    qemu-img create -q -f qcow2 -F qcow2 -b "$T/g.qcow2" "$T/g.middle"
    qemu-img create -q -f qcow2 -F qcow2 -b "$T/g.middle" "$T/g.top"
    mark "$T/g.middle" 7
}

committed() {
    [ "$(images_of g)" = "$T/g.top"$'\n'"$T/g.qcow2" ]
}

no_job() {
    v blockjob g hda | grep -q 'No current block job'
}

start_daemon
chain
define_cow_guest g
v undefine g >/dev/null
sed -i "s/g.qcow2/g.top/" "$T/g.xml"
v define "$T/g.xml" >/dev/null
again=0 moment=1
while :; do
    chain
    v start g >/dev/null
    hit=yes
    killed_at "$moment" blockcommit g hda --base "$T/g.qcow2" --top "$T/g.middle" --wait || hit=
    await "moment $moment: no job is left" no_job
    if ! committed; then
        again=$((again + 1))
        v blockcommit g hda --base "$T/g.qcow2" --top "$T/g.middle" --wait >/dev/null 2>"$T/err" ||
            fail "moment $moment: it cannot be begun again: $(cat "$T/err")"
    fi
    committed || fail "moment $moment: $(images_of g)"
    v destroy g >/dev/null
    qemu-img check -q "$T/g.qcow2" && qemu-img check -q "$T/g.top" || fail "moment $moment: damaged"
    marked "$T/g.qcow2" 7 || fail "moment $moment: what was committed is not there"
    [ -n "$hit" ] || break
    moment=$((moment + 1))
done
[ "$again" -gt 9 ] || fail "it was begun again $again times only"
