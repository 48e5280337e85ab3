#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# QEMU stands still (SIGSTOP) from any moment of making a checkpoint: who asked for it is told in time which
# command was not answered; once QEMU goes on there is neither a checkpoint nor a bitmap, and the same can
# be made.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

SECONDS_MAX=5

# What the daemon lists is what QEMU has: all or nothing.
agree() {
    local has
    has=$(v qemu-monitor-command g '{"execute": "query-block"}') || return 1
    if v checkpoint-list g --name | grep -q c; then grep -q '"name": *"c"' <<<"$has"; else ! grep -q '"name": *"c"' <<<"$has"; fi
}

none() {
    agree && ! v checkpoint-list g --name | grep -q c
}

printf '[qemu]\nanswer-timeout = 1\njob-timeout = 1\n' >"$T/conf"
echo '<domaincheckpoint><name>c</name></domaincheckpoint>' >"$T/c.xml"
start_daemon --config "$T/conf"
define_cow_guest g
v start g >/dev/null
moment=1 REFUSED=0
while unanswered_at "$moment" checkpoint-create g "$T/c.xml"; do
    if [ -z "$SUCCEEDED" ]; then
        await "moment $moment: nothing of it is there" none
        v checkpoint-create g "$T/c.xml" >/dev/null || fail "moment $moment: it cannot be made again"
    fi
    agree || fail "moment $moment: what is listed is not what QEMU has"
    v checkpoint-delete g c >/dev/null
    none || fail "moment $moment: it is not deleted"
    moment=$((moment + 1))
done
[ "$REFUSED" -gt 0 ] || fail "never refused"
