#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Stock virsh by way of a real sshd, with nc on the far side as libvirt's clients want it.
. "${srcdir:?}/tests/ssh_lib.sh" || exit 1
need virsh nc
start_daemon
start_sshd

theirs() {
    virsh -q -c "test+ssh://127.0.0.1:$SSH_PORT/default?$near&socket=$SOCKET" "$@" >"$T/said" 2>&1
}
near="keyfile=$T/id&command=$T/ssh&no_tty=1&proxy=netcat"
theirs list --all || fail "list: $(cat "$T/said")"
grep -q ' test .*running' "$T/said" || fail "list: $(cat "$T/said")"
theirs suspend test || fail "suspend: $(cat "$T/said")"
v domstate test | grep -qx paused || fail 'nothing was changed'
near=${near/id&/other&}
if theirs list; then fail 'let in with a key that nobody knows'; fi
grep -q 'Permission denied' "$T/said" || fail "$(cat "$T/said")"
