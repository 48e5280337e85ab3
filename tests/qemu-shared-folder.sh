#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A folder of the host is shared with a guest by its tag, sandbox and all; one that the guest's user
# may not open is refused by the name of what denies it and of whom it denies.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

[ "$(id -u)" != 0 ] || WHOSE=--system
chmod 0711 "$T"
start_daemon
mkdir -m 0755 "$T/open" "$T/open/a,b" "$T/closed" "$T/closed/inner"
shared() { echo "<filesystem type='mount' accessmode='$1'><source dir='$2'/><target dir='$3'/>$4</filesystem>"; }

# The guest mounts nothing: what QEMU has is asked of QEMU.
define_guest one "$(shared mapped "$T/open/a,b" first '<readonly/>')
    $(shared squash "$T/open" second '')$(shared passthrough "$T/open" third '')"
start_guest one
v dumpxml one >"$T/live.xml"
for number in 0 1 2; do
    grep -q "<alias name='fs$number'/>" "$T/live.xml" || fail "$(cat "$T/live.xml")"
done
[ "$(grep -c "<address type='pci'.*" "$T/live.xml")" -ge 3 ] || fail "$(cat "$T/live.xml")"
ask() {
    v qemu-monitor-command one --return-value "{\"execute\":\"qom-get\",\"arguments\":
        {\"path\":\"/machine/peripheral/$1\",\"property\":\"$2\"}}"
}
[ "$(ask fs0 mount_tag)" = '"first"' ] || fail "tag: $(ask fs0 mount_tag)"
[ "$(ask fs2 fsdev)" = '"fsdev-fs2"' ] || fail "folder: $(ask fs2 fsdev)"
[ "$(ask fs1 type)" = '"virtio-9p-pci"' ] || fail "device: $(ask fs1 type)"

# Only in the definition: there is nothing in QEMU that could take one in.
shared mapped "$T/open" fourth '' >"$T/fourth.xml"
if v attach-device one "$T/fourth.xml" --live >"$T/said" 2>&1; then
    fail "plugged in"
fi
grep -q 'a <filesystem> cannot be plugged in' "$T/said" || fail "$(cat "$T/said")"
v attach-device one "$T/fourth.xml" --config >/dev/null
v dumpxml --inactive one | grep -q "<target dir='fourth'/>" || fail "$(v dumpxml --inactive one)"
v detach-device one "$T/fourth.xml" --config >/dev/null
! v dumpxml --inactive one | grep -q fourth || fail "$(v dumpxml --inactive one)"

# Found again by the next daemon as it was.
kill -KILL "$PID"
wait "$PID" || true
start_daemon
v dumpxml one | cmp - "$T/live.xml" || fail "$(v dumpxml one)"
v destroy one >/dev/null

refused() {
    define_guest two "$(shared mapped "$1" tag '')"
    if v start two >"$T/said" 2>&1; then
        fail "it started"
    fi
    grep -q -F -- "domain 'two', filesystem 'tag': cannot open the folder '$1': $2" "$T/said" ||
        fail "'$2' is not in: $(cat "$T/said")"
    [ "$(v domstate two)" = 'shut off' ] || fail "$(v domstate two)"
    v undefine two >/dev/null
}
refused "$T/none" 'No such file or directory'
refused "$T/one.img" 'Not a directory'
chmod 0700 "$T/closed"
if [ "$(id -u)" = 0 ]; then
    refused "$T/closed/inner" \
        "Permission denied (directory '$T/closed' is not searchable by user with uid 6"
    chmod 0711 "$T/closed"
    chmod 0750 "$T/closed/inner"
    refused "$T/closed/inner" \
        "Permission denied (directory '$T/closed/inner' is not readable by user with uid 6"
fi
stop_daemon
