#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# virsh says the same of our domains as of libvirtd's: defining, listing, reading, removing.
. "${srcdir:?}/tests/libvirtd_lib.sh" || exit 1

start_both
guest_document one
guest_document two "<interface type='user'><mac address='52:54:00:00:00:02'/></interface>
    <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'/>"
for side in ours real; do
    sed -i 's|<memory|<title>The second</title>\n  <description>Of two</description>\n  &|' \
        "$T/$side/two.xml"
    sed "s|<vcpu>1|<vcpu>2|" "$T/$side/one.xml" >"$T/$side/one-again.xml"
    sed "s|<name>one|<name>other|" "$T/$side/one.xml" >"$T/$side/same-uuid.xml"
    sed "s|<uuid>.*|<uuid>$(uuid_of another)</uuid>|" "$T/$side/one.xml" >"$T/$side/same-name.xml"
done

compare <<END
# Nothing is there.
list
list --all
list --name
list --uuid --all

# Defining.
define @one.xml
define --validate @two.xml
define @one-again.xml
define @one.xml
define @same-uuid.xml
define @same-name.xml

# Listing.
list
list --all
list --inactive
list --all --name
list --all --uuid
list --all --uuid --name
list --all --title
list --all --id
list --all --table
list --all --name --title
list --all --persistent
list --all --transient
list --all --state-shutoff
list --all --state-running
list --all --state-paused
list --all --state-other
list --all --with-snapshot
list --all --without-snapshot
list --all --with-managed-save
list --all --without-managed-save
list --all --managed-save
list --all --with-checkpoint
list --all --without-checkpoint
list --all --autostart
list --all --no-autostart

# Reading one that does not run.
dominfo one
dominfo two
domid one
domuuid one
domname $(uuid_of one)
domstate one
domstate --reason one
domstate $(uuid_of two)
domblklist one
domblklist --details one
domblklist --inactive one
domiflist two
domiflist one
domdisplay two
vncdisplay two
ttyconsole one
domif-getlink two 52:54:00:00:00:02
vcpucount --maximum --config one
desc one
desc two
desc --title one
desc --title two
words
metadata one http://example.com/none
snapshot-list one
snapshot-list one --name
managedsave-remove one

# What matters of the document.
dumpxml one --xpath /domain/name
dumpxml one --xpath /domain/uuid
dumpxml one --xpath /domain/memory
dumpxml one --xpath /domain/currentMemory
dumpxml one --xpath '/domain/vcpu/text()'
# libvirtd puts the newest machine of a family in its place, we do when it starts.
mask machine="(pc[^"]*)"
dumpxml one --xpath /domain/os
dumpxml one --xpath /domain/features
dumpxml one --xpath '/domain/*[starts-with(name(), "on_")]'
dumpxml one --xpath /domain/clock
dumpxml one --xpath /domain/devices/disk/source
dumpxml one --xpath /domain/devices/disk/target
dumpxml one --xpath /domain/devices/disk/driver
dumpxml one --xpath /domain/devices/serial
dumpxml one --xpath /domain/devices/console
dumpxml one --xpath /domain/devices/emulator
dumpxml one --xpath /domain/devices/memballoon
dumpxml one --xpath /domain/nothing
dumpxml two --xpath /domain/title
dumpxml two --xpath /domain/description
dumpxml two --xpath /domain/devices/interface/mac
dumpxml two --xpath /domain/devices/graphics
dumpxml --inactive two --xpath /domain/name
dumpxml --security-info two --xpath /domain/name
dumpxml --migratable two --xpath /domain/name
domxml-to-native qemu-argv one

# Autostart.
autostart one
autostart one
dominfo one
list --all --autostart
list --all --no-autostart
autostart --disable one
autostart --disable one
list --all --autostart

# Removing.
undefine one --snapshots-metadata --managed-save --nvram
undefine one
list --all
define @one.xml
undefine one --checkpoints-metadata
undefine two --keep-nvram
list --all
END
