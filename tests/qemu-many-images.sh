#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The disks of a guest may have so many images in all, with those behind the first ones; one that has
# more does not start, and leaves nothing open.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu
need qemu-img
[ "$(ulimit -H -n)" = unlimited ] || [ "$(ulimit -H -n)" -ge 8192 ] ||
    skip "a process may not have 8192 descriptors"

# disks N: as many, each with 65 images.
disks() {
    local chain='' i letters=({a..z} a{a..z} b{a..z})
    for ((i = 0; i < 64; i++)); do
        chain="<backingStore type='file'><format type='qcow2'/><source file='$T/image'/>$chain</backingStore>"
    done
    echo "<controller type='scsi' model='virtio-scsi'/>"
    for ((i = 0; i < $1; i++)); do
        echo "<disk type='file'><driver name='qemu' type='qcow2'/><source file='$T/image'/>$chain" \
            "<target dev='sd${letters[i]}'/><readonly/></disk>"
    done
}

open_images() {
    find "/proc/$PID/fd" -lname "$T/image" | wc -l
}

cd "$T"
qemu-img create -q -f qcow2 image 1M
start_daemon
define_guest guest "$(disks 64)"
if v start guest >said 2>&1; then
    fail "it started"
fi
grep -q "its disks have 4161 images in all, .* more than 4096" said ||
    fail "it said: $(cat said)"
[ "$(open_images)" = 0 ] || fail "$(open_images) images stay open"
[ "$(v domstate guest)" = "shut off" ] || fail "$(v domstate guest)"
