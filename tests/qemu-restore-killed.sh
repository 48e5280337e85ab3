#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 in the middle of a restore, of QEMU and of the daemon: the guest does not run, its file is
# whole and is used by the next start, and it is told that the restore came to no end.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

mkdir "$T/bin"
mkfifo "$T/never"
cat >"$T/bin/gzip" <<END
#!/bin/sh
case \$2 in -d) [ ! -e "$T/hold" ] || { $(command -v gzip) -dc | head -c 9999; exec cat "$T/never"; } ;; esac
exec $(command -v gzip) "\$@"
END
chmod +x "$T/bin/gzip"
printf '[qemu]\nsave-image-format = gzip\n' >"$T/conf"

start_with_filter() {
    PATH=$T/bin:$PATH start_daemon --config "$T/conf"
}

is_restoring() {
    v domjobinfo "$1" 2>/dev/null | grep -q 'Operation: *Restore'
}

qemu_ended() {
    ! pgrep -f -- "-uuid $UUID" >/dev/null
}

# begin NAME COMMAND...: that restores it, and is held up in the middle.
begin() {
    touch "$T/hold"
    v "${@:2}" >/dev/null 2>"$T/err" &
    RESTORER=$!
    await "the restore goes on" is_restoring "$1"
}

# ended NAME: the way it is after a restore that came to no end.
ended() {
    rm "$T/hold"
    await "QEMU is gone" qemu_ended
    [ "$(v domstate "$1")" = 'shut off' ] || fail "$1 is $(v domstate --reason "$1")"
    [ "$(v domjobinfo --completed --keep-completed --anystats "$1" | sed -n '1s/.* //p')" = Failed ] ||
        fail "no job has failed: $(v domjobinfo --completed --anystats "$1")"
    v domjobinfo --completed --anystats "$1" | grep -q 'Operation: *Restore' || fail 'another job'
    [ "$(sha256sum <"$FILE")" = "$SUM" ] || fail "$FILE has changed"
}

kill_qemu() {
    pkill -KILL -f -- "-uuid $UUID"
    ! wait "$RESTORER" || fail "it was restored"
    say "$(tail -n 1 "$T/err")"
}

kill_daemon() {
    kill -KILL "$PID"
    wait "$PID" "$RESTORER" || true
    exec 3<&-
    start_with_filter
    wait_line "$T/log" "domain '$1': the restore was not finished"
}

start_with_filter
define_guest file
start_guest file
wait_line "$T/file.serial" 'tick 2'
UUID=$(v domuuid file)
v save file "$T/saved" >/dev/null
FILE=$T/saved SUM=$(sha256sum <"$T/saved")
begin file restore "$T/saved"
kill_qemu
ended file
begin file restore "$T/saved"
kill_daemon file
ended file
ticks=$(grep -c tick "$T/file.serial" || true)
v restore "$T/saved" >/dev/null
wait_line "$T/file.serial" '^tick [3-9]'
v destroy file >/dev/null

define_guest managed
start_guest managed
UUID=$(v domuuid managed)
v managedsave managed >/dev/null
FILE=$(echo "$T"/root/data/qemu/save/*.save) SUM=$(sha256sum <"$FILE")
begin managed start managed
kill_qemu
ended managed
begin managed start managed
kill_daemon managed
ended managed
[ "$(v list --all --name --with-managed-save | tr -d '\n')" = managed ] || fail 'the managed save is lost'
v start managed >/dev/null
[ "$(v domstate --reason managed)" = 'running (restored)' ] || fail "$(v domstate --reason managed)"
[ ! -e "$FILE" ] || fail 'the managed save is left'
stop_daemon
