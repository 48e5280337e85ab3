#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# qemu+ssh://[::1]/session starts the far user's own daemon if there is none, unless it is not to;
# the next session finds it, and an event gets through.
. "${srcdir:?}/tests/ssh_lib.sh" || exit 1
python3 -c 'import socket; socket.socket(socket.AF_INET6).bind(("::1", 0))' 2>/dev/null ||
    skip 'there is no IPv6 loopback'
start_sshd ::1

# By its name in the list of processes it belongs to this test.
cat >"$T/daemon" <<END
#!/bin/bash
echo started >>"$T/started"
exec -a "$T/vmrpcd" "$builddir/vmrpcd" "\$@"
END
cat >"$T/helper" <<END
#!/bin/sh
HOME='$T/home' XDG_RUNTIME_DIR='$T/run' XDG_CONFIG_HOME='$T/home' XDG_STATE_HOME='$T/home'
XDG_CACHE_HOME='$T/home' XDG_DATA_HOME='$T/home'
export HOME XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_DATA_HOME
exec '$builddir/run' env VMRPC_DAEMON='$T/daemon' vmrpc-ssh-helper "\$@"
END
chmod +x "$T/daemon" "$T/helper"
mkdir -m 700 "$T/home" "$T/run"
W="qemu+ssh://[::1]:$SSH_PORT/session?keyfile=$T/id&command=$T/ssh&no_tty=1&helper=$T/helper"

vmrpc -q -c "$W" uri >"$T/uri" 2>&1 || fail "the first: $(cat "$T/uri")"
[ "$(cat "$T/uri")" = qemu:///session ] || fail "its URI is $(cat "$T/uri")"
vmrpc -q -c "$W" list --all || fail 'the second'
[ "$(cat "$T/started")" = started ] || fail "started: $(cat "$T/started")"

vmrpc -c "$W" event --event lifecycle --timeout 60 >"$T/events" 2>"$T/waiting" &
watcher=$!
wait_line "$T/waiting" '^waiting for events'
printf "<domain type='qemu'><name>far</name><memory>1024</memory><os><type>hvm</type></os></domain>" \
    >"$T/far.xml"
vmrpc -q -c "$W" define "$T/far.xml" || fail 'define'
wait "$watcher" || fail 'no event'
grep -q "domain 'far': Defined Added" "$T/events" || fail "events: $(cat "$T/events")"
