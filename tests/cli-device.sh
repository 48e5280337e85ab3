#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The commands that change devices: what they print, and what becomes of the definition.
. "${srcdir:?}/tests/cli_lib.sh" || exit 1

MAC=52:54:00:00:00:51
start_daemon
cat >"$T/box.xml" <<'END'
<domain type='test'><name>box</name><memory>4096</memory><os><type>hvm</type></os><devices>
<disk type='file' device='cdrom'><target dev='hdc' bus='ide'/><boot order='1'/></disk></devices></domain>
END
v define "$T/box.xml" >/dev/null

says 'Disk attached successfully' attach-disk box /srv/a.img vdb --subdriver qcow2 --serial 'a b' --config
v domblklist box --details | grep -q '^ *file *disk *vdb */srv/a.img$' || fail "$(v domblklist box --details)"
v dumpxml box | grep -q '<serial>a b</serial>' || fail 'the serial number is lost'
refuses "Failed to attach disk" attach-disk box /srv/b.img vdb --config
grep -q "target 'vdb' already exists" "$T/said" || fail "$(cat "$T/said")"
says "<disk type='block'><source dev='/dev/x&amp;y'/><target dev='vdc'/><readonly/></disk>" \
    attach-disk box '/dev/x&y' vdc --mode readonly --print-xml

says 'Successfully inserted media.' change-media box hdc /srv/c.iso --insert
v dumpxml box | grep -q "<boot order='1'/>" || fail 'the rest of the drive is lost'
refuses "The disk device 'hdc' already has media" change-media box hdc /srv/d.iso --insert
says 'Successfully updated media.' change-media box hdc /srv/d.iso
[ "$(v domblklist box --json | value 'r["disks"][0]["source"]')" = /srv/d.iso ] || fail 'no other medium'
says 'Successfully ejected media.' change-media box hdc --eject
refuses "The disk device 'hdc' doesn't have media" change-media box hdc --eject
refuses 'No disk source specified for updating' change-media box hdc

says "<interface type='bridge'><source bridge='br0'/><target dev='tap&amp;0'/><script path='/bin/up'/></interface>" \
    attach-interface box bridge br0 --target 'tap&0' --script /bin/up --print-xml
says 'Interface attached successfully' attach-interface box user --mac $MAC --model virtio --persistent
v domiflist box | grep -q "^ *- *user *- *virtio *$MAC$" || fail "$(v domiflist box)"
[ "$(v -q domiflist box | awk '{print $2}')" = user ] || fail "a head: $(v -q domiflist box)"
[ "$(v -q domblklist box | awk '{print $1}' | sort | xargs)" = 'hdc vdb' ] || fail "$(v -q domblklist box)"
says "$MAC up" domif-getlink box $MAC
says 'Device updated successfully' domif-setlink box $MAC down --config
says "$MAC down" domif-getlink box $MAC
[ "$(v domif-getlink box $MAC --json | value 'r["link"]')" = down ] || fail 'not down in JSON'
says 'Interface detached successfully' detach-interface box user --mac $MAC --config
refuses "No interface (device or MAC address) '$MAC' found in domain 'box'" domif-getlink box $MAC

echo "<rng model='virtio'><backend model='builtin'/><alias name='ua-rng'/></rng>" >"$T/rng.xml"
says 'Device attached successfully' attach-device box "$T/rng.xml"
says "Device with alias 'ua-rng' detached successfully" detach-device-alias box ua-rng --config
says 'Device attached successfully' attach-device box "$T/rng.xml" --config
says 'Device detached successfully' detach-device box "$T/rng.xml" --config
refuses "Failed to detach device from $T/rng.xml" detach-device box "$T/rng.xml" --config
says 'Disk detached successfully' detach-disk box /srv/a.img --config
[ "$(v domblklist box --json | value 'len(r["disks"])')" = 1 ] || fail 'the disk is still there'
stop_daemon
