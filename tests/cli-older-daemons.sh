#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The tool does with daemons of older releases what it does with its own, by the procedures they
# have, and says of what they lack that they are older.
. "${srcdir:?}/tests/lib.sh" || exit 1
cat >"$T/box.xml" <<XML
<domain type='test'><name>box</name><uuid>4dea24b3-1d52-d8f3-2516-782e98a23fa0</uuid>
  <memory>4096</memory><os><type>hvm</type></os></domain>
XML

life() {
    v -q "define '$T/box.xml'
          list --all; list --inactive; list --uuid --all; list --persistent --no-autostart --all
          autostart box; list --autostart --all; list --without-snapshot --with-managed-save --all
          domstate test; suspend test; list --state-paused; list --state-running --name; resume test
          shutdown test; list --state-shutoff; dominfo test; start test; domid test
          create '$T/box.xml'; list; destroy box; list --all
          undefine box; list --all --name" 2>&1
}
# told WORDS COMMAND...: it must print these words
told() {
    local words=$1
    shift
    v -q "$@" >"$T/said" 2>&1 || true
    grep -q -F -e "$words" "$T/said" || fail "$(basename "$DAEMON"): $*: $(cat "$T/said")"
}
start() {
    DAEMON=$1
    rm -rf "$T/root"
    start_daemon
}

start vmrpcd
life >"$T/now" || fail "$(cat "$T/now")"
grep -q '^Id: ' "$T/now" || fail "$(cat "$T/now")"
stop_daemon

start "$builddir/tests/vmrpcd-older"
life | diff -u "$T/now" - || fail 'a release ago'
told 'running (booted)' domstate test --reason
told 'vmrpcd 0.0.9' server-info
stop_daemon

start "$builddir/tests/vmrpcd-first"
life | diff -u "$T/now" - || fail 'the first release'
told 'running (unknown)' domstate test --reason
lacks="the server at unix:$SOCKET does not know this procedure (it is older, and does not tell its"
told "error: domain_reset: $lacks version)" reset test
told "error: connect_list_all_domains: $lacks" list --with-checkpoint
told "error: domain_undefine_flags: $lacks" undefine test --snapshots-metadata
stop_daemon
