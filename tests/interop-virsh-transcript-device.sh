#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# virsh says the same of devices here and under libvirtd: disks, media and interfaces that come, change
# and go, in what runs and in the definition, and what is refused.
. "${srcdir:?}/tests/libvirtd_lib.sh" || exit 1

start_both
copy_guest_image
for side in ours real; do
    for name in data other.iso first.iso; do
        truncate -s 1M "$T/$side/$name"
    done
done
document one <<END
<domain type='qemu'><name>one</name><uuid>$(uuid_of one)</uuid><memory unit='MiB'>64</memory>
<os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>
<devices><disk type='file' device='disk'><driver name='qemu' type='raw'/>
<source file='@FOLDER@/base.img'/><target dev='hda'/></disk>
<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><target dev='hdc' bus='ide'/><readonly/></disk>
<controller type='scsi' index='0' model='virtio-scsi'/>
<interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>
<memballoon model='none'/></devices></domain>
END
document rng <<'END'
<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
END
document disk <<'END'
<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='@FOLDER@/data'/>
<target dev='sdc' bus='scsi'/></disk>
END
document named <<'END'
<disk><target dev='sdb'/></disk>
END

compare <<'END'
define @one.xml
attach-disk one @FOLDER@/data sdb --targetbus scsi --config
domblklist one
domblklist one --inactive --details
words
attach-disk one @FOLDER@/data sdb --targetbus scsi --config
words
detach-disk one sdx --config
detach-disk one sdb --config
domblklist one
attach-disk one @FOLDER@/data sdb --targetbus scsi --config
attach-disk one @FOLDER@/first.iso sda --targetbus scsi --config
domblklist one
detach-device one @named.xml --config
domblklist one
detach-disk one sda --config
attach-interface one bridge br0 --mac 52:54:00:00:00:02 --model e1000 --config
domiflist one
detach-interface one bridge --mac 52:54:00:00:00:02 --config
words
detach-interface one bridge --mac 52:54:00:00:00:02 --config
attach-device one @rng.xml --config
dumpxml one --xpath //rng/backend
detach-device one @rng.xml --config
words
detach-device one @rng.xml --config
domif-setlink one 52:54:00:00:00:01 down --config
domif-getlink one 52:54:00:00:00:01 --config
domiflist one

start one
domblklist one
domblklist one --details
attach-disk one @FOLDER@/data sdb --targetbus scsi --subdriver raw
domblklist one
words
attach-disk one @FOLDER@/data sdb --targetbus scsi --subdriver raw
dumpxml one --xpath //disk[target/@dev="sdb"]/address
dumpxml one --xpath //disk[target/@dev="sdb"]/alias
detach-disk one sdb
domblklist one
words
detach-disk one sdb
attach-device one @disk.xml --persistent
domblklist one --inactive
detach-device one @disk.xml --persistent
domblklist one --inactive
words
attach-disk one @FOLDER@/data hdd --targetbus ide --live

change-media one hdc @FOLDER@/first.iso --insert
domblklist one
words
change-media one hdc @FOLDER@/other.iso --insert
change-media one hdc @FOLDER@/other.iso --update
domblklist one
change-media one hdc --eject
domblklist one
words
change-media one sdz @FOLDER@/other.iso --insert
words
change-media one hda --eject

domif-getlink one 52:54:00:00:00:01
domif-setlink one 52:54:00:00:00:01 down
domif-getlink one 52:54:00:00:00:01
domif-setlink one 52:54:00:00:00:01 up
domif-getlink one 52:54:00:00:00:01
words
domif-setlink one 52:54:00:00:00:09 up
words
domif-setlink one 52:54:00:00:00:01 sideways
mask vnet\d+
domiflist one
words
detach-device-alias one nothing
destroy one
undefine one
END
