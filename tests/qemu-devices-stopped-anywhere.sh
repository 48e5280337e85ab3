#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# QEMU stands still (SIGSTOP) from any moment of plugging in, taking out or changing a device, in the guest
# and in its definition: who asked for it is told in time which command was not answered; once QEMU goes on,
# the guest and the definition agree, with what QEMU has, and the same can be asked for again.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

SECONDS_MAX=5 # for an answer, and for taking back what was done before

in_guest() {
    v dumpxml g | grep -q "$WHAT"
}

in_definition() {
    v dumpxml g --inactive | grep -q "$WHAT"
}

agree() {
    if in_guest; then in_definition; else ! in_definition; fi
}

# QEMU's list of devices, and what is in the drive.
known() {
    local has
    ! grep -qE '<(changes|leaving)' "$T"/root/*/qemu/g.status || return 1
    has=$(v qemu-monitor-command g '{"execute": "qom-list", "arguments": {"path": "/machine/peripheral"}}') ||
        return 1
    if [[ $has == *scsi0-0-0-1* ]]; then v dumpxml g | grep -q "'sdb'"; else ! v dumpxml g | grep -q "'sdb'"; fi &&
        has=$(v qemu-monitor-command g '{"execute": "query-block"}') || return 1
    if [[ $has == *"hdc-"* ]]; then v dumpxml g | grep -qE "'$T/(one|two)'"; else ! v dumpxml g | grep -qE "'$T/(one|two)'"; fi
}

# stopped_anywhere COMMAND FILE COMMAND-BACK FILE-BACK
stopped_anywhere() {
    local moment=1
    REFUSED=0
    while unanswered_at "$moment" "$1" g "$2" --persistent; do
        await "$1, moment $moment: what QEMU has is known" known
        agree || fail "$1, moment $moment: guest and definition do not agree"
        v "$1" g "$2" --persistent >"$T/again" 2>&1 || [ -z "$SUCCEEDED" ] || true
        agree && known || fail "$1, moment $moment: once more: $(cat "$T/again")"
        v "$3" g "$4" --persistent >/dev/null || fail "$3 after moment $moment"
        agree && known || fail "$3 after moment $moment: guest and definition do not agree"
        moment=$((moment + 1))
    done
    [ "$REFUSED" -ge "$REFUSED_MIN" ] || fail "$1: refused $REFUSED times only"
    v "$3" g "$4" --persistent >/dev/null || fail "$3"
}

# drive NAME: a document of the drive with that in it. link STATE: one of the interface.
drive() {
    truncate -s 1M "$T/$1"
    cat >"$T/$1.xml" <<END
<disk type='file' device='cdrom'><source file='$T/$1'/><target dev='hdc' bus='ide'/><readonly/></disk>
END
}

link() {
    cat >"$T/$1.xml" <<END
<interface type='user'><mac address='52:54:00:00:00:31'/><model type='virtio'/><link state='$1'/></interface>
END
}

printf '[qemu]\nanswer-timeout = 1\njob-timeout = 1\n' >"$T/conf"
truncate -s 1M "$T/disk.img"
cat >"$T/disk.xml" <<END
<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='$T/disk.img'/>
<target dev='sdb' bus='scsi'/></disk>
END
drive one
drive two
link up
link down
start_daemon --config "$T/conf"
define_cow_guest g "<controller type='scsi' index='0' model='virtio-scsi'/>$(<"$T/one.xml")$(<"$T/up.xml")"
v start g >/dev/null
WHAT="'sdb'" REFUSED_MIN=3
stopped_anywhere attach-device "$T/disk.xml" detach-device "$T/disk.xml"
v attach-device g "$T/disk.xml" --persistent >/dev/null
REFUSED_MIN=1
stopped_anywhere detach-device "$T/disk.xml" attach-device "$T/disk.xml"
WHAT="link state='down'"
stopped_anywhere update-device "$T/down.xml" update-device "$T/up.xml"
WHAT="'$T/two'" REFUSED_MIN=3
stopped_anywhere update-device "$T/two.xml" update-device "$T/one.xml"
