#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# qemu+tcp:// to another host: IPv4 and IPv6, by address and by name, and in the short form. What does
# not work is told with transport, address, step and reason, and soon.
. "${srcdir:?}/tests/netns_lib.sh" || exit 1

start_far_daemon
for host in "$FAR4" "[$FAR6]" far4.example far6.example far.example; do
    listed "test+tcp://$host:$PORT/default"
    listed "remote:tcp:$host:$PORT"
done
vmrpc -c "test+tcp://$FAR4:$PORT/default" server-info | grep -q "^Address: *tcp:$FAR4:$PORT\$" ||
    fail 'another address'

# Nobody listens; nobody is there; nobody knows the name; packets are swallowed on the way.
refused "test+tcp://$FAR4:1/default" \
    "transport tcp: host '$FAR4' port 1: connect: Connection refused"
refused "test+tcp://[$FAR6]:1/default" \
    "transport tcp: host '$FAR6' port 1: connect: Connection refused"
refused "test+tcp://gone.example:$PORT/default" \
    "transport tcp: host 'gone.example' port $PORT: connect: No route to host"
refused "test+tcp://unknown.example:$PORT/default" \
    "transport tcp: host 'unknown.example' port $PORT: resolve: .*[Nn]ame"
refused "test+tcp://203.0.113.1:$PORT/default" \
    "transport tcp: host '203.0.113.1' port $PORT: connect: Network is unreachable"
far ip route add blackhole 198.51.100.0/24
ip route add 198.51.100.0/24 via "$FAR4"
refused "test+tcp://198.51.100.1:$PORT/default?keepalive=1" \
    "transport tcp: host '198.51.100.1' port $PORT: connect: Connection timed out"

# The next address of a name has its turn when the first does not answer.
far ip -6 addr del "$FAR6/64" dev far
listed "test+tcp://far.example:$PORT/default?keepalive=1"

ip link set near down
refused "test+tcp://$FAR4:$PORT/default" \
    "transport tcp: host '$FAR4' port $PORT: connect: Network is unreachable"
