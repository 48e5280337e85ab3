#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Guests with a vsock have numbers of their own, and only while they run; where the kernel has none of
# these, a start says so, and so does plugging one in.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

start_daemon
define_guest one "<vsock model='virtio'><cid auto='yes'/></vsock>"
define_guest two
start_guest two
echo "<vsock/>" >"$T/vsock.xml"
attach() { v attach-device two "$T/vsock.xml" --live; }
cid() { v dumpxml "$1" | sed -n "s/.*<cid auto='yes' address='\([0-9]*\)'.*/\1/p"; }
missing="vsock: cannot open '/dev/vhost-vsock', which needs the kernel module vhost_vsock"

if [ ! -e /dev/vhost-vsock ]; then
    v start one >"$T/said" 2>&1 && fail 'it started'
    grep -q -F "domain 'one', $missing" "$T/said" || fail "$(cat "$T/said")"
    [ "$(v domstate one)" = 'shut off' ] || fail "$(v domstate one)"
    attach >"$T/said" 2>&1 && fail 'it was plugged in'
    grep -q -F "domain 'two', $missing" "$T/said" || fail "$(cat "$T/said")"
    ! v dumpxml two | grep -q '<vsock' || fail "$(v dumpxml two)"
    exit 0
fi
start_guest one
attach >/dev/null
[ "$(cid one)" -ge 3 ] && [ "$(cid two)" -ge 3 ] || fail "'$(cid one)' and '$(cid two)'"
[ "$(cid one)" != "$(cid two)" ] || fail "both are $(cid one)"
v dumpxml --inactive one | grep -q "<cid auto='yes'/>" || fail "$(v dumpxml --inactive one)"
