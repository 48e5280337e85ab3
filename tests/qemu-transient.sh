#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A guest that was only created is gone when it stops; one that is undefined while it runs as well.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

start_daemon
define_guest brief
v undefine brief >/dev/null
v create "$T/brief.xml" >/dev/null
wait_line "$T/brief.serial" 'vmrpc guest ready'
v dominfo brief | grep -q '^Persistent: *no$' || fail "it is persistent: $(v dominfo brief)"
v destroy brief >/dev/null
[ -z "$(v list --all --name | tr -d '\n')" ] || fail "still listed: $(v list --all)"

v define "$T/brief.xml" >/dev/null
rm "$T/brief.serial"
start_guest brief
v undefine brief >/dev/null
v domstate brief | grep -q running || fail "undefine stopped it"
v destroy brief >/dev/null
[ -z "$(v list --all --name | tr -d '\n')" ] || fail "still listed: $(v list --all)"
stop_daemon
