#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# QEMU stands still (SIGSTOP) from any moment of making a snapshot, or of going back to one: who asked for
# it is told in time which command was not answered. Once QEMU goes on it is known whether the guest has
# its new image, which is not removed then, and the definition has the same; the guest runs, or is paused
# and says so, and can go back to the snapshot.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

SECONDS_MAX=8 # some commands are given a fourth of that time each, and a job is asked for

# The image that QEMU writes.
written() {
    v qemu-monitor-command g '{"execute": "query-block"}' | grep -o '"file": *"[^"]*"' | head -n 1 | cut -d '"' -f 4
}

nodes() {
    v qemu-monitor-command g '{"execute": "query-block"}'
}

# Nothing is under way, and guest, definition and QEMU have the same images.
agree() {
    local state count
    [ -z "$(find "$T/root/config/qemu/snapshot/g" -name '*.making' -o -name '*.reverting')" ] || return 1
    [ "$(v qemu-monitor-command g '{"execute": "query-jobs"}' | grep -c '"id": *"snapshot')" = 0 ] || return 1
    [ "$(disk_of g)" = "$(v dumpxml g --inactive | sed -n "/<disk /,/<\/disk>/s/.*<source file='\([^']*\)'.*/\1/p" |
        head -n 1)" ] || return 1
    count=$(images_of g | grep -c .)
    [ "$(nodes | grep -o '"backing-image"' | wc -l)" = $((count - 1)) ] || return 1
    state=$(v qemu-monitor-command g '{"execute": "query-status"}' | grep -o '"status": *"[^"]*"' | cut -d '"' -f 4)
    [ "$state" = "$(v domstate g)" ]
}

usable() {
    [ "$(v domstate g)" = running ] || v resume g >/dev/null
}

# stopped_anywhere WHAT COMMAND...: WHAT is done after each.
stopped_anywhere() {
    local after=$1 moment=1
    shift
    REFUSED=0
    while unanswered_at "$moment" "$@"; do
        await "$1, moment $moment: what is known is what QEMU has" agree
        [ -e "$(disk_of g)" ] || fail "$1, moment $moment: the image of the guest has been removed"
        usable || fail "$1, moment $moment: the guest does not go on"
        "$after" "$1, moment $moment"
        moment=$((moment + 1))
    done
    "$after" "$1"
    [ "$REFUSED" -gt 0 ] || fail "$1: never refused"
}

# There is one, and it can be made; it is gone.
end_external() {
    v snapshot-list g --name | grep -q ext || v snapshot-create-as g ext --disk-only >/dev/null || fail "$1: again"
    v snapshot-delete g ext >/dev/null || fail "$1: it cannot be deleted"
    agree && [ ! -e "$T/g.ext" ] || fail "$1: it is not gone"
}

end_internal() {
    v snapshot-list g --name | grep -q int || v snapshot-create-as g int >/dev/null || fail "$1: again"
    v snapshot-delete g int >/dev/null || fail "$1: it cannot be deleted"
    agree || fail "$1: it is not gone"
}

end_revert() {
    v snapshot-revert g kept >/dev/null || fail "$1: it cannot go back"
    [ "$(v domstate g)" = running ] && agree || fail "$1: $(v domstate --reason g)"
}

printf '[qemu]\nanswer-timeout = 1\njob-timeout = 1\n' >"$T/conf"
start_daemon --config "$T/conf"
define_cow_guest g
v start g >/dev/null
stopped_anywhere end_external snapshot-create-as g ext --disk-only
stopped_anywhere end_internal snapshot-create-as g int
v snapshot-create-as g kept >/dev/null
stopped_anywhere end_revert snapshot-revert g kept
