#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The commands of storage pools: what they print for people and as JSON, their options, and what
# they refuse.
. "${srcdir:?}/tests/cli_lib.sh" || exit 1

start_daemon --driver storage

says "<pool type='dir'>
  <name>a&amp;b</name>
  <target>
    <path>/x</path>
  </target>
</pool>" pool-define-as 'a&b' dir - - - - /x --print-xml
v pool-create-as p netfs far /export dev name /x auto --print-xml >"$T/source"
grep -q "<host name='far'/>" "$T/source" && grep -q "<dir path='/export'/>" "$T/source" &&
    grep -q "<format type='auto'/>" "$T/source" || fail "$(cat "$T/source")"
says 'Pool p defined' pool-define-as p --type dir --target "$T/pool"
uuid=$(v -q pool-uuid p)
says p pool-name "$uuid"
says "$uuid" pool-uuid "$uuid"
says ' Name   State      Autostart
------------------------------
 p      inactive   no' pool-list --all
says 'Pool p built' pool-build p
says 'Pool p started' pool-start p
refuses 'Failed to start pool p' pool-start p
refuses 'Options --overwrite and --no-overwrite are mutually exclusive' \
    pool-build p --overwrite --no-overwrite
says 'Pool p marked as autostarted' pool-autostart p
says "$uuid p" -q pool-list --uuid --name --autostart
says '' -q pool-list --name --inactive
says '' -q pool-list --name --transient --all
refuses "Invalid pool type 'iscsi': there is 'dir'" pool-list --type dir,iscsi
v pool-list --details --type dir >"$T/list"
head -n 1 "$T/list" |
    grep -q '^ Name   State     Autostart   Persistent   Capacity  *Allocation  *Available$' ||
    fail "$(cat "$T/list")"
grep -q -E '^ p      running   yes         yes          [0-9.]+ [KMGT]iB  ' "$T/list" ||
    fail "$(cat "$T/list")"
[ "$(v pool-list --json | value 'r["pools"]')" = \
    "[{'name': 'p', 'uuid': '$uuid', 'state': 'active', 'autostart': True}]" ] || fail 'the list'
v pool-info p --bytes | sed -E 's/ [0-9]+$/ N/' | diff -u - <(
    printf '%-15s %s\n' Name: p UUID: "$uuid" State: running Persistent: yes Autostart: yes \
        Capacity: N Allocation: N Available: N
    echo
) || fail pool-info
[ "$(v pool-info p --json | value 'r["capacity_bytes"] >= r["available_bytes"] > 0')" = True ] ||
    fail 'the sizes'
says 'Pool p unmarked as autostarted' pool-autostart p --disable

v pool-dumpxml p >"$T/p.xml"
grep -q "<path>$T/pool</path>" "$T/p.xml" || fail "$(cat "$T/p.xml")"
[ "$(v pool-dumpxml p --inactive --json | value '"<name>p</name>" in r["xml"]')" = True ] ||
    fail 'the definition'
mkdir "$T/pool/sub" && : >"$T/pool/new"
says 'Pool p refreshed' pool-refresh p
says 'Pool p destroyed' pool-destroy p
[ "$(v pool-info p --json | value 'r["capacity_bytes"]')" = None ] || fail 'sizes of nothing'
refuses 'Failed to delete pool p' pool-delete p
rm -r "${T:?}/pool/"*
says 'Pool p deleted' pool-delete p
[ ! -e "$T/pool" ] || fail 'the folder is there'
EDITOR="sed -i 's,/pool<,/moved<,'" says 'Pool p XML configuration edited.' pool-edit p
v pool-dumpxml p | grep -q "<path>$T/moved</path>" || fail 'the change is not there'
says 'Pool p has been undefined' pool-undefine p
refuses "failed to get pool 'p'" pool-info p

echo "<pool type='dir'><name>p</name><target><path>$T/pool</path></target></pool>" >"$T/q.xml"
says "Pool p created from $T/q.xml" pool-create "$T/q.xml" --build
says p -q pool-list --transient --name
says 'Pool p destroyed' pool-destroy p
refuses "failed to get pool 'p'" pool-name p
[ "$(v pool-create-as t dir --target "$T/pool" --json | value 'r["name"]')" = t ] ||
    fail create-as
refuses "Failed to define pool from $T/q.xml" pool-define "$T/q.xml"
refuses 'Failed to define pool v' pool-define-as v logical
refuses 'Failed to create pool v' pool-create-as v logical
says 'Pool t destroyed' pool-destroy t
says "Pool p defined from $T/q.xml" pool-define "$T/q.xml"
stop_daemon
