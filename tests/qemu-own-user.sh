#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Guests of the machine's daemon run as users of their own, with no right of root, no group, and no
# descriptor but those meant for them; consoles, screens and screenshots work all the same.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu
[ "$(id -u)" = 0 ] || skip "only root's daemon starts guests as others"

field() { sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status"; }
pid_of() { sed -n "s/^<machine pid='\([0-9]*\)'.*/\1/p" "$T/root/run/qemu/$1.status"; }

WHOSE=--system
chmod 0711 "$T" # as the folders of the machine's daemon are
start_daemon
for name in one two; do
    define_guest "$name" "<graphics type='vnc'><listen type='socket'/></graphics><video/>
        <channel type='unix'><target type='virtio' name='org.test.0'/></channel>"
    chmod 0600 "$T/$name.img"
    start_guest "$name"
done
one=$(pid_of one) two=$(pid_of two)
user=$(field "$one" Uid | cut -f 1)

[ "$user" -ge 60706 ] && [ "$user" -le 61183 ] || fail "it runs as $user"
[ "$(field "$two" Uid | cut -f 1)" != "$user" ] || fail "both run as $user"
[ "$(field "$one" Uid)" = "$user	$user	$user	$user" ] || fail "$(field "$one" Uid)"
[ "$(field "$one" Gid)" = "$user	$user	$user	$user" ] || fail "$(field "$one" Gid)"
[ -z "$(field "$one" Groups)" ] || fail "groups: $(field "$one" Groups)"
[ "$(field "$one" CapPrm)" = 0000000000000000 ] || fail "capabilities: $(field "$one" CapPrm)"
[ "$(field "$one" NoNewPrivs)" = 1 ] || fail "it may win rights by exec"
[ "$(field "$one" Seccomp)" = 2 ] || fail "no sandbox"

folder=$T/root/run/qemu/$(v domuuid one)
[ "$(stat -c '%u %a' "$folder")" = "$user 700" ] || fail "$(stat -c '%u %a' "$folder")"
[ -S "$folder/vnc" ] && [ -S "$folder/channel0" ] || fail "$(ls -l "$folder")"
v screenshot one "$T/shot.png" >/dev/null
[ -s "$T/shot.png" ] || fail "no screenshot"

# What it was given: standard error, the monitor's socket, the image and the serial port's file.
for descriptor in "/proc/$one/fd"/*; do
    target=$(readlink "$descriptor") || continue
    case $target in
    /dev/null | socket:* | pipe:* | 'anon_inode:'* | "$T/root/log/qemu/one.log") ;;
    "$T/one.img" | "$T/one.serial" | /dev/ptmx | /dev/pts/* | /memfd:* | /dev/urandom) ;;
    *) fail "it has $descriptor, which is $target" ;;
    esac
done

v destroy one >/dev/null
[ ! -e "$folder" ] || fail "its folder is still there"

# Found again by the next daemon, which gives nobody else its number.
kill -KILL "$PID"
wait "$PID" || true
start_daemon
[ "$(v domstate two)" = running ] || fail "$(v domstate two)"
rm "$T/one.serial"
start_guest one
[ "$(field "$(pid_of one)" Uid)" != "$(field "$two" Uid)" ] || fail "the number of a running guest"
v destroy one >/dev/null
v destroy two >/dev/null
stop_daemon
