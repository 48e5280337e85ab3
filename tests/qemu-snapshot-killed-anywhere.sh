#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of the daemon at each moment of making an external snapshot of a guest that runs: the next
# one has it, and the guest writes the new image; or it does not, the guest writes the old one, and the
# new one is gone. What the guest writes never loses its name.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

settled() {
    [ -z "$(metadata g | grep -e making)" ]
}

check() {
    local images
    await "moment $moment: the note is gone" settled
    images=$(images_of g)
    case $(v snapshot-list g --name) in
    s)
        finished=$((finished + 1))
        [ "$images" = "$T/g.s"$'\n'"$T/g.qcow2" ] || fail "moment $moment: finished, but $images"
        [ -e "$T/g.s" ] || fail "moment $moment: the image that the guest writes is gone"
        v dumpxml g --inactive | grep -q "'$T/g.s'" || fail "moment $moment: not in the definition"
        ;;
    '')
        undone=$((undone + 1))
        [ "$images" = "$T/g.qcow2" ] || fail "moment $moment: undone, but $images"
        [ ! -e "$T/g.s" ] || fail "moment $moment: undone, but the image is there"
        v snapshot-create-as g s --disk-only >/dev/null
        ;;
    esac
    [ "$(v domstate g)" = running ] || fail "moment $moment: $(v domstate --reason g)"
}

start_daemon
define_cow_guest g
finished=0 undone=0 moment=1
while :; do
    v start g >/dev/null
    hit=yes
    killed_at "$moment" snapshot-create-as g s --disk-only || hit=
    check
    v snapshot-delete g s >/dev/null
    v destroy g >/dev/null
    qemu-img check -q "$T/g.qcow2" || fail "moment $moment: the image is damaged"
    [ -n "$hit" ] || break
    moment=$((moment + 1))
done
[ "$undone" -gt 2 ] && [ "$finished" -gt 2 ] || fail "undone $undone times, finished $finished times"
