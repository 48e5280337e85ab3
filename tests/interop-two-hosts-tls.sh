#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# qemu+tls:// to another host, with certificates of vmrpc pki: IPv4 and IPv6, by each address and name
# that the certificate has, and in the short form; a name that it does not have is told, and so is
# what keeps the host from being reached.
. "${srcdir:?}/tests/netns_lib.sh" || exit 1

far_pki
start_far_daemon --config "$T/tls.conf"
for host in "$FAR4" "[$FAR6]" far.example far6.example; do
    listed "test+tls://$host:$PORT/default?pkipath=$T/alice"
done
# The short forms have no parameters: files in the usual place.
mkdir -p "$T/home/vmrpc"
ln -s "$T/alice" "$T/home/vmrpc/pki"
export XDG_CONFIG_HOME=$T/home
listed "remote:tls:far.example:$PORT"
listed "remote:tls:[$FAR6]:$PORT"
listed "test://$FAR4:$PORT/default"

refused "test+tls://far4.example:$PORT/default" \
    "transport tls: host 'far4.example' port $PORT: TLS handshake: the server's certificate \\(CN=far.example\\) is for dns:far.example, .* and not for 'far4.example'"
refused "test+tls://far.example:1/default" \
    "transport tls: host 'far.example' port 1: connect: Connection refused"
refused "test+tls://gone.example:$PORT/default" \
    "transport tls: host 'gone.example' port $PORT: connect: No route to host"
ip link set near down
refused "test+tls://far.example:$PORT/default" \
    "transport tls: host 'far.example' port $PORT: connect: Network is unreachable"
