#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of the daemon at each moment of beginning a copy: it goes on, or it has not begun, and then the
# file that was made for it is gone, and it can be begun again. A file of somebody else stays.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

COPY="blockcopy g hda --dest $T/copy --transient-job"

has_no_job() {
    v blockjob g hda | grep -q 'No current block job'
}

# Ready, or gone together with its mirror.
known() {
    case $(v blockjob g hda) in
    *'Block Copy: [100 %]'*) v blockjob g hda --abort >/dev/null && has_no_job ;;
    *'No current block job'*) ! v dumpxml g | grep -q '<mirror' ;;
    *) false ;;
    esac
}

start_daemon
define_cow_guest g
v start g >/dev/null
moment=1 undone=0 begun=0
while killed_at "$moment" $COPY; do
    await "moment $moment: what has become of it is known" known
    if [ -e "$T/copy" ]; then
        begun=$((begun + 1))
        qemu-img compare -q -U "$T/copy" "$T/g.qcow2" || fail "moment $moment: half a copy is left"
        rm "$T/copy"
    else
        undone=$((undone + 1))
    fi
    v $COPY --wait --finish >/dev/null || fail "moment $moment: it cannot be begun again"
    rm "$T/copy"
    moment=$((moment + 1))
done
await "it is ready" known
[ "$undone" -gt 2 ] && [ "$begun" -gt 0 ] || fail "undone $undone times, begun $begun times"
spared "$T/copy" known $COPY
