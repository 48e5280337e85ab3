#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Another name for a domain: definition, autostart mark and log move together, also if the daemon is
# killed in the middle; what runs, or would get a name that is taken, keeps its own.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

start_daemon
define_guest one
define_guest other
start_guest one
v autostart one >/dev/null
v domrename one two 2>"$T/why" && fail "a domain that runs was renamed"
grep -q '^error: cannot rename active domain$' "$T/why" || fail "$(cat "$T/why")"
v destroy one >/dev/null
v domrename one other 2>"$T/why" && fail "two domains have one name"
grep -q "^error: domain with name 'other' already exists$" "$T/why" || fail "$(cat "$T/why")"
uuid=$(v domuuid one)
[ "$(v domrename one two)" = 'Domain successfully renamed' ] || fail "it was not renamed"

whole() {
    [ "$(v domuuid "$1")" = "$uuid" ] || fail "'$1' is not the domain"
    for file in "config/qemu/$1.xml" "config/qemu/autostart/$1" "log/qemu/$1.log"; do
        [ -f "$T/root/$file" ] || fail "'$1' has no $file"
    done
    find "$T/root" -name "$2.*" -o -path "*/autostart/$2" | grep . && fail "of '$2' is left what stands above"
    v dumpxml "$1" | grep -q "<name>$1</name>" || fail "the document of '$1' has another name"
}
whole two one

# As if it had been killed in the middle: the log has moved, the definition has not.
kill -KILL "$PID"
wait "$PID" 2>/dev/null || true
exec 3<&-
printf 'two\nthree\n' >"$T/root/config/qemu/renaming"
mv "$T/root/log/qemu/two.log" "$T/root/log/qemu/three.log"
start_daemon
whole three two
[ ! -e "$T/root/config/qemu/renaming" ] || fail "the note of the renaming is left"
# And at its end: nothing is left to do.
kill -KILL "$PID"
wait "$PID" 2>/dev/null || true
exec 3<&-
printf 'two\nthree\n' >"$T/root/config/qemu/renaming"
start_daemon
whole three two
v destroy three 2>/dev/null || true
stop_daemon
