#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# virsh asks the agent in a guest through the daemon, and the tool says the same.
. "${srcdir:?}/tests/lib.sh" || exit 1
. "$srcdir/tests/linux_lib.sh"
need_qemu
command -v virsh >/dev/null || skip "virsh is not installed"

start_daemon
truncate -s 16M "$T/disk.img"
define_linux g "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <disk type='file' device='disk'><source file='$T/disk.img'/><target dev='vda'/></disk>
    <interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>"
start_linux g
URI_VIRSH="qemu+unix:///session?socket=$SOCKET"
both() {
    virsh -q -c "$URI_VIRSH" "$@" >"$T/theirs" 2>&1 || fail "virsh $*: $(cat "$T/theirs")"
    v -q "$@" >"$T/ours" 2>&1 || fail "vmrpc $*: $(cat "$T/ours")"
}
same() {
    both "$@"
    diff -wB "$T/theirs" "$T/ours" >"$T/diff" || fail "$*: $(cat "$T/diff")"
}
agent_is_there() {
    v dumpxml g >"$T/live.xml" && grep -q "state=['\"]connected" "$T/live.xml"
}
is_off() {
    [ "$(v domstate g)" = 'shut off' ]
}
await 'the agent' agent_is_there
# Addresses that the guest gives itself meanwhile would be a difference.
for command in 'mke2fs /dev/vda && mount -t ext4 /dev/vda /mnt' 'echo 1 >/proc/sys/net/ipv6/conf/eth0/disable_ipv6' \
    'ip address add 10.1.2.3/24 dev eth0 && ip link set eth0 up'; do
    linux g "$command" >"$T/said" 2>&1 || fail "$command: $(cat "$T/said")"
done
same domhostname g
same domfsinfo g
grep -q '/mnt.*vda.*ext4.*vda' "$T/ours" || fail "$(cat "$T/ours")"
same guestinfo g --os --hostname --timezone --disk --interface --user
grep -q 'os.id *: tests' "$T/ours" || fail "$(cat "$T/ours")"
same guestvcpus g
same qemu-agent-command g '{"execute":"guest-ping"}'
grep -qF '{"return":{}}' "$T/ours" || fail "$(cat "$T/ours")"
same domifaddr g --source agent --full
grep -q '52:54:00:00:00:01.*ipv4.*10.1.2.3/24' "$T/ours" || fail "$(cat "$T/ours")"
both domtime g
grep -qE '^Time: [0-9]+$' "$T/ours" || fail "$(cat "$T/ours")"
both domtime g --now
[ $(($(linux g 'date +%s') - $(date +%s))) -ge -60 ] || fail "the guest's time has not been set"
both domfstrim g
both set-user-password g root secret
echo 'ssh-rsa AAAA one' >"$T/keys"
both set-user-sshkeys g root --file "$T/keys"
same get-user-sshkeys g root
grep -qxF 'ssh-rsa AAAA one' "$T/ours" || fail "$(cat "$T/ours")"
both guest-agent-timeout g --timeout 60
v domfsfreeze g >"$T/said" && grep -qx 'Froze 1 filesystem(s)' "$T/said" || fail "$(cat "$T/said")"
virsh -c "$URI_VIRSH" domhostname g >"$T/said" 2>&1 && fail "while it is frozen"
grep -q 'guest-get-host-name' "$T/said" || fail "$(cat "$T/said")"
virsh -c "$URI_VIRSH" domfsthaw g >"$T/said" 2>&1 || fail "$(cat "$T/said")"
grep -q 'Thawed 1 filesystem(s)' "$T/said" || fail "$(cat "$T/said")"
vmrpc -r -c "$URI" domifaddr g --source agent 2>"$T/why" && fail "it may only read"
grep -q 'read only' "$T/why" || fail "$(cat "$T/why")"
virsh -q -c "$URI_VIRSH" shutdown g --mode agent >"$T/said" 2>&1 || fail "$(cat "$T/said")"
await 'the end of the guest' is_off
stop_daemon
