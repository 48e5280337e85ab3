#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A guest is saved to a file and goes on from there, in every format, as it was or as it is told; what
# is no saved domain is neither restored nor overwritten.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

last_tick() {
    sed -n 's/^tick \([0-9]*\).*/\1/p' "$T/one.serial" | tail -n 1
}

state() {
    [ "$(v domstate --reason one)" = "$1" ] || fail "domstate is $(v domstate --reason one), not $1"
}

for format in raw gzip lz4 xz zstd; do
    [ "$format" = raw ] || command -v "$format" >/dev/null || {
        say "SKIPPED: $format is not installed"
        continue
    }
    printf '[qemu]\nsave-image-format = %s\n' "$format" >"$T/conf"
    start_daemon --config "$T/conf"
    define_guest one "<serial type='null'/>"
    v start one >/dev/null
    wait_line "$T/one.serial" 'tick 2'
    v save one "$T/saved" >/dev/null
    state 'shut off (saved)'
    [ "$(stat -c %a "$T/saved")" = 600 ] || fail "mode of the file: $(stat -c %a "$T/saved")"
    [ ! -e "$T/saved.part" ] || fail "a half file is left"
    before=$(last_tick)
    # QEMU truncates the output of the serial port when it starts.
    v restore "$T/saved" >/dev/null
    state 'running (restored)'
    wait_line "$T/one.serial" "^tick $((before + 2))"
    grep -q 'vmrpc guest ready' "$T/one.serial" && fail "$format: the guest has booted"
    v destroy one >/dev/null
    v undefine one >/dev/null
    stop_daemon
    say "$format: $(stat -c %s "$T/saved") bytes"
done

start_daemon
v restore --paused "$T/saved" >/dev/null
state 'paused (user)'
! v save one "$T/one.img" >/dev/null 2>"$T/err" || fail "an image was overwritten"
grep -q 'exists and is no saved domain' "$T/err" || fail "$(cat "$T/err")"
state 'paused (user)'
v save --running one "$T/saved" >/dev/null
v save-image-dumpxml "$T/saved" | grep -q '<name>one</name>' || fail 'save-image-dumpxml'
[ "$(v save-image-dumpxml "$T/saved" --xpath /domain/name)" = '<name>one</name>' ] || fail '--xpath'
v save-image-dumpxml "$T/saved" | sed "s/<title>.*//; s|<name>|<title>Other</title>&|" >"$T/other.xml"
v save-image-define --paused "$T/saved" "$T/other.xml" >/dev/null
v restore "$T/saved" >/dev/null
state 'paused (user)'
v dumpxml one | grep -q '<title>Other</title>' || fail 'save-image-define'
v destroy one >/dev/null

# Long documents do not fit into the room there is: then the file is copied.
{
    sed '/<name>/q' "$T/other.xml"
    printf '<description>%0100000d</description>\n' 7
    sed '1,/<name>/d' "$T/other.xml"
} >"$T/long.xml"
v save-image-define --running "$T/saved" "$T/long.xml" >/dev/null
v save-image-dumpxml "$T/saved" | grep -q '<description>0*7</description>' || fail 'a long document'
v restore "$T/saved" >/dev/null
state 'running (restored)'
v destroy one >/dev/null

# Other hardware than that of the guest is refused by name.
sed 's/<memory unit=.KiB.>32768/<memory unit="KiB">65536/' "$T/other.xml" >"$T/more.xml"
! v restore "$T/saved" --xml "$T/more.xml" >/dev/null 2>"$T/err" || fail 'more memory was taken'
grep -q 'hardware differs: the guest has .* KiB of memory' "$T/err" || fail "$(cat "$T/err")"

# Damage is told.
size=$(stat -c %s "$T/saved")
head -c $((size - 1)) "$T/saved" >"$T/cut"
head -c "$size" /dev/zero >"$T/zero"
{
    head -c 4200 "$T/saved"
    head -c $((size - 4200)) /dev/zero
} >"$T/holes"
for kind in cut zero holes; do
    ! v restore "$T/$kind" >/dev/null 2>"$T/err" || fail "$kind was restored"
    say "$kind: $(tail -n 1 "$T/err")"
done
stop_daemon
