#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# list: its table, order, filters and bare words; nothing that a title holds reaches a terminal raw.
. "${srcdir:?}/tests/lib.sh" || exit 1

start_daemon
define() {
    v define - >/dev/null <<END
<domain type='test'><name>$1</name>$2<memory>4096</memory><os><type>hvm</type></os></domain>
END
}
is() {
    diff -u - <(v "$@" 2>&1) || fail "vmrpc $*"
}
define zebra '<title>with stripes</title>'
define antelope '<title>&#x9b;31m&#x202e;red</title>'
define midge ''
v start midge >/dev/null
v suspend midge >/dev/null
v autostart zebra >/dev/null

is list --all <<'END'
 Id   Name       State
---------------------------
 1    test       running
 2    midge      paused
 -    antelope   shut off
 -    zebra      shut off

END
is -q list --all --title <<'END'
 1    test       running    
 2    midge      paused     
 -    antelope   shut off   \x9b31m\u202ered
 -    zebra      shut off   with stripes
END
is -q list --name <<<$'test\nmidge'
is -q list --name --inactive <<<$'antelope\nzebra'
is -q list --name --state-paused <<<midge
is -q list --name --state-running <<<test
is -q list --name --state-shutoff <<<$'antelope\nzebra'
is -q list --name --state-shutoff --state-paused --all <<<$'midge\nantelope\nzebra'
is -q list --name --all --autostart <<<zebra
is -q list --name --all --with-autostart <<<zebra
is -q list --name --all --no-autostart <<<$'test\nmidge\nantelope'
is -q list --name --all --without-autostart <<<$'test\nmidge\nantelope'
is -q list --name --all --transient </dev/null
is -q list --name --all --persistent --without-snapshot --without-checkpoint \
    --without-managed-save <<<$'test\nmidge\nantelope\nzebra'
is -q list --all --id --name <<<$'1 test\n2 midge\n- antelope\n- zebra'
is -q list --uuid <<<"$(v -q domuuid test)"$'\n'"$(v -q domuuid midge)"
is -q list --all --table --managed-save --state-paused <<<' 2    midge   paused'
stop_daemon
