#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A domain without a definition is gone when it has been saved, and back when it is restored: the files
# in its memory are there, and its processes go on.
. "${srcdir:?}/tests/lib.sh" || exit 1
. "$srcdir/tests/linux_lib.sh"
need_qemu

start_daemon
define_linux one
v undefine one >/dev/null
v create "$T/one.xml" >/dev/null
python3 -B "$srcdir/tests/linux_guest.py" ready "$SOCKET" one
linux one 'mkdir -p /t && mount -t tmpfs none /t && echo kept >/t/file'
linux one '(while sleep 0.1; do echo >>/t/lines; done) >/dev/null 2>&1 </dev/null & echo $! >/t/pid'
pid=$(linux one 'cat /t/pid')

v save one "$T/saved" >/dev/null
[ -z "$(v list --all --name | tr -d '\n')" ] || fail "it is still there: $(v list --all)"
v restore "$T/saved" >/dev/null
[ "$(v list --transient --name | tr -d '\n')" = one ] || fail "$(v list --all)"
[ "$(linux one 'cat /t/file')" = kept ] || fail "the file is lost"
linux one "kill -0 $pid" || fail "the process is lost"
lines=$(linux one 'wc -l </t/lines')
more_lines() {
    [ "$(linux one 'wc -l </t/lines')" -gt "$lines" ]
}
await "the process goes on" more_lines
v destroy one >/dev/null
[ -z "$(v list --all --name | tr -d '\n')" ] || fail "it is still there: $(v list --all)"
stop_daemon
