#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# virsh event tells the same of a guest's life here and under libvirtd: which events, of whom, in
# which order; all or some, once or in a loop; and how it ends.
. "${srcdir:?}/tests/libvirtd_lib.sh" || exit 1

start_both
guest_document one
guest_document two
guest_document beacon

# Runs virsh with these arguments on both sides; @NAME.xml is a side's document.
both() {
    virsh -q -c "$OURS" "${@/#@/$T/ours/}" >"$T/said" 2>&1 || fail "virsh $*: $(cat "$T/said")"
    virsh -q -c "$THEIRS" "${@/#@/$T/real/}" >"$T/said" 2>&1 || fail "virsh $*: $(cat "$T/said")"
}

# watch NAME ARGUMENTS...: virsh event on both sides, in the background.
declare -A watchers
watch() {
    local name=$1
    shift
    stdbuf -oL virsh -c "$OURS" event "$@" >"$T/ours/$name" 2>&1 3<&- &
    watchers[ours/$name]=$!
    stdbuf -oL virsh -c "$THEIRS" event "$@" >"$T/real/$name" 2>&1 3<&- &
    watchers[real/$name]=$!
}

# virsh does not say when it is registered: changes a definition until it has told so.
told_of() {
    both define "@$2.xml"
    grep -q "domain '$2':" "$T/ours/$1" && grep -q "domain '$2':" "$T/real/$1"
}

# What does not count: the beacon, times and numbers; that virsh minds an event that comes while it
# ends; and what libvirtd passes on of QEMU's ways though nothing happened to the guest: that it
# runs before it has been started, that its process is told to end when it is destroyed, that a
# monitor ends with its process (control-error, now and then), and each of the two resets that the
# firmware makes of one.
masked() {
    sed -E -e "/'beacon'/d" -e '/ references were leaked /d' \
        -e 's/^[0-9-]+ [0-9:.]+[+-][0-9]+: /TIME: /' -e 's/^(events received: )[0-9]+/\1N/' \
        -e '/Shutdown Finished after host request/d' -e "/^event 'control-error' /d" "$1" |
        sed -E -e '/Resumed Unpaused/{N;s/^.*\n(.*Started Booted)/\1/}' |
        awk '!/reboot/ || $0 != last { print } { last = $0 }'
}

# ended NAME STATUS: both have ended so, and said the same.
ended() {
    local name=$1 side status
    for side in ours real; do
        status=0
        wait "${watchers[$side/$name]}" || status=$?
        [ "$status" = "$2" ] || fail "$side/$name: exit status $status: $(cat "$T/$side/$name")"
        masked "$T/$side/$name" >"$T/$side/$name.masked"
    done
    diff -u --label libvirtd --label vmrpcd "$T/real/$name.masked" "$T/ours/$name.masked" ||
        fail "events '$name' differ"
}

interrupt() {
    kill -INT "${watchers[ours/$1]}" "${watchers[real/$1]}"
}

up_again() {
    [ "$(grep -c 'guest ready' "$T/ours/one.serial")" = 2 ] &&
        [ "$(grep -c 'guest ready' "$T/real/one.serial")" = 2 ]
}

both define @two.xml
watch all --all --loop
watch life --event lifecycle --loop --timestamp
watch reboots --event reboot --loop
watch two --domain two --event lifecycle --loop
await 'all is watched' told_of all beacon
await 'the life is watched' told_of life beacon
await 'two is watched' told_of two two

# It ends with the first event.
both define @one.xml
watch once one --event lifecycle
await 'one event came' told_of once one
ended once 0

both start one
for side in ours real; do
    wait_line "$T/$side/one.serial" 'tick 1'
done
both suspend one
both resume one
both reset one
await 'the guests are up again' up_again
both shutdown one
for side in ours real; do
    wait_line "$T/$side/all" "'one': Stopped Shutdown"
done
both start one --paused
both destroy one
both create @one.xml
both undefine one
both destroy one
both undefine two
for side in ours real; do
    wait_line "$T/$side/all" "'two': Undefined Removed"
    wait_line "$T/$side/life" "'two': Undefined Removed"
    wait_line "$T/$side/two" "'two': Undefined Removed"
done
for name in all life two reboots; do
    interrupt "$name"
    ended "$name" 0
done

# Nothing came; what there is to watch; what there is not.
watch nothing --all --timeout 1
ended nothing 1
watch list --list
ended list 0
watch unknown --event nonsense
ended unknown 1
watch nobody --domain nobody --event lifecycle
ended nobody 1
watch unsaid
ended unsaid 1
