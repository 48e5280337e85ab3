# SPDX-License-Identifier: LGPL-2.1-or-later
# What shell tests share: a temporary folder, a daemon of their own in it, and waiting for lines
# without sleeping. Source it first; everything started here is gone when the test ends.
#
#   start_daemon [vmrpcd options]   runs $DAEMON below $T/root; sets $SOCKET, $PID; its log is $T/log
#   v ARGS                          the command-line tool, connected to that daemon
#   wait_line FILE REGEX            until the file has such a line (20 s)
#   await WHAT COMMAND...  polls until the command succeeds, for $DEADLINE seconds (20)
#   skip WHY                        ends the test as skipped, loudly
#   define_guest NAME [XML…]        writes $T/NAME.xml for the image of the repository
#   qemu_of NAME                    the pid of its QEMU; fails if there is none

set -euo pipefail
T=$(mktemp -d "${TMPDIR:-/tmp}/vmrpc-test.XXXXXX")
DAEMON=vmrpcd
DRIVER=test
WHOSE=--session
URI=test:///default

cleanup() {
    status=$?
    trap - EXIT
    exec 3<&- || true
    if [ "$status" != 0 ] && [ "$status" != 77 ] && [ -s "$T/log" ]; then
        echo '--- log of the daemon'
        tail -n 40 "$T/log"
    fi
    pkill -KILL -f -- "$T/" 2>/dev/null || true
    # A QEMU's command line names no file of ours, but its standard error is one.
    find /proc/[0-9]*/fd/2 -lname "$T/root/*" 2>/dev/null | cut -d / -f 3 |
        xargs -r kill -KILL 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$T"
    exit "$status"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

say() {
    printf '%s: %s\n' "$(basename "$0")" "$*"
}

fail() {
    say "FAILED: $*"
    exit 1
}

skip() {
    say "SKIPPED: $*" >&2
    exit 77
}

need() {
    local program
    for program; do
        command -v "$program" >/dev/null || skip "$program is not installed"
    done
}

# Of our daemon: its command line may name nothing of ours, but its standard error does.
qemu_of() {
    local pid
    for pid in $(pgrep -f "guest=$1,"); do
        [[ $(readlink "/proc/$pid/fd/2") != "$T/root/"* ]] || { echo "$pid" && return; }
    done
    return 1
}

# Every line that the daemon prints when it listens ends up in $LISTENING.
start_daemon() {
    mkdir -p "$T/root"
    SOCKET=${SOCKET:-$T/s}
    rm -f "$T/out"
    mkfifo "$T/out"
    local listen=(--listen "unix:$SOCKET") wanted=1 argument
    for argument; do
        case $argument in --listen) wanted=$((wanted + 1)) ;; esac
    done
    "$DAEMON" "$WHOSE" --root "$T/root" --driver "$DRIVER" "${listen[@]}" "$@" \
        >"$T/out" 2>>"$T/log" 3<&- &
    PID=$!
    exec 3<"$T/out"
    LISTENING=
    local line
    while [ "$wanted" -gt 0 ]; do
        IFS= read -r -t 30 line <&3 || fail "the daemon did not start"
        LISTENING+="$line"$'\n'
        wanted=$((wanted - 1))
    done
    case $DRIVER in
    qemu) URI="qemu+unix:///${WHOSE#--}?socket=$SOCKET" ;;
    *) URI="$DRIVER+unix:///default?socket=$SOCKET" ;;
    esac
    export URI SOCKET
}

# The port of the first TCP listener.
tcp_port() {
    sed -n 's/^listening on tcp:.*:\([0-9]*\)$/\1/p' <<<"$LISTENING" | head -n 1
}

stop_daemon() {
    kill -TERM "$PID"
    wait "$PID" || fail "the daemon ended with status $?"
    exec 3<&-
}

v() {
    vmrpc -c "$URI" "$@"
}

wait_line() {
    grep -q -m 1 -E -- "$2" \
        < <(exec timeout "${3:-20}" tail -n +1 -s 0.05 -F -- "$1" 2>/dev/null) ||
        fail "no line '$2' in $1: $(tail -n 5 "$1" 2>/dev/null)"
}

await() {
    local what=$1 end=$((SECONDS + ${DEADLINE:-20}))
    shift
    [ -e "$T/tick" ] || mkfifo "$T/tick"
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || fail "waited in vain until $what"
        read -r -t 0.05 <>"$T/tick" || true
    done
}

need_qemu() {
    need qemu-system-x86_64
    [ -f "$GUEST_IMAGE" ] || skip "there is no boot image"
    DRIVER=qemu
}

define_guest() {
    local name=$1 devices=${2:-} document
    cp "$GUEST_IMAGE" "$T/$name.img"
    document=$(<"$srcdir/guest/guest.xml")
    document=${document//@NAME@/"$name"}
    document=${document//@FOLDER@/"$T"}
    printf '%s\n' "${document//@DEVICES@/"$devices"}" >"$T/$name.xml"
    v define "$T/$name.xml" >/dev/null
}

start_guest() {
    v start "$1" >/dev/null
    wait_line "$T/$1.serial" 'vmrpc guest ready'
}
