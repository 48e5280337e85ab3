#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Title, description and metadata of what runs and of the definition are changed apart or together,
# outlive a daemon that is killed, and are told of by an event.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

is() {
    local want=$1
    shift
    [ "$(v "$@")" = "$want" ] || fail "vmrpc $*: $(v "$@" 2>&1)"
}

start_daemon
define_guest one
is 'No description for domain: one' desc one
is 'Domain description updated successfully' desc one for later
start_guest one
v event --domain one --event metadata-change >"$T/event" 2>"$T/waits" &
wait_line "$T/waits" 'waiting for events'
is 'Domain title updated successfully' desc one --title --live now
wait_line "$T/event" 'metadata-change'
is now desc one --title
is 'No title for domain: one' desc one --title --config
is 'Metadata modified' metadata one urn:x --key x --set '<a b="1"/>' --live --config
is '<a b="1"/>' metadata one urn:x --config
v metadata one urn:x --key 1x --set '<a/>' 2>"$T/why" && fail "'1x' was taken for a prefix"
v metadata one urn:x --key x --set '<a/><b/>' 2>"$T/why" && fail "two elements were taken for one"
grep -q 'is one element' "$T/why" || fail "$(cat "$T/why")"

kill -KILL "$PID"
wait "$PID" 2>/dev/null || true
exec 3<&-
start_daemon
is now desc one --title
is '<a b="1"/>' metadata one urn:x
is 'for later' desc one --config
is 'Metadata removed' metadata one urn:x --remove
v metadata one urn:x 2>/dev/null && fail "it is still there"
is '<a b="1"/>' metadata one urn:x --config
v destroy one >/dev/null
is 'No title for domain: one' desc one --title
stop_daemon
