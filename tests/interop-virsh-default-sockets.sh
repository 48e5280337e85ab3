#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `sockets = yes`: plain `virsh -c qemu:///system` finds the daemon where it looks for libvirt's, with
# its read-only socket; they go with the daemon, and without the key there are none. In a mount name
# space with an empty /run.
if [ -z "${SOCKETS_INSIDE:-}" ]; then
    export SOCKETS_INSIDE=1
    for how in '' '--user --map-root-user'; do
        # shellcheck disable=SC2086
        if unshare $how --mount true 2>/dev/null; then
            exec unshare $how --mount "$BASH" "$0" "$@"
        fi
    done
    echo "$(basename "$0"): SKIPPED: mount name spaces cannot be made here" >&2
    exit 77
fi
. "${srcdir:?}/tests/lib.sh" || exit 1
need virsh
need qemu-system-x86_64
mount -t tmpfs tmpfs /run

# With this root libvirt's sockets are where they are without any.
serve() {
    printf '[libvirt]\nsockets = %s\n' "$1" >"$T/conf"
    : >"$T/out"
    "$DAEMON" --system --root /run --driver qemu --config "$T/conf" >>"$T/out" 2>>"$T/log" &
    PID=$!
    wait_line "$T/out" '^listening on unix-ro:/run/run/vmrpc-sock-ro$'
}
theirs() {
    virsh -q -c qemu:///system "$@" >"$T/said" 2>&1
}

serve yes
grep -q '^listening on unix:/run/libvirt/libvirt-sock$' "$T/out" || fail "$(cat "$T/out")"
cat >"$T/guest.xml" <<'END'
<domain type='qemu'><name>found</name><memory>16384</memory><os><type>hvm</type></os></domain>
END
theirs define "$T/guest.xml" || fail "define: $(cat "$T/said")"
theirs list --all --name || fail "list: $(cat "$T/said")"
grep -qx found "$T/said" || fail "list: $(cat "$T/said")"
if theirs -r undefine found; then fail 'a read-only client could write'; fi
grep -q 'read.only' "$T/said" || fail "read-only: $(cat "$T/said")"
theirs -r dominfo found || fail "read-only: $(cat "$T/said")"
kill "$PID"
wait "$PID" || fail 'the daemon failed'
[ ! -e /run/libvirt/libvirt-sock ] || fail 'the socket is left'

serve no
[ ! -e /run/libvirt/libvirt-sock ] || fail 'a socket that nobody asked for'
if theirs list; then fail 'connected to nothing'; fi
kill "$PID"
wait "$PID" || fail 'the daemon failed'
