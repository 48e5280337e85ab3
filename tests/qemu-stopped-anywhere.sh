#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# QEMU stands still (SIGSTOP) from any moment of beginning a copy or a backup, or of plugging a disk in:
# who asked for it is told in time, reads are answered, and once QEMU goes on nothing of what it was asked
# for is left: neither a job that began too late, nor a file, nor a node. A disk that has come in after
# all is there for all to see, and can be taken out.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

SECONDS_MAX=5 # for an answer, and for taking back what was done before

nodes() {
    v qemu-monitor-command g '{"execute": "query-named-block-nodes", "arguments": {"flat": true}}' |
        grep -o '"node-name": *"[^"]*"' | sort
}

# As before; and no job.
is_clean() {
    ! v dumpxml g | grep -q "'sdb'" || { end_disk && false; } 2>/dev/null || return 1
    [ ! -e "$T/file" ] && v qemu-monitor-command g '{"execute": "query-jobs"}' | grep -q '"return": *\[\]' &&
        [ "$(nodes)" = "$before" ]
}

# stopped_anywhere WAIT COMMAND...
stopped_anywhere() {
    local over=$1 moment=1
    shift
    REFUSED=0
    while unanswered_at "$moment" "$@"; do
        [ -z "$SUCCEEDED" ] || "$over"
        await "$1, moment $moment: nothing is left" is_clean
        v "$@" >/dev/null || fail "$1, moment $moment: it cannot be done again"
        "$over"
        await "$1, moment $moment: nothing is left of the second" is_clean
        moment=$((moment + 1))
    done
    "$over"
    [ "$REFUSED" -gt 3 ] || fail "$1: refused $REFUSED times only"
}

end_copy() {
    await "the copy is ready" ready
    v blockjob g hda --abort >/dev/null
    rm "$T/file"
}

ready() {
    v blockjob g hda | grep -q '100 %'
}

end_backup() {
    await "the backup is made" no_backup
    rm "$T/file"
}

end_disk() {
    v detach-device g "$T/disk.xml" --live >/dev/null
}

no_backup() {
    ! v backup-dumpxml g >/dev/null 2>&1
}

printf '[qemu]\nanswer-timeout = 1\njob-timeout = 1\n' >"$T/conf"
start_daemon --config "$T/conf"
define_cow_guest g "<controller type='scsi' index='0' model='virtio-scsi'/>"
v start g >/dev/null
cat >"$T/backup.xml" <<END
<domainbackup><disks><disk name='hda' type='file'><driver type='qcow2'/><target file='$T/file'/></disk></disks>
</domainbackup>
END
truncate -s 1M "$T/disk.img"
cat >"$T/disk.xml" <<END
<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='$T/disk.img'/>
<target dev='sdb' bus='scsi'/></disk>
END
before=$(nodes)
stopped_anywhere end_disk attach-device g "$T/disk.xml" --live
stopped_anywhere end_copy blockcopy g hda --dest "$T/file" --transient-job
stopped_anywhere end_backup backup-begin g "$T/backup.xml"
