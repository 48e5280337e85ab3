# SPDX-License-Identifier: LGPL-2.1-or-later
# What tests share that kill a daemon at each moment of what it does (tests/kill_at.c). Source it
# first; it includes snapshot_lib.sh.
#
#   killed_at N COMMAND...   has the tool run that, and kills the daemon when it is about to change
#                            for the N-th time what outlives it. There is a daemon again afterwards;
#                            false: it came to its end before
#   stopped_at N COMMAND...  the same, but the QEMU of the guest g is stopped, and goes on when the tool
#                            has ended; what it said is in $T/said
#   unanswered_at N COMMAND...  the same; it has ended within $SECONDS_MAX, and if it has not succeeded it says
#                            that QEMU did not answer, which is counted in $REFUSED

. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

KILL_AT=$T/kill_at
printf '\0\0\0\0\0\0\0\0' >"$KILL_AT"
${CC:-cc} -shared -fPIC -o "$T/kill_at.so" "$srcdir/tests/kill_at.c" || fail "kill_at.c"
printf '#!/bin/sh\nexec env LD_PRELOAD=%s KILL_AT=%s ASAN_OPTIONS=%s vmrpcd "$@"\n' "$T/kill_at.so" \
    "$KILL_AT" "${ASAN_OPTIONS:-}:verify_asan_link_order=0" >"$T/killable"
chmod +x "$T/killable"
DAEMON=$T/killable

# set_moment MOMENT [PROCESS]
set_moment() {
    local number bytes=
    for number in "${2:-0}" "$1"; do
        bytes=$(printf '\\x%02x' $((number & 255)) $((number >> 8 & 255)) $((number >> 16 & 255)) 0)$bytes
    done
    printf "$bytes" 1<>"$KILL_AT"
}

killed_at() {
    local moment=$1
    shift
    set_moment "$moment"
    v "$@" >"$T/said" 2>&1 || true
    if [ "$(od -A n -N 4 -t d4 "$KILL_AT" | tr -d ' ')" != -1 ]; then
        set_moment 0
        ! v uri >/dev/null 2>&1 || return 1
    fi
    wait "$PID" || true
    exec 3<&-
    set_moment 0
    start_daemon
}

# While it stands still, reads are answered.
stopped_at() {
    local moment=$1 hit=yes
    shift
    set_moment "$moment" "$(pid_of g)"
    v "$@" >"$T/said" 2>&1 && SUCCEEDED=yes || SUCCEEDED=
    [ "$(od -A n -N 4 -t d4 "$KILL_AT" | tr -d ' ')" = -1 ] || hit=
    set_moment 0
    v domstate g >/dev/null && v dumpxml g >/dev/null || fail "$1, moment $moment: reads are not answered"
    going g
    [ -n "$hit" ]
}

unanswered_at() {
    local began=$SECONDS
    stopped_at "$@" || return 1
    [ $((SECONDS - began)) -le "$SECONDS_MAX" ] || fail "$2, moment $1: $((SECONDS - began)) s"
    [ -z "$SUCCEEDED" ] || return 0
    REFUSED=$((REFUSED + 1))
    grep -q "did not answer '" "$T/said" || fail "$2, moment $1: $(cat "$T/said")"
}

# spared FILE ENDED COMMAND...: a file of somebody else is as it was, wherever the daemon is killed; ENDED tells
# that what became of the command is known.
spared() {
    local file=$1 ended=$2 moment=1
    shift 2
    echo mine >"$file"
    while killed_at "$moment" "$@"; do
        await "$1, moment $moment: what has become of it is known" "$ended"
        [ "$(cat "$file")" = mine ] || fail "$1, moment $moment: a file of somebody else has gone"
        moment=$((moment + 1))
    done
    [ "$(cat "$file")" = mine ] || fail "$1: a file of somebody else has gone"
    [ "$moment" -gt 2 ] || fail "$1 was not killed"
}
