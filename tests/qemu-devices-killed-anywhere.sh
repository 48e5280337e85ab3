#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of the daemon at each moment of a disk's coming and going, or of another medium's coming into a
# drive, in the guest and in its definition at once: the next one has it in both, or in neither.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

ALIAS=scsi0-0-0-1

# in_guest | in_definition: whether that has $WHAT.
in_guest() {
    v dumpxml g | grep -q "$WHAT"
}

in_definition() {
    v dumpxml g --inactive | grep -q "$WHAT"
}

both() {
    in_guest && in_definition
}

neither() {
    ! in_guest && ! in_definition
}

# What the daemon shows is what QEMU has, and nothing is under way any more.
known() {
    local has
    has=$(v qemu-monitor-command g '{"execute": "qom-list", "arguments": {"path": "/machine/peripheral"}}') ||
        return 1
    if [[ $has == *"$ALIAS"* ]]; then v dumpxml g | grep -q "'sdb'"; else ! v dumpxml g | grep -q "'sdb'"; fi &&
        ! grep -qE '<(changes|leaving)' "$T"/root/*/qemu/g.status
}

# killed_anywhere COMMAND FILE ITS-RESULT WHAT-WAS COMMAND-BACK FILE-BACK
killed_anywhere() {
    local command=$1 file=$2 is=$3 was=$4 back=$5 file_back=$6 moment=1 none=0 all=0
    while killed_at "$moment" "$command" g "$file" --persistent; do
        await "$command, moment $moment: all is known" known
        if "$was"; then
            none=$((none + 1))
            v "$command" g "$file" --persistent >/dev/null || fail "$command, moment $moment: again"
        elif "$is"; then
            all=$((all + 1))
        fi
        "$is" || fail "$command, moment $moment: in guest and definition it is not the same"
        v "$back" g "$file_back" --persistent >/dev/null || fail "$back, moment $moment"
        moment=$((moment + 1))
    done
    "$is" || fail "$command: it was not done"
    [ "$none" -ge "$NONE_MIN" ] && [ "$all" -gt 2 ] || fail "$command: none of it $none times, all $all times"
}

# medium NAME: a document of the drive with that in it.
medium() {
    truncate -s 1M "$T/$1"
    cat >"$T/$1.xml" <<END
<disk type='file' device='cdrom'><source file='$T/$1'/><target dev='hdc' bus='ide'/><readonly/></disk>
END
}

truncate -s 1M "$T/disk.img"
cat >"$T/disk.xml" <<END
<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='$T/disk.img'/>
<target dev='sdb' bus='scsi'/></disk>
END
medium one
medium two
start_daemon
define_cow_guest g "<controller type='scsi' index='0' model='virtio-scsi'/>$(<"$T/one.xml")"
v start g >/dev/null
WHAT="'sdb'" NONE_MIN=1
killed_anywhere attach-device "$T/disk.xml" both neither detach-device "$T/disk.xml"
killed_anywhere detach-device "$T/disk.xml" neither both attach-device "$T/disk.xml"
WHAT="'$T/two'" NONE_MIN=0 # a change of a medium is finished
killed_anywhere update-device "$T/two.xml" both neither update-device "$T/one.xml"
