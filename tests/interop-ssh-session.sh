#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A daemon by way of a real sshd: a session with changes and large documents, a private daemon over
# there; keys and known hosts count, and what ssh or the helper refuses is told in their words.
. "${srcdir:?}/tests/ssh_lib.sh" || exit 1
start_daemon
start_sshd
there="127.0.0.1:$SSH_PORT"
helper=$(helper_path)
near="keyfile=$T/id&command=$T/ssh&no_tty=1&helper=$helper"

W="test+ssh://$there/default?$near&socket=$SOCKET"
vmrpc -q -c "$W" list --all >"$T/list" 2>&1 || fail "list: $(cat "$T/list")"
grep -q ' test ' "$T/list" || fail "list: $(cat "$T/list")"
vmrpc -q -c "$W" suspend test && v domstate test | grep -qx paused || fail 'nothing was changed'
vmrpc -c "$W" server-info | grep -q "^Address: *ssh:$there\$" || fail 'another address'

# Much in both directions.
{
    printf "<domain type='test'><name>big</name><description>"
    head -c 900000 /dev/zero | tr '\0' x
    printf '</description><memory>1024</memory><os><type>hvm</type></os></domain>'
} >"$T/big.xml"
vmrpc -q -c "$W" define "$T/big.xml" || fail 'a large document'
[ "$(vmrpc -c "$W" dumpxml big | tr -cd x | wc -c)" -ge 900000 ] || fail 'a large answer'

# A private daemon over there.
vmrpc -q -c "test+ssh://$there/default?$near" list >"$T/list" 2>&1 || fail "own: $(cat "$T/list")"
grep -q ' test .*running' "$T/list" || fail "own: $(cat "$T/list")"

refused "test+ssh://$there/default?$near&socket=$T/none" \
    "ssh ended with exit status 1: vmrpc-ssh-helper: transport unix: socket '$T/none': connect: No such"
refused "test+ssh://$there/default?${near%helper*}helper=/nowhere/helper" \
    'ssh ended with exit status 127: .*/nowhere/helper'
refused "test+ssh://$there/default?${near/id/other}" \
    "transport ssh: host '127.0.0.1' port $SSH_PORT: .*ssh ended with exit status 255: .*Permission denied"
: >"$T/known_hosts"
refused "test+ssh://$there/default?$near" 'Host key verification failed'
vmrpc -q -c "test+ssh://$there/default?$near&no_verify=1" list >/dev/null || fail 'no_verify'
stop_sshd
refused "test+ssh://$there/default?$near&no_verify=1" 'ssh ended with exit status 255: .*refused'
