#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The shell: commands from standard input, without prompt and banner, and quoting. At a terminal:
# prompt, completion, a daemon that comes back, history (cli-shell.py).
. "${srcdir:?}/tests/lib.sh" || exit 1
need python3

start_daemon
shell() {
    v -q "$@" 2>&1
}
[ "$(printf 'domid test\n\n# nothing\ndomname 1; domstate test\n' | shell)" = \
    $'1\ntest\nrunning' ] || fail 'commands on standard input'
[ "$(printf 'domid nobody\ndomid test' | shell | tail -n 1)" = 1 ] || fail 'it ends at an error'
printf 'domid nobody\ndomid test' | shell >/dev/null || fail 'the status is not that of the last'
! printf 'domid test\ndomid nobody' | shell >/dev/null || fail 'the failure of the last is lost'
[ "$(printf 'domid test; quit; domid test\ndomid test\n' | shell)" = 1 ] || fail 'quit'
[ "$(shell "echo 'a b'  \"c \\\"d\\\" \\\\ ;\" e\\ f\\;g h#i #j")" = 'a b c "d" \ ; e f;g h#i' ] ||
    fail "quoting: $(shell "echo 'a b'  \"c \\\"d\\\" \\\\ ;\" e\\ f\\;g h#i #j")"
[ "$(shell echo --shell 'a b' c "d'e")" = "'a b' c 'd'\\''e'" ] || fail 'echo --shell'
[ "$(shell echo --xml -- '--a<b')" = '--a&lt;b' ] || fail 'echo --xml'
[ "$(cd "$T" && shell pwd)" = "$(cd "$T" && pwd -P)" ] || fail 'pwd'
[ "$(shell "connect --readonly '$URI'; domid test")" = 1 ] || fail 'connect'
! shell "connect --readonly '$URI'; destroy test" >/dev/null || fail 'connect --readonly'
[ "$(v uri)" = test:///default ] || fail 'the blank line behind a command'
[ "$(v -t uri | grep -c '^(Time: [0-9.]* ms)$')" = 1 ] || fail 'no time'
v -q define - <<'END'
<domain type='test'><name>tester</name><memory>4096</memory><os><type>hvm</type></os></domain>
END
HOME=$T XDG_CACHE_HOME=$T/cache TERM=xterm python3 -B "$srcdir/tests/cli_shell_pty.py" "$URI" ||
    fail 'at a terminal'
if vmrpc --version=long | grep -q '^line editing: libedit$'; then
    grep -q domstate "$T/cache/vmrpc/history" || fail 'no history'
    [ "$(stat -c %a "$T/cache/vmrpc/history")" = 600 ] || fail 'others can read the history'
fi
stop_daemon
