#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A QEMU stopped with SIGSTOP delays no read, of its own domain or of another.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

start_daemon
for name in frozen lively; do
    define_guest $name
    start_guest $name
done
kill -STOP "$(qemu_of frozen)"
for command in 'list --all' 'dominfo frozen' 'domstate frozen' 'dumpxml frozen' 'dominfo lively'; do
    timeout 5 vmrpc -c "$URI" $command >/dev/null || fail "'$command' waited or failed"
done
# A change of the frozen one waits, and meanwhile others go on; destroy works all the same.
v suspend frozen >"$T/said" 2>&1 &
waiting=$!
timeout 5 vmrpc -c "$URI" suspend lively >/dev/null || fail "suspend of another waited"
timeout 20 vmrpc -c "$URI" destroy frozen >/dev/null || fail "destroy of the frozen one failed"
! wait $waiting || fail "suspend says it worked: $(cat "$T/said")"
v destroy lively >/dev/null
stop_daemon
