#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Firmware that only root may read, and its variables, reach the QEMU of a guest that runs as a user of
# its own: flash as sets of descriptors, what QEMU copies itself out of files in memory.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu
[ "$(id -u)" = 0 ] || skip "only root's daemon starts guests as others"
BIOS=/usr/share/seabios/bios-256k.bin
[ -f "$BIOS" ] || skip "$BIOS is not there"

pid_of() { sed -n "s/^<machine pid='\([0-9]*\)'.*/\1/p" "$T/root/run/qemu/$1.status"; }

# Which of the descriptors of a guest's QEMU leads there.
has_open() {
    local descriptor
    for descriptor in "/proc/$(pid_of "$1")/fd"/*; do
        [[ $(readlink "$descriptor") != $2 ]] || return 0
    done
    return 1
}

firmware_guest() {
    define_guest "$1"
    sed -i "s#</os>#$2</os>#; s#machine='pc'#machine='${3:-pc}'#" "$T/$1.xml"
    v undefine "$1" >/dev/null
    v define "$T/$1.xml" >/dev/null
    start_guest "$1"
    [ "$(ps -o user= -p "$(pid_of "$1")")" != root ] || fail "$1: QEMU runs as root"
}

WHOSE=--system
chmod 0711 "$T"
cp "$BIOS" "$T/code.fd"
truncate -s 128K "$T/template.fd"
chmod 0600 "$T/code.fd" "$T/template.fd"
start_daemon

firmware_guest flash "<loader readonly='yes' type='pflash'>$T/code.fd</loader><nvram template='$T/template.fd'/>"
vars=$(v dumpxml flash | sed -n "s#.*<nvram [^>]*>\(.*\)</nvram>#\1#p")
[ "$(stat -c '%a %s %u' "$vars")" = '600 131072 0' ] || fail "$(ls -l "$vars")"
has_open flash "$T/code.fd" || fail "the firmware is not open"
has_open flash "$vars" || fail "its variables are not open"
! v undefine flash 2>"$T/said" || fail "variables are forgotten"
v destroy flash >/dev/null

firmware_guest copied "<loader type='rom'>$T/code.fd</loader>"
tr '\0' ' ' <"/proc/$(pid_of copied)/cmdline" | grep -- "-bios /proc/self/fd/" >/dev/null ||
    fail "$(tr '\0' ' ' <"/proc/$(pid_of copied)/cmdline")"
has_open copied "/memfd:*" || fail "the firmware is not in memory"
v destroy copied >/dev/null

# A kernel: QEMU has read it before it says that it is none.
head -c 70000 /dev/zero >"$T/kernel"
chmod 0600 "$T/kernel"
define_guest kernel
sed -i "s#</os>#<kernel>$T/kernel</kernel></os>#" "$T/kernel.xml"
v undefine kernel >/dev/null
v define "$T/kernel.xml" >/dev/null
! v start kernel 2>"$T/said" || v destroy kernel >/dev/null
! grep -q 'Permission denied\|could not open\|could not load' "$T/said" || fail "$(cat "$T/said")"
tail -n 5 "$T/root/log/qemu/kernel.log" | grep -- '-kernel /proc/self/fd/' >/dev/null || fail "$(cat "$T/root/log/qemu/kernel.log")"
stop_daemon
