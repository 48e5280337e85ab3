# SPDX-License-Identifier: LGPL-2.1-or-later
# What tests with two hosts share: lib.sh, and two network namespaces over a veth pair. The test, and
# with it the tool, runs in the near one; what stands behind `far` runs in the other. Neither sees the
# machine's own network. They end with the last process in them, so that nothing is left, however the
# test ends.
#
#   far COMMAND...     on the other host
#   link_down, link_up     takes the cable out, and puts it in again
#   far_pki            certificates: the far host's in $T/pki, a client's in $T/alice
#   start_far_daemon [vmrpcd options]   listens on tcp, IPv4 and IPv6: $PORT; socket $SOCKET
#   listed URI         connecting works and shows the daemon's guest
#   refused URI REGEX  connecting fails and says so, within $DEADLINE seconds
#
# Source it first. Addresses: $NEAR4 $NEAR6 $FAR4 $FAR6; the far host's names (in a private /etc/hosts):
# far.example has both addresses, far4.example and far6.example one, gone.example one that nobody has.

# The test once more, in namespaces of its own: as root, else in a user namespace.
if [ -z "${NETNS_INSIDE:-}" ]; then
    export NETNS_INSIDE=1
    for how in '' '--user --map-current-user --keep-caps'; do
        # shellcheck disable=SC2086
        if unshare $how --net --mount ip link set lo up 2>/dev/null; then
            exec unshare $how --net --mount "$BASH" "$0" "$@"
        fi
    done
    echo "$(basename "$0"): SKIPPED: namespaces cannot be made here" \
        "(unshare --net --mount: $(unshare --net --mount true 2>&1))" >&2
    exit 77
fi

NEAR4=192.0.2.1 FAR4=192.0.2.2 NEAR6=2001:db8::1 FAR6=2001:db8::2
NOBODY4=192.0.2.9
# Nothing here may take longer.
DEADLINE=20

. "${srcdir:?}/tests/lib.sh" || exit 1
need ip unshare nsenter

far() {
    nsenter --net="/proc/$FAR_PID/ns/net" "$@"
}

link_down() {
    far ip link set far down
}

# With the routes that went with it.
link_up() {
    far ip link set far up
    far ip -6 addr replace "$FAR6/64" dev far nodad
    far ip -6 addr replace fe80::2/64 dev far nodad
}

make_hosts() {
    mkfifo "$T/hold"
    # Reads from a pipe that nobody writes to: keeps the namespace until it is killed.
    unshare --net "$BASH" -c 'echo made; exec cat "$0"' "$T/hold" >"$T/held" &
    FAR_PID=$!
    wait_line "$T/held" '^made$'
    ip link set lo up
    far ip link set lo up
    ip link add near type veth peer name far netns "$FAR_PID"
    ip addr add "$NEAR4/24" dev near
    ip -6 addr add "$NEAR6/64" dev near nodad
    far ip addr add "$FAR4/24" dev far
    ip link set near up
    link_up
    cat >"$T/hosts" <<END
127.0.0.1 localhost
$FAR4 far.example far4.example
$FAR6 far.example far6.example
$NOBODY4 gone.example
END
    mount --bind "$T/hosts" /etc/hosts
    # No name server: an unknown name is known to be one at once.
    [ ! -e /etc/resolv.conf ] || mount --bind /dev/null /etc/resolv.conf
}

far_pki() {
    local words
    for words in init "server far.example far6.example $FAR4 $FAR6" "client alice --out $T/alice"; do
        # shellcheck disable=SC2086
        "$builddir/vmrpc-pki" --dir "$T/pki" $words >"$T/said" 2>&1 || fail "pki: $(cat "$T/said")"
    done
    cat >"$T/tls.conf" <<END
[tls]
ca-file = $T/pki/ca-cert.pem
cert-file = $T/pki/server-cert.pem
key-file = $T/pki/server-key.pem
END
}

# lib.sh's start_daemon runs `vmrpcd`.
start_far_daemon() {
    vmrpcd() {
        exec nsenter --net="/proc/$FAR_PID/ns/net" vmrpcd "$@"
    }
    start_daemon --listen 'tcp:*:0' "$@"
    unset -f vmrpcd
    PORT=$(tcp_port)
}

listed() {
    vmrpc -q -c "$1" list --all >"$T/said" 2>&1 || fail "$1: $(cat "$T/said")"
    grep -q ' test ' "$T/said" || fail "$1: $(cat "$T/said")"
}

refused() {
    local status=0
    timeout "$DEADLINE" vmrpc -q -c "$1" list >"$T/said" 2>&1 || status=$?
    [ "$status" != 0 ] || fail "connected to $1"
    [ "$status" != 124 ] || fail "$1: no answer within $DEADLINE s"
    grep -q -E -- "$2" "$T/said" || fail "no '$2' in: $(cat "$T/said")"
}

make_hosts
