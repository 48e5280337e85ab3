#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Parts of a document by XPath, as virsh prints them, and command lines by short options.
. "${srcdir:?}/tests/lib.sh" || exit 1

start_daemon
[ "$(v dumpxml test --xpath '/domain/name/text()')" = test ] || fail "$(v dumpxml test --xpath '/domain/name/text()')"
[ "$(v dumpxml test --xpath '//name')" = '<name>test</name>' ] || fail "$(v dumpxml test --xpath '//name')"
v dumpxml test --xpath '//name' --wrap | grep -q '<nodes>' || fail "no wrapping"
[ -z "$(v dumpxml test --xpath '//nothing')" ] || fail "something was found"
v dumpxml test --xpath '//[' 2>"$T/why" && fail "that is no expression"
grep -q "no XPath expression" "$T/why" || fail "$(cat "$T/why")"
v logs test 2>"$T/why" && fail "the test driver has no logs"
grep -q 'not supported' "$T/why" || fail "$(cat "$T/why")"
v domrename test other >/dev/null 2>"$T/why" && fail "it runs"
stop_daemon
