#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of the daemon at each moment of a commit into a backing image, which QEMU has to open for
# writing first, and of a pull: the job goes on by itself or can be begun again, its guest survives the
# next daemon's questions, and nothing that is on its disk is lost.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

chain() {
    rm -f "$T"/g.middle "$T"/g.top
    qemu-img convert -O qcow2 "$GUEST_IMAGE" "$T/g.qcow2"
    qemu-img create -q -f qcow2 -F qcow2 -b "$T/g.qcow2" "$T/g.middle"
    qemu-img create -q -f qcow2 -F qcow2 -b "$T/g.middle" "$T/g.top"
    mark "$T/g.middle" 7
}

ended() {
    [ "$(images_of g)" = "$images" ]
}

no_job() {
    v blockjob g hda | grep -q 'No current block job'
}

# killed_anywhere IMAGES FILE COMMAND...: the images of the disk afterwards, and which holds the mark
killed_anywhere() {
    images=$1
    local file=$2 moment=1 again=0 hit=yes emulator
    shift 2
    while [ "$hit" ]; do
        chain
        v start g >/dev/null
        emulator=$(qemu_of g)
        killed_at "$moment" "$@" || hit=
        [ "$(qemu_of g)" = "$emulator" ] || fail "$1, moment $moment: QEMU has gone"
        await "$1, moment $moment: no job is left" no_job
        if ! ended; then
            again=$((again + 1))
            v "$@" >/dev/null 2>"$T/err" ||
                fail "$1, moment $moment: it cannot be begun again: $(cat "$T/err")"
        fi
        ended || fail "$1, moment $moment: $(images_of g)"
        [ "$(qemu_of g)" = "$emulator" ] || fail "$1, moment $moment: QEMU has gone"
        v destroy g >/dev/null
        for image in $images; do
            qemu-img check -q "$image" || fail "$1, moment $moment: '$image' is damaged"
        done
        marked "$file" 7 || fail "$1, moment $moment: what was written is lost"
        moment=$((moment + 1))
    done
    [ "$again" -gt 1 ] || fail "$1: it was begun again $again times only"
}

start_daemon
define_cow_guest g
v undefine g >/dev/null
sed -i "s/g.qcow2/g.top/" "$T/g.xml"
chain
v define "$T/g.xml" >/dev/null
killed_anywhere "$T/g.top"$'\n'"$T/g.qcow2" "$T/g.qcow2" \
    blockcommit g hda --base "$T/g.qcow2" --top "$T/g.middle" --wait
killed_anywhere "$T/g.top" "$T/g.top" blockpull g hda --wait
