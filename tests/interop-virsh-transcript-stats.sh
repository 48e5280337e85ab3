#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# virsh says the same of a guest's figures here and under libvirtd: under the same names, in the same
# order, and with the same values where they do not depend on the moment.
. "${srcdir:?}/tests/libvirtd_lib.sh" || exit 1
need qemu-img

start_both
copy_guest_image
for side in ours real; do
    (cd "$T/$side" && qemu-img create -q -f qcow2 -F raw -b "$T/$side/base.img" top.qcow2)
done
document one <<END
<domain type='qemu'><name>one</name><uuid>$(uuid_of one)</uuid><memory unit='MiB'>64</memory>
<vcpu current='1'>2</vcpu><os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>
<devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
<source file='@FOLDER@/top.qcow2'/><target dev='hda'/></disk>
<disk type='file' device='cdrom'><target dev='hdc'/><readonly/></disk>
<interface type='user'><mac address='52:54:00:00:00:02'/></interface>
<memballoon model='virtio'/></devices></domain>
END

compare <<'END'
define @one.xml
domstats one --state --balloon --vcpu --interface
# Sizes of files that are not in use are not looked at for many at once.
drop allocation|capacity|physical
domstats one --block
domblkinfo one hdc
words
domblkinfo one nope
domblkstat one hda
domifstat one 52:54:00:00:00:02
dommemstat one
cpu-stats one --total
domdirtyrate-calc one

start one
# Figures of the moment; what is told here alone; processor groups that need KVM or resctrl.
mask =(.*)
drop vmrpc\.age_ms|cpu\.(cache|haltpoll)
until block\.0\.rd\.reqs=[1-9]
domstats one
mask =(.*)
drop vmrpc\.age_ms
domstats one --backing --block
drop vmrpc\.age_ms
domstats one --state
drop vmrpc\.age_ms
domstats --list-inactive
mask (?:Allocation|Physical): +(.*)
domblkinfo one hda
domblkinfo one hdc
mask \d+
domblkstat one hda
mask \d+
domblkstat one
mask : +(\d+)
domblkstat one hda --human
domblkstat one nope
domifstat one vnet0
mask rss (\d+)
dommemstat one
words
domdirtyrate-calc one --seconds 0
words
domdirtyrate-calc one --seconds 61
words
domdirtyrate-calc one --mode dirty-ring
domdirtyrate-calc one --seconds 1
drop vmrpc\.age_ms
mask calc_start_time=(.*)
until calc_status=2
domstats one --dirtyrate
suspend one
drop vmrpc\.age_ms
domstats --list-paused --state
destroy one
undefine one
END
stop_daemon
