#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A save that cannot be written, is cancelled, or loses its QEMU leaves no file, and its guest as it
# was: running or paused.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

no_file() {
    [ -z "$(find "$IN$T/place" -type f)" ] || fail "a file is left: $(ls "$IN$T/place")"
}

# In a mount namespace of its own the daemon has a disk that is too small for any save.
mkdir "$T/place" "$T/bin"
unshare -Urm true 2>/dev/null || skip "no namespaces can be made here"
cat >"$T/bin/small" <<END
#!/bin/sh
exec unshare -Urm sh -c 'mount -t tmpfs -o size=300k none "$T/place" && exec vmrpcd "\$@"' sh "\$@"
END
chmod +x "$T/bin/small"
DAEMON=$T/bin/small start_daemon
IN=/proc/$PID/root
define_guest full
start_guest full
! v save full "$T/place/saved" >/dev/null 2>"$T/err" || fail "it was saved"
say "$(tail -n 1 "$T/err")"
no_file
[ "$(v domstate --reason full)" = 'running (save canceled)' ] || fail "$(v domstate --reason full)"
wait_line "$T/full.serial" 'tick 2'
[ "$(v domjobinfo full --completed --anystats | sed -n '1s/.* //p')" = Failed ] ||
    fail "$(v domjobinfo full --completed)"
v suspend full >/dev/null
! v save full "$T/place/saved" >/dev/null 2>"$T/err" || fail "it was saved"
[ "$(v domstate --reason full)" = 'paused (user)' ] || fail "$(v domstate --reason full)"
no_file
v destroy full >/dev/null
stop_daemon

# A program that compresses and does not come to an end holds the save up until it is cancelled.
IN=
mkfifo "$T/never"
printf '#!/bin/sh\ncat >/dev/null\nexec cat "%s"\n' "$T/never" >"$T/bin/gzip"
chmod +x "$T/bin/gzip"
printf '[qemu]\nsave-image-format = gzip\n' >"$T/conf"
PATH=$T/bin:$PATH start_daemon --config "$T/conf"
has_job() {
    v domjobinfo "$1" | grep -q 'Operation: *Save'
}
define_guest held
start_guest held
v save held "$T/place/saved" >/dev/null 2>"$T/err" &
saver=$!
await "the save goes on" has_job held
[ -e "$T/place/saved.part" ] || fail "there is no file yet"
[ "$(v domstate --reason held)" = 'paused (saving)' ] || fail "$(v domstate --reason held)"
v domjobabort held
! wait "$saver" || fail "it was saved"
grep -q cancelled "$T/err" || fail "$(cat "$T/err")"
[ "$(v domstate --reason held)" = 'running (save canceled)' ] || fail "$(v domstate --reason held)"
no_file

# QEMU is killed in the middle.
v save held "$T/place/saved" >/dev/null 2>"$T/err" &
saver=$!
await "the save goes on" has_job held
pkill -KILL -f -- "-uuid $(v domuuid held)"
! wait "$saver" || fail "it was saved"
say "$(tail -n 1 "$T/err")"
[ "$(v domstate held)" = 'shut off' ] || fail "$(v domstate --reason held)"
no_file
stop_daemon
