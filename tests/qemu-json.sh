#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What commands about running guests print with --json: one valid object with its documented members.
. "${srcdir:?}/tests/cli_lib.sh" || exit 1
need_qemu
need qemu-img

start_daemon
qemu-img create -q -f qcow2 "$T/disk.qcow2" 8M
define_guest box "<disk type='file'><driver name='qemu' type='qcow2'/><source file='$T/disk.qcow2'/>
<target dev='vda'/></disk><interface type='user'><mac address='52:54:00:00:00:01'/></interface>
<console type='pty'><target type='virtio'/></console><graphics type='vnc' port='-1'/>"
start_guest box
members tty ttyconsole --json box

limits='group_name size_iops_sec'
for kind in total read write; do
    for unit in bytes iops; do
        limits+=" ${kind}_${unit}_sec ${kind}_${unit}_sec_max ${kind}_${unit}_sec_max_length"
    done
done
members "$limits" blkdeviotune --json box vda
members disks domblklist --json box
members disks --json domblklist box
members 'disk type' blockjob --json box vda --info
members 'displays' domdisplay --json box
members display vncdisplay --json box
members native domxml-to-native --json qemu-argv --domain box
members return qemu-monitor-command --json box --cmd '{"execute":"query-status"}'
members 'state time_ms' domcontrol --json box
members type domjobinfo --json box
members interfaces domiflist --json box
members interfaces --json domiflist box
members 'interface link' domif-getlink --json box 52:54:00:00:00:01
members 'interface link' --json domif-getlink box 52:54:00:00:00:01

members affinity emulatorpin --json box
members iothreads iothreadinfo --json box
members 'current maximum' vcpucount --json box
members vcpus vcpuinfo --json box
members vcpus vcpupin --json box
members maximum maxvcpus --json
members models cpu-models --json x86_64
members free_kib freecell --json
members 'cpus online present' nodecpumap --json
members time_ns nodecpustats --json
members 'buffers_kib cached_kib free_kib total_kib' nodememstats --json

members name snapshot-create-as --json box first --disk-only --diskspec hda,snapshot=no
cat >"$T/second.xml" <<END
<domainsnapshot><name>second</name><disks><disk name="hda" snapshot="no"/></disks></domainsnapshot>
END
members name snapshot-create --json box "$T/second.xml" --disk-only
members snapshots snapshot-list --json box
members xml snapshot-current --json box
members xml snapshot-dumpxml --json box first
members 'children created current descendants domain location metadata name parent state' \
    snapshot-info --json box first
members name snapshot-parent --json box second
members 'disk state' blockcommit --json box vda --active --wait --pivot
members 'disk state' blockpull --json box vda --wait
members 'disk state' blockcopy --json box vda "$T/copy.raw" --wait --pivot --transient-job

cat >"$T/later.xml" <<END
<domaincheckpoint><name>later</name><disks><disk name='hda' checkpoint='no'/></disks></domaincheckpoint>
END
members name checkpoint-create-as --json box first --diskspec hda,checkpoint=no
members name checkpoint-create --json box "$T/later.xml"
members checkpoints checkpoint-list --json box
members 'name domain parent children descendants' checkpoint-info --json box first
members xml checkpoint-dumpxml --json box first
members name checkpoint-parent --json box later
cat >"$T/backup.xml" <<END
<domainbackup mode='pull'><server transport='unix' socket='$T/nbd'/>
<disks><disk name='vda'/></disks></domainbackup>
END
v -q backup-begin box "$T/backup.xml"
members xml backup-dumpxml --json box
v -q domjobabort box

v -q "save box $T/saved"
members xml save-image-dumpxml --json "$T/saved"
v -q "restore $T/saved; managedsave box"
members xml managedsave-dumpxml --json box
v -q start box
v -q destroy box
stop_daemon
