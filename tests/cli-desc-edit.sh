#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# desc --edit and metadata --edit: the editor gets what is there, what it saves takes its place, no
# change is none, and what is wrong changes nothing.
. "${srcdir:?}/tests/cli_lib.sh" || exit 1

start_daemon
export TMPDIR=$T/tmp VISUAL=
mkdir "$TMPDIR"
v -q desc test "first words" --config
EDITOR="sed -i s/first/other/" v desc test --edit --config >"$T/said"
[ "$(v desc test --config)" = 'other words' ] || fail "$(v desc test --config), $(cat "$T/said")"
EDITOR=: v desc test --edit --config >"$T/said"
[ "$(v desc test --config)" = 'other words' ] || fail "no change: $(v desc test --config)"
EDITOR="sed -i '\$a more'" v -q desc test --edit --config
[ "$(v desc test --config)" = $'other words\nmore' ] || fail "two lines: $(v desc test --config)"
v -q desc test --title one --config
EDITOR="sed -i s/one/two/" v -q desc test --title --edit --config
[ "$(v desc test --title --config)" = two ] || fail "title: $(v desc test --title --config)"
if EDITOR=false v desc test --edit --config >"$T/said" 2>&1; then fail "$(cat "$T/said")"; fi

v -q metadata test urn:x --key x --set "<a b='1'/>" --config
EDITOR="sed -i 's/\"1\"/\"2\"/'" v -q metadata test urn:x --key x --edit --config
[ "$(v metadata test urn:x --config)" = '<a b="2"/>' ] || fail "$(v metadata test urn:x --config)"
v dumpxml --inactive test | grep -qF '<x:a xmlns:x="urn:x" b="2"/>' || fail "$(v dumpxml --inactive test)"
if EDITOR="sed -i 's/<a/<</'" v metadata test urn:x --key x --edit --config >"$T/said" 2>&1; then
    fail "$(cat "$T/said")"
fi
[ "$(v metadata test urn:x --config)" = '<a b="2"/>' ] || fail "$(v metadata test urn:x --config)"
stop_daemon
