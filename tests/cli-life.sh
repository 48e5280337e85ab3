#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Every command that changes a domain: what it prints, how it exits, what becomes of the domain.
. "${srcdir:?}/tests/lib.sh" || exit 1

start_daemon
cat >"$T/box.xml" <<'END'
<domain type='test'><name>box</name><uuid>00000000-1111-4222-8333-444444444444</uuid>
<memory>4096</memory><os><type>hvm</type></os></domain>
END
# does EXPECTED ARGUMENTS...: prints it and exits with 0
does() {
    local expected=$1 said status=0
    shift
    said=$(v "$@" 2>&1) || status=$?
    [ "$status: $said" = "0: $expected" ] || fail "vmrpc $*: $status, '$said', not '$expected'"
}
state() {
    [ "$(v domstate --reason box)" = "$1" ] || fail "is $(v domstate --reason box), not $1"
}

does "Domain 'box' defined from $T/box.xml" define "$T/box.xml"
does "Domain 'box' defined from $T/box.xml" define --validate --file "$T/box.xml"
does "Domain 'box' defined from -" define - <"$T/box.xml"
does "Domain 'box' defined from /dev/stdin" define --file=/dev/stdin < <(cat "$T/box.xml")
does "Domain 'box' marked as autostarted" autostart box
v dominfo box | grep -q '^Autostart: *enable$' || fail 'autostart did nothing'
does "Domain 'box' unmarked as autostarted" autostart --disable box
v dominfo box | grep -q '^Autostart: *disable$' || fail 'autostart --disable did nothing'
state 'shut off (unknown)'
does "Domain 'box' started" start box
state 'running (booted)'
does "Domain 'box' suspended" suspend "$(v -q domid box)"
state 'paused (user)'
does "Domain 'box' resumed" resume "$(v -q domuuid box)"
state 'running (unpaused)'
does "Domain 'box' was reset" reset --domain box
does "Domain 'box' is being rebooted" reboot box --mode acpi
does "Domain 'box' is being shutdown" shutdown box --mode=acpi
state 'shut off (shutdown)'
does "Domain 'box' started" start --paused --domain=box
state 'paused (user)'
does "Domain 'box' destroyed" destroy box --graceful
state 'shut off (destroyed)'
does "Domain 'box' started" start box --force-boot
does "Domain 'box' has been undefined" undefine box
state 'running (booted)'
does "Domain 'box' destroyed" destroy box
does "Domain 'box' created from $T/box.xml" create "$T/box.xml" --paused
v dominfo box | grep -q '^Persistent: *no$' || fail 'what create made is persistent'
does '' -q destroy box
[ -z "$(v -q list --all --name | grep box)" ] || fail 'a transient domain stays'
stop_daemon
