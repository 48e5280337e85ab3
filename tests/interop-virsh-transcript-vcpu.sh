#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# virsh says the same of processors and memory here and under libvirtd: of definitions and of a guest
# that runs, and of the machine.
. "${srcdir:?}/tests/libvirtd_lib.sh" || exit 1

start_both
copy_guest_image
document one <<END
<domain type='qemu'><name>one</name><uuid>$(uuid_of one)</uuid><memory unit='MiB'>64</memory>
<vcpu current='1'>3</vcpu><iothreads>1</iothreads><os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>
<devices><disk type='file' device='disk'><driver name='qemu' type='raw'/>
<source file='@FOLDER@/base.img'/><target dev='hda'/></disk><memballoon model='virtio'/></devices></domain>
END

compare <<'END'
define @one.xml
vcpucount one
vcpucount one --maximum --config
setvcpus one 2 --config
vcpucount one --config
setvcpus one 4 --maximum --config
vcpucount one --maximum --config
setvcpus one 3 --maximum --config
setvcpus one 1 --config
vcpupin one
vcpupin one 1 0 --config
vcpupin one --config
dumpxml one --xpath //cputune
emulatorpin one
emulatorpin one 0 --config
emulatorpin one --config
iothreadinfo one
iothreadinfo one --config
iothreadinfo one --live
setmem one 32M --config
setmaxmem one 128M --config
dumpxml one --xpath //memory
dumpxml one --xpath //currentMemory
setmem one 64M --config
setmem one 64M --live
dommemstat one --period 3 --config
dumpxml one --xpath //memballoon/stats

start one
vcpucount one
setvcpus one 2 --live
vcpucount one
vcpucount one --current --live
dumpxml one --xpath //vcpu[@current]/@current
setvcpus one 4 --maximum --live
setmaxmem one 64M
vcpupin one 0 0 --live
vcpupin one --live
emulatorpin one --live
iothreadinfo one
iothreadinfo one --config
domstats one --iothread
nodecpumap
nodecpumap --pretty
maxvcpus nonsense
destroy one
undefine one
END
