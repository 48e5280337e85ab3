#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Where the screen and the terminal of a guest are: vncdisplay, domdisplay and ttyconsole, on a port,
# a socket and a terminal; and start and create go on to the console.
. "${srcdir:?}/tests/cli_lib.sh" || exit 1
need_qemu

guest() { # NAME DEVICES: without the serial port in a file
    define_guest "$1" "$2<serial type='pty'/>"
    python3 - "$T/$1.xml" <<'END'
import re, sys
text = open(sys.argv[1]).read()
text = re.sub(r"<serial type='file'>.*?</serial>", "", text, flags=re.S)
open(sys.argv[1], "w").write(text)
END
    v undefine "$1" >/dev/null
    v define "$T/$1.xml" >/dev/null
}
xpath() { v dumpxml "$1" --xpath "string($2)"; }
# console FILE COMMAND...: the command's console shows the guest, and ends by its key
console() {
    local out=$1 child
    shift
    mkfifo "$out.keys"
    v "$@" <"$out.keys" >"$out" 2>&1 &
    child=$!
    exec 4>"$out.keys"
    wait_line "$out" 'vmrpc guest ready'
    printf '\035' >&4
    exec 4>&-
    wait "$child" || fail "$*: $(cat "$out")"
}

start_daemon
guest port "<graphics type='vnc' port='-1' passwd='secret42'/><video/>"
guest any "<graphics type='vnc' port='-1' listen='0.0.0.0'/><video/>"
guest socket "<graphics type='vnc' socket='$T/vnc'/><video/>"
guest blind ""
refuses 'Domain is not running' vncdisplay port
refuses 'Domain is not running' ttyconsole port
console "$T/started" start port --console
grep -q "^Connected to domain 'port'" "$T/started" || fail "$(cat "$T/started")"
for name in any socket blind; do v start "$name" >/dev/null; done

number=$(($(xpath port //graphics/@port) - 5900))
says "127.0.0.1:$number" vncdisplay port
says "vnc://127.0.0.1:$number" domdisplay port
says "vnc://:secret42@127.0.0.1:$number" domdisplay port --include-password
says "vnc://127.0.0.1:$number" domdisplay port --type vnc
number=$(($(xpath any //graphics/@port) - 5900))
says ":$number" vncdisplay any
says "vnc://localhost:$number" domdisplay any
says "$T/vnc" vncdisplay socket
v domdisplay socket | grep -q "$T/vnc" || fail "$(v domdisplay socket)"
refuses "Failed to get VNC port. Is this domain using VNC?" vncdisplay blind

tty=$(xpath port //console/@tty)
[ -c "$tty" ] || fail "no terminal: '$tty'"
[ "$(xpath port //console/source/@path)" = "$tty" ] || fail 'the console has another path'
[ "$(xpath port //serial/source/@path)" = "$tty" ] || fail 'the serial port has another path'
says "$tty" ttyconsole port
[ "$(v ttyconsole port --json | value 'r["tty"]')" = "$tty" ] || fail "$(v ttyconsole port --json)"
[ -z "$(v dumpxml --inactive port | grep -e "$tty" -e tty=)" ] || fail 'the definition has a terminal'

sed 's/<name>port</<name>made</; s/port.img/made.img/' "$T/port.xml" >"$T/made.xml"
cp "$GUEST_IMAGE" "$T/made.img"
console "$T/created" create "$T/made.xml" --console
v list --name | grep -qx made || fail "$(v list --all)"
