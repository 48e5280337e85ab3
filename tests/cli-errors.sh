#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What goes wrong is told on standard error, in the words that scripts know, with exit status 1.
. "${srcdir:?}/tests/lib.sh" || exit 1

start_daemon
# fails EXPECTED ARGUMENTS...: standard error begins with it, the status is 1, nothing is printed
fails() {
    local expected=$1 status=0
    shift
    v -q "$@" >"$T/printed" 2>"$T/said" || status=$?
    [ "$status" = 1 ] || fail "vmrpc $*: exit status $status"
    [ ! -s "$T/printed" ] || fail "vmrpc $*: printed $(cat "$T/printed")"
    [[ "$(cat "$T/said")" == "$expected"* ]] || fail "vmrpc $*: said $(cat "$T/said")"
}
head -c 5000000 /dev/zero | tr '\0' x >"$T/large"
printf '<domain\0/>' >"$T/nul"

fails "error: unknown command: 'fly' (see 'vmrpc help')" fly
fails "error: unknown command: 'fly'" 'list; fly'
fails "error: command 'list' doesn't support option --loud" list --loud
fails "error: command 'start' doesn't support option --json" start --json test
fails "error: command 'start' requires <domain> option" start
fails "error: unexpected data 'two'" start test two
fails "error: option --domain already seen" start --domain one --domain two
fails "error: expected syntax: --mode <string>" shutdown test --mode
fails "error: invalid '=' after option --paused" start test --paused=yes
fails $'error: command \'list\' doesn\'t support option --a\nerror: b' list $'--a\nb'
fails "error: Numeric value '1x' for <timeout> option is malformed or out of range" \
    event --all --timeout 1x
fails 'error: missing closing quote' "list 'all"
fails 'error: Options --all and --event are mutually exclusive' event --all --event reboot
fails 'error: Options --nvram and --keep-nvram are mutually' undefine test --nvram --keep-nvram
fails 'error: one of --list, --all, or --event <string> is required' event
fails 'error: unknown event type rain' event --event rain
fails "error: command or command group 'fly' doesn't exist" help fly
fails 'error: cd: command valid only in interactive mode' cd /
fails 'error: Unknown mode kindly specified' shutdown test --mode acpi,kindly
fails $'error: failed to get domain \'nobody\'\nerror: ' start nobody
fails $'error: failed to get domain \'\\x1b[31m\'\nerror: ' start $'\e[31m'
fails 'error: Domain is already active' start test
fails $'error: Failed to resume domain \'test\'\nerror: ' resume test
fails "error: Failed to open file '$T/none': No such file or directory" define "$T/none"
fails "error: '$T/large' is larger than 4194304 bytes" define "$T/large"
fails "error: '/dev/zero' is larger than 4194304 bytes" define /dev/zero
fails "error: '$T/nul' contains a NUL byte" define "$T/nul"
fails "error: Failed to read file '$T': Is a directory" define "$T"
fails $'error: Failed to define domain from -\nerror: ' define - <<<'<domain>'
fails $'error: Failed to create domain from -\nerror: ' create - --autodestroy <<<'<domain/>'
fails "error: Failed to get the metadata of domain 'test'" metadata test urn:none
fails $'error: failed to connect to the hypervisor\nerror: ' \
    -c "test+unix:///default?socket=$T/no" list
fails $'error: failed to connect to the hypervisor\nerror: ' -c nonsense://here list
v -r domstate test >/dev/null || fail 'a read-only connection cannot read'
fails $'error: Failed to destroy domain \'test\'\nerror: ' -r destroy test
if vmrpc --wrong 2>"$T/said" || ! grep -q wrong "$T/said"; then
    fail 'an unknown option is taken'
fi
if v list >/dev/full 2>"$T/said" || ! grep -q '^error: cannot write the output: No space left' "$T/said"; then
    fail 'a full disk goes unnoticed'
fi
v 'start test; domstate test' >/dev/null 2>&1 || fail 'the status is not that of the last command'
stop_daemon
