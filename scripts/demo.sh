#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What ./quickstart shows: a private daemon, a guest defined and started through it, its console and
# its events, a clean end. Needs vmrpcd and vmrpc in PATH; the argument is the boot image.
set -euo pipefail
image=$1
guest_xml=$(dirname "$0")/../guest/guest.xml
T=$(mktemp -d "${TMPDIR:-/tmp}/vmrpc-demo.XXXXXX")
uri="qemu+unix:///session?socket=$T/s"

cleanup() {
    status=$?
    trap - EXIT
    [ "$status" = 0 ] || { echo "the demonstration failed; the daemon said:"; cat "$T/log"; }
    [ -z "${guest:-}" ] || vmrpc -c "$uri" destroy demo >/dev/null 2>&1 || true
    [ -z "${events:-}" ] || kill "$events" 2>/dev/null || true
    [ -z "${daemon:-}" ] || kill "$daemon" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$T"
    exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

show() {
    printf '\n$ vmrpc %s\n' "$*"
    vmrpc -c "$uri" "$@"
}

# The line must come within 20 seconds.
wait_line() {
    grep -q -m 1 -- "$2" < <(exec timeout 20 tail -n +1 -s 0.05 -F -- "$1" 2>/dev/null) ||
        { echo "waited in vain for '$2'"; return 1; }
}

echo "starting a daemon below $T"
mkfifo "$T/out"
vmrpcd --session --root "$T/root" --driver qemu --listen "unix:$T/s" >"$T/out" 2>"$T/log" &
daemon=$!
exec 3<"$T/out"
read -r -t 30 line <&3 || { echo "it did not start"; exit 1; }
echo "vmrpcd: $line"

cp "$image" "$T/demo.img"
sed -e "s|@NAME@|demo|g; s|@FOLDER@|$T|; s|@DEVICES@||" "$guest_xml" >"$T/demo.xml"

vmrpc -c "$uri" event --all --loop >"$T/events" 2>&1 &
events=$!
wait_line "$T/events" 'waiting for events'
show define "$T/demo.xml"
guest=yes
show start demo
wait_line "$T/demo.serial" 'tick 2'
show list --all
show dominfo demo
echo
echo "what the guest wrote on its console:"
sed 's/\r$//; s/^/    /' "$T/demo.serial"
show suspend demo
show resume demo
show shutdown demo
wait_line "$T/events" 'Stopped Shutdown'
show list --all
show undefine demo
wait_line "$T/events" 'Undefined Removed'
guest=
echo
echo "the events of all this:"
sed 's/^/    /' "$T/events"
echo
echo "The guest ran, and is gone. Next: README, then './run vmrpc help'."
