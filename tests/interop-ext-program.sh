#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A program of the user's as the way to a daemon: whole sessions go through it, also by the short
# form; what it says on standard error is seen, and how it ends is told.
. "${srcdir:?}/tests/lib.sh" || exit 1
need python3
start_daemon

cat >"$T/a relay" <<END
#!/usr/bin/env python3
import os, select, socket, sys
print("relaying", len(sys.argv), file=sys.stderr, flush=True)
s = socket.socket(socket.AF_UNIX)
s.connect("$SOCKET")
while True:
    for fd in select.select([0, s.fileno()], [], [])[0]:
        data = os.read(fd, 65536)
        if not data:
            sys.exit()
        if fd == 0:
            s.sendall(data)
        else:
            os.write(1, data)
END
chmod +x "$T/a relay"

vmrpc -c "test+ext:///default?command=${T// /%20}/a%20relay" list --all >"$T/list" 2>"$T/said" ||
    fail "list: $(cat "$T/said")"
grep -q ' test ' "$T/list" || fail "list: $(cat "$T/list")"
[ "$(cat "$T/said")" = 'relaying 1' ] || fail "it said: $(cat "$T/said")"

vmrpc -q -c "remote:ext:$T/a relay" uri >"$T/uri" 2>/dev/null || fail 'the short form'
grep -qx 'test:///default' "$T/uri" || fail "uri: $(cat "$T/uri")"

if vmrpc -c 'test+ext:///default?command=/bin/false' list 2>"$T/said"; then
    fail 'connected to nothing'
fi
grep -q "transport ext: command '/bin/false': first call: .*; false ended with exit status 1" \
    "$T/said" || fail "an end: $(cat "$T/said")"
