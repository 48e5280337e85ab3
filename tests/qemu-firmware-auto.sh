#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Firmware that is chosen: the first description that fits the machine and asks for nothing that is not
# supported; what was chosen stays, whatever is installed later.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu
BIOS=/usr/share/seabios/bios-256k.bin
[ -f "$BIOS" ] || skip "$BIOS is not there"

# describe NAME CODE MACHINE FEATURE DEVICE
describe() {
    cat >"$XDG_CONFIG_HOME/qemu/firmware/$1.json" <<END
{"interface-types": ["uefi"], "features": ["acpi-s3", "$4"], "mapping": {"device": "$5",
 "executable": {"filename": "$2", "format": "raw"}, "nvram-template": {"filename": "$T/vars.fd", "format": "raw"}},
 "targets": [{"architecture": "x86_64", "machines": ["$3"]}]}
END
}

efi_guest() {
    define_guest "$1"
    v undefine "$1" >/dev/null
    sed -i "s#<os>#<os firmware='$2'>#; s#machine='pc'#machine='$3'#; s#hda#${4:-hda}#" "$T/$1.xml"
    v define "$T/$1.xml" >"$T/said" 2>&1
}

loader_of() { v dumpxml "$1" --inactive | sed -n 's#.*<loader \(.*\)</loader>#\1#p'; }

export XDG_CONFIG_HOME=$T/config
mkdir -p "$XDG_CONFIG_HOME/qemu/firmware"
cp "$BIOS" "$T/code.fd"
truncate -s 128K "$T/vars.fd"
describe 10-secure "$T/none.fd" 'pc-*' requires-smm flash
describe 20-other "$T/none.fd" 'pc-q35-*' verbose flash
describe 30-memory "$T/none.fd" 'pc-*' verbose memory
echo 'not JSON' >"$XDG_CONFIG_HOME/qemu/firmware/35-broken.json"
describe 40-right "$T/code.fd" 'pc-i440fx-*' verbose flash
describe 50-later "$T/none.fd" 'pc-*' verbose flash
start_daemon
efi_guest g efi pc || fail "$(cat "$T/said")"
[ "$(loader_of g)" = "readonly='yes' type='pflash'>$T/code.fd" ] || fail "$(v dumpxml g)"
v dumpxml g | grep "<os firmware='efi'>" >/dev/null || fail "$(v dumpxml g)"
vars=$(v dumpxml g | sed -n "s#.*<nvram template='$T/vars.fd'>\(.*\)</nvram>#\1#p")
start_guest g
[ "$(stat -c %s "$vars")" = 131072 ] || fail "no variables in '$vars'"
rm "$XDG_CONFIG_HOME/qemu/firmware/40-right.json"
v destroy g >/dev/null
v dumpxml g --inactive >"$T/again.xml"
v define "$T/again.xml" >/dev/null
[ "$(loader_of g)" = "readonly='yes' type='pflash'>$T/code.fd" ] || fail "another one was chosen"
efi_guest later efi pc-i440fx-7.2 || fail "$(cat "$T/said")"
[ "$(loader_of later)" = "readonly='yes' type='pflash'>$T/none.fd" ] || fail "$(v dumpxml later)"
efi_guest plain bios pc || fail "$(cat "$T/said")"
[ -z "$(loader_of plain)" ] || fail "$(v dumpxml plain)"
! efi_guest isa efi isapc || fail "UEFI on isapc"
grep -q "firmware='efi' on machine type 'isapc': no UEFI for it" "$T/said" || fail "$(cat "$T/said")"
stop_daemon
