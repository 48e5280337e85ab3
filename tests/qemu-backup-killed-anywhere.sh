#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of the daemon at each moment of a backup: it goes on and is whole, or it has not begun, and then
# the file that was made for it is gone, and it can be begun again. A file of somebody else stays.
. "${srcdir:?}/tests/kill_lib.sh" || exit 1

no_backup() {
    ! v backup-dumpxml g >/dev/null 2>&1
}

# Whole, as the disk is.
is_disk() {
    qemu-img compare -q -U "$1" "$T/g.qcow2"
}

# killed_anywhere FILE UNTIL COMMAND...
killed_anywhere() {
    local file=$1 over=$2 moment=1 undone=0 begun=0
    shift 2
    while killed_at "$moment" "$@"; do
        await "$1, moment $moment: it has come to an end" "$over"
        if [ -e "$file" ]; then
            begun=$((begun + 1))
            is_disk "$file" || fail "$1, moment $moment: '$file' is left"
            rm "$file"
        else
            undone=$((undone + 1))
        fi
        v "$@" >/dev/null || fail "$1, moment $moment: it cannot be begun again"
        await "$1, moment $moment: the end of the second" "$over"
        rm "$file"
        moment=$((moment + 1))
    done
    [ "$undone" -gt 2 ] && [ "$begun" -gt 0 ] || fail "$1: undone $undone times, begun $begun times"
}

start_daemon
define_cow_guest g
v start g >/dev/null
cat >"$T/backup.xml" <<END
<domainbackup><disks>
<disk name='hda' type='file'><driver type='qcow2'/><target file='$T/target'/></disk>
</disks></domainbackup>
END
killed_anywhere "$T/target" no_backup backup-begin g "$T/backup.xml"
spared "$T/target" no_backup backup-begin g "$T/backup.xml"
