#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# qemu+ssh:// to another host, by its sshd: IPv4 and IPv6, by address and by name, and in the short
# form; a host that cannot be reached is told in ssh's words.
. "${srcdir:?}/tests/netns_lib.sh" || exit 1
. "${srcdir:?}/tests/ssh_lib.sh" || exit 1

start_far_daemon
SSHD_BY=(nsenter --net="/proc/$FAR_PID/ns/net")
SSHD_NAMES=(far4.example far6.example far.example)
start_sshd "$FAR4" "$FAR6"
near="keyfile=$T/id&command=$T/ssh&no_tty=1&helper=$(helper_path)&socket=$SOCKET"
for host in "$FAR4" "[$FAR6]" far4.example far6.example far.example; do
    listed "test+ssh://$host:$SSH_PORT/default?$near"
done
vmrpc -c "test+ssh://far.example:$SSH_PORT/default?$near" server-info |
    grep -q "^Address: *ssh:far.example:$SSH_PORT\$" || fail 'another address'

refused "test+ssh://$FAR4:1/default?$near" \
    "transport ssh: host '$FAR4' port 1: .*ssh ended with exit status 255: .*Connection refused"
refused "test+ssh://gone.example:$SSH_PORT/default?$near" \
    "transport ssh: host 'gone.example' port $SSH_PORT: .*ssh ended .*No route to host"
refused "test+ssh://unknown.example:$SSH_PORT/default?$near" \
    "transport ssh: host 'unknown.example' port $SSH_PORT: .*Could not resolve hostname"
ip link set near down
refused "test+ssh://$FAR4:$SSH_PORT/default?$near" \
    "transport ssh: host '$FAR4' port $SSH_PORT: .*ssh ended .*Network is unreachable"
