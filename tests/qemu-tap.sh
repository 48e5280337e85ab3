#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# An interface on a bridge is a tap that the daemon makes, puts there and hands over, so that a guest
# without rights has it; it goes with the guest. One that somebody else made is used as it is.
if [ -z "${TAP_INSIDE:-}" ]; then
    export TAP_INSIDE=1
    for how in '' '--user --map-root-user'; do
        # shellcheck disable=SC2086
        if unshare $how --net --mount sh -c 'ip link add br0 type bridge &&
            ip tuntap add tap9 mode tap' 2>/dev/null; then
            exec unshare $how --net --mount "$BASH" "$0" "$@"
        fi
    done
    echo "$(basename "$0"): SKIPPED: bridges and taps cannot be made in a namespace here" >&2
    exit 77
fi
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu
need ip

on_bridge() { ip -o link show master br0 | sed -n 's/^[0-9]*: \([^:@]*\).*/\1/p'; }
gone() { ! ip link show "$1" >/dev/null 2>&1; }

ip link add br0 type bridge
ip link set br0 up
ip tuntap add tap9 mode tap vnet_hdr
mount -t sysfs sysfs /sys # that of this namespace
start_daemon

define_guest one "<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='br0'/>
    <model type='virtio'/></interface>
    <interface type='ethernet'><target dev='tap9' managed='no'/><model type='virtio'/></interface>
    <interface type='ethernet'><target dev='mine'/><model type='e1000'/></interface>"
start_guest one
device=$(on_bridge)
[ "$device" = vnet0 ] || fail "on the bridge: $device"
v dumpxml one >"$T/live.xml"
grep -q "<target dev='vnet0'/>" "$T/live.xml" || fail "$(cat "$T/live.xml")"
! v dumpxml --inactive one | grep -q vnet || fail "$(v dumpxml --inactive one)"
[ "$(cat /sys/class/net/vnet0/address)" = fe:54:00:00:00:01 ] ||
    fail "address $(cat /sys/class/net/vnet0/address)"
ip -o link show vnet0 | grep -q '[<,]LOWER_UP[,>]' || fail "$(ip link show vnet0)"
ip -o link show mine | grep -q '[<,]UP[,>]' || fail "$(ip link show mine)"
! ip -o link show tap9 | grep -q '[<,]UP[,>]' || fail "tap9 was changed: $(ip link show tap9)"

# Each guest another name; a name that is taken is refused.
define_guest two "<interface type='bridge'><source bridge='br0'/><model type='rtl8139'/></interface>"
start_guest two
[ "$(on_bridge | sort | tr '\n' ' ')" = 'vnet0 vnet1 ' ] || fail "on the bridge: $(on_bridge)"
v destroy two >/dev/null
await "the tap has gone" gone vnet1
v undefine two >/dev/null

refused() {
    define_guest two "$1"
    if v start two >"$T/said" 2>&1; then
        fail "it started"
    fi
    grep -q -F -- "$2" "$T/said" || fail "'$2' is not in: $(cat "$T/said")"
    v undefine two >/dev/null
    gone vnet1 || fail "a tap is left behind"
}
refused "<interface type='bridge'><source bridge='br1'/></interface>" \
    "cannot put 'vnet1' on the bridge 'br1': No such device"
refused "<interface type='ethernet'><target dev='mine'/></interface>" \
    "cannot make the network device 'mine': Device or resource busy"
refused "<interface type='ethernet'><target dev='tap8' managed='no'/></interface>" \
    "there is no network device 'tap8'"

# Plugged in and taken out while the guest runs: the tap comes and goes with it. The guest lets go of
# nothing before it is reset.
on() { on_bridge | tr '\n' ' '; }
v attach-interface one bridge br0 --mac 52:54:00:00:00:03 --model e1000 --live >/dev/null
[ "$(on)" = 'vnet0 vnet1 ' ] || fail "on the bridge: $(on)"
v dumpxml one | grep -q "<target dev='vnet1'/>" || fail "$(v dumpxml one)"
if v attach-interface one bridge br1 --mac 52:54:00:00:00:04 --live >"$T/said" 2>&1; then
    fail "it is on a bridge that does not exist"
fi
grep -q "cannot put 'vnet2' on the bridge 'br1'" "$T/said" || fail "$(cat "$T/said")"
gone vnet2 || fail "a tap is left behind"
if v detach-interface one bridge --mac 52:54:00:00:00:03 --live >"$T/said" 2>&1; then
    fail "the guest let go of it"
fi
grep -q 'did not answer' "$T/said" || fail "$(cat "$T/said")"
v reset one >/dev/null
await "the tap has gone" gone vnet1
v attach-interface one bridge br0 --mac 52:54:00:00:00:03 --model virtio --live >/dev/null
[ "$(on)" = 'vnet0 vnet1 ' ] || fail "on the bridge: $(on)"

if command -v virsh >/dev/null; then
    virsh -q -c "qemu+unix:///session?socket=$SOCKET" attach-interface one bridge br0 --live \
        --mac 52:54:00:00:00:05 --model rtl8139
    [ "$(on)" = 'vnet0 vnet1 vnet2 ' ] || fail "on the bridge: $(on)"
fi

v destroy one >/dev/null
await "the taps have gone" gone mine
gone vnet1 || fail "a tap outlives the guest"
! gone tap9 || fail "tap9 is not ours to remove"
stop_daemon
