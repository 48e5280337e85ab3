#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of the daemon at each moment of a disk's coming and going, in the guest and in its definition
# at once: the next one has it in both, in neither, or in the guest alone done, which a repetition names
# and a call for the definition finishes.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

ALIAS=scsi0-0-0-1

in_guest() {
    v dumpxml g | grep -q "'sdb'"
}

in_definition() {
    v dumpxml g --inactive | grep -q "'sdb'"
}

both() {
    in_guest && in_definition
}

neither() {
    ! in_guest && ! in_definition
}

# What the daemon shows is what QEMU has.
known() {
    local has
    has=$(v qemu-monitor-command g '{"execute": "qom-list", "arguments": {"path": "/machine/peripheral"}}') ||
        return 1
    if [[ $has == *"$ALIAS"* ]]; then in_guest; else ! in_guest; fi
}

# killed_anywhere COMMAND ITS-RESULT WHAT-WAS ITS-OPPOSITE
killed_anywhere() {
    local command=$1 is=$2 was=$3 back=$4 moment=1 none=0 half=0 said
    while killed_at "$moment" "$command" g "$T/disk.xml" --persistent; do
        await "$command, moment $moment: what QEMU has is known" known
        if "$was"; then
            none=$((none + 1))
            v "$command" g "$T/disk.xml" --persistent >/dev/null || fail "$command, moment $moment: again"
        elif ! "$is"; then
            half=$((half + 1))
            ! said=$(v "$command" g "$T/disk.xml" --persistent 2>&1) || fail "$command: half of it was done"
            [[ $said == *"the running domain has the device"*"the definition alone (config)"* ]] ||
                fail "$command, moment $moment: $said"
            v "$command" g "$T/disk.xml" --config >/dev/null || fail "$command, moment $moment: --config"
        fi
        "$is" || fail "$command, moment $moment: it is not as it shall be"
        v "$back" g "$T/disk.xml" --persistent >/dev/null
        moment=$((moment + 1))
    done
    "$is" || fail "$command: it was not done"
    [ "$none" -gt 0 ] && [ "$half" -gt 0 ] || fail "$command: none of it $none times, half $half times"
}

truncate -s 1M "$T/disk.img"
cat >"$T/disk.xml" <<END
<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='$T/disk.img'/>
<target dev='sdb' bus='scsi'/></disk>
END
start_daemon
define_cow_guest g "<controller type='scsi' index='0' model='virtio-scsi'/>"
v start g >/dev/null
killed_anywhere attach-device both neither detach-device
killed_anywhere detach-device neither both attach-device
