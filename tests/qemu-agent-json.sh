#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What commands that ask a guest's agent print with --json: one valid object with its documented
# members.
. "${srcdir:?}/tests/cli_lib.sh" || exit 1
. "$srcdir/tests/linux_lib.sh"
need_qemu

agent_is_there() {
    v dumpxml g >"$T/live.xml" && grep -q "state=['\"]connected" "$T/live.xml"
}

start_daemon
define_linux g "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
start_linux g
await 'the agent' agent_is_there
linux g 'mkdir -p /root/.ssh && echo ssh-rsa AAAA one >/root/.ssh/authorized_keys' >"$T/said" 2>&1 || fail "$(cat "$T/said")"
members 'seconds nanoseconds' domtime --json g
members filesystems domfsinfo --json g
members hostname domhostname --json g
members 'hostname timezone.name timezone.offset' guestinfo --json g --hostname --timezone
members 'vcpus online offlinable' guestvcpus --json g
members keys get-user-sshkeys --json g root
members return qemu-agent-command --json g '{"execute":"guest-ping"}'
members addresses domifaddr --json g --source agent
stop_daemon
