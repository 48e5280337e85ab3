#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A guest of q35 has as many places for devices that are plugged in as its definition has; who wants one
# more is told what to add to it. One whose definition names no ports has some to spare.
. "${srcdir:?}/tests/cli_lib.sh" || exit 1
need_qemu

q35_guest() {
    local document
    cp "$GUEST_IMAGE" "$T/$1.img"
    document=$(<"$srcdir/guest/guest.xml")
    document=${document//@NAME@/"$1"}
    document=${document//@FOLDER@/"$T"}
    document=${document//"machine='pc'"/"machine='q35'"}
    document=${document//hda/sda}
    printf '%s\n' "${document//@DEVICES@/"$2"}" >"$T/$1.xml"
    v define "$T/$1.xml" >/dev/null
    v start "$1" >/dev/null
}

interface() {
    v attach-interface "$1" user --model "$2" --live
}

refused() {
    ! interface "$1" "$2" >/dev/null 2>"$T/said" || fail "$1: $2 was plugged in"
    grep -q "no free $3.*<interface>.*add <controller type='pci' model='$4'/> to its definition" "$T/said" ||
        fail "$(cat "$T/said")"
}

start_daemon
q35_guest one "<controller type='pci' index='1' model='pcie-root-port'/><controller type='pci' index='2' model='pcie-root-port'/>"
v dumpxml one | grep "<controller type='pci' index='2' model='pcie-root-port'" >/dev/null || fail "$(v dumpxml one)"
interface one virtio >/dev/null
refused one virtio 'PCI Express root port' pcie-root-port
q35_guest spare ''
interface spare virtio >/dev/null
interface spare virtio >/dev/null
stop_daemon
