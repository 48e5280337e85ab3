#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of the daemon at each moment of a save: either the guest runs on and no file is left, or it
# has ended and the file is whole. A save that did not come about can be repeated.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

settled() {
    case $(v domstate g) in
    running) [ ! -e "$T/saved" ] && qemu_of g >/dev/null ;;
    'shut off') [ -e "$T/saved" ] && ! qemu_of g >/dev/null ;;
    *) false ;;
    esac
}

start_daemon
define_cow_guest g
v start g >/dev/null
runs_on=0 saved=0 moment=1
while killed_at "$moment" save g "$T/saved"; do
    await "moment $moment: the guest runs, or is saved" settled
    [ ! -e "$T/saved.part" ] || fail "moment $moment: half a file is left"
    if [ -e "$T/saved" ]; then
        saved=$((saved + 1))
    else
        runs_on=$((runs_on + 1))
        v save g "$T/saved" >/dev/null || fail "moment $moment: it cannot be saved any more"
    fi
    v restore "$T/saved" >/dev/null || fail "moment $moment: it cannot be restored"
    rm "$T/saved"
    moment=$((moment + 1))
done
settled || fail "$(v domstate --reason g)"
[ "$runs_on" -gt 2 ] || fail "runs on $runs_on times, saved $saved times"

# Some other file of that name is not ours to remove.
v restore "$T/saved" >/dev/null
echo something >"$T/saved.part"
killed_at 2 save g "$T/saved" || fail "there is no second moment"
[ "$(cat "$T/saved.part")" = something ] || fail "the file of somebody else is gone"
