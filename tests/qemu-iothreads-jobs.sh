#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What is done to a disk while its guest runs is done to one with an I/O thread as well: snapshots,
# block jobs, limits, a backup, a new size, a save; and a screen that is seen by SPICE goes with it.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu
need qemu-img

start_daemon
qemu-img convert -O qcow2 "$GUEST_IMAGE" "$T/vda.qcow2"
qemu-img resize -q "$T/vda.qcow2" 2M
cat >"$T/one.xml" <<END
<domain type='qemu'><name>one</name><memory unit='MiB'>32</memory><vcpu>1</vcpu><iothreads>1</iothreads>
<os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features><devices>
<disk type='file' device='disk'><driver name='qemu' type='qcow2' iothread='1'/>
<source file='$T/vda.qcow2'/><target dev='vda' bus='virtio'/></disk>
<graphics type='spice'/><serial type='file'><source path='$T/serial'/></serial></devices></domain>
END
v define "$T/one.xml" >/dev/null
v start one >/dev/null
wait_line "$T/serial" 'vmrpc guest ready'

v snapshot-create-as one outside --disk-only >/dev/null
v blockcommit one vda --active --pivot --wait >/dev/null
v blockcopy one vda "$T/copy.qcow2" --format qcow2 --transient-job --wait --pivot >/dev/null
v blkdeviotune one vda --total-iops-sec 1000
v blkdeviotune one vda --group-name many --total-iops-sec 2000
v snapshot-create-as one inside >/dev/null
v snapshot-revert one inside >/dev/null
v snapshot-delete one inside >/dev/null
cat >"$T/backup.xml" <<END
<domainbackup><disks><disk name='vda' type='file'><target file='$T/backup.qcow2'/></disk></disks></domainbackup>
END
v backup-begin one "$T/backup.xml" >/dev/null
backed_up() { v domjobinfo one --completed 2>/dev/null | grep -q 'Completed'; }
await 'the backup has ended' backed_up
v blockresize one vda 4M >/dev/null

v managedsave one >/dev/null
v start one >/dev/null
[ "$(v domstate one)" = running ] || fail "$(v domstate one)"
v domdisplay one | grep -q '^spice://127.0.0.1:[0-9]' || fail "$(v domdisplay one)"
grep -q -x 'IO iothread1' "/proc/$(qemu_of one)"/task/*/comm || fail 'no I/O thread'
v domblkinfo one vda | grep -q -x 'Capacity: *4194304' || fail "$(v domblkinfo one vda)"
