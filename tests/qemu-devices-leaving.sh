#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A disk that the guest has been asked to let go of, and may at any moment: nothing long is begun with it,
# by the next daemon neither. Once it has gone, or was left in place, all is as with any other. A disk that
# has a job is not taken out.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

make_disk() {
    qemu-img create -q -f qcow2 "$T/behind.qcow2" 1M
    qemu-img create -q -f qcow2 -b "$T/behind.qcow2" -F qcow2 "$T/front.qcow2"
    cat >"$T/disk.xml" <<END
<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='$T/front.qcow2'/>
<target dev='vdb' bus='virtio'/></disk>
END
    cat >"$T/backup.xml" <<END
<domainbackup><disks><disk name='hda' backup='no'/><disk name='vdb' type='file'><target file='$T/backup'/></disk>
</disks></domainbackup>
END
    cat >"$T/checkpoint.xml" <<END
<domaincheckpoint><name>c</name><disks><disk name='hda' checkpoint='no'/><disk name='vdb'/></disks>
</domaincheckpoint>
END
}

refused() {
    local said
    ! said=$(v "$@" 2>&1) || fail "$* of a disk that is on its way out"
    [[ $said == *"disk 'vdb' is on its way out: the guest has been asked to let go of it"* ]] || fail "$*: $said"
}

all_refused() {
    refused blockpull g vdb
    refused blockcommit g vdb --active
    refused blockcopy g vdb --dest "$T/copy" --transient-job
    refused snapshot-create-as g s --disk-only
    refused checkpoint-create g "$T/checkpoint.xml"
    refused backup-begin g "$T/backup.xml"
    [ ! -e "$T/copy" ] && [ ! -e "$T/backup" ] && [ ! -e "$T/front.s" ] || fail "$(ls "$T")"
}

# detach WORDS: and is told of these.
detach() {
    local said
    ! said=$(v detach-device g "$T/disk.xml" --live 2>&1) || fail "it has been taken out"
    [[ $said == *"$1"* ]] || fail "$said"
}

gone() {
    ! v dumpxml g | grep -q "'vdb'"
}

ready() {
    v blockjob g vdb | grep -q '100 %'
}

make_disk
start_daemon
define_cow_guest g
start_guest g # which knows nothing of PCI, and does not answer
v attach-device g "$T/disk.xml" --live >/dev/null
v blockcopy g vdb --dest "$T/copy" --transient-job >/dev/null
detach "disk 'vdb' already in active block job"
await "the copy is ready" ready
v blockjob g vdb --abort >/dev/null
rm "$T/copy"

detach 'did not answer'
all_refused
detach 'did not answer' # again, which may be
kill_daemon
start_daemon
all_refused
v reset g # with which such devices go
await "the disk is gone" gone
v attach-device g "$T/disk.xml" --live >/dev/null
v blockpull g vdb >/dev/null || fail "a new disk of that name is refused"
