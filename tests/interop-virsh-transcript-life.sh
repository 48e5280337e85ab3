#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# virsh says the same of a guest's life here and under libvirtd: starting, pausing, ending it, and
# what is told of it meanwhile.
. "${srcdir:?}/tests/libvirtd_lib.sh" || exit 1

start_both
guest_document one
guest_document two "<interface type='user'><mac address='52:54:00:00:00:02'/></interface>
    <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'/>
    <serial type='pty'><target port='1'/></serial>"

compare <<END
define @one.xml
define @two.xml
start one
list
list --all
list --name
list --uuid
list --id
list --state-running
list --inactive
domstate one
domstate --reason one
domid one
domuuid 1
domname 1
domname $(uuid_of one)
# Time goes on; libvirtd is told to run guests as root, and minds.
drop ^Messages: +tainted
mask ^CPU time: +(.*)
dominfo one
domblklist one
domiflist one
ttyconsole one
domdisplay one
vcpucount one --maximum --live
vcpucount one --current --live
dumpxml one --xpath /domain/@id
dumpxml one --xpath /domain/devices/disk/source/@file
dumpxml one --xpath /domain/devices/disk/alias
dumpxml one --xpath /domain/devices/serial/alias
dumpxml --inactive one --xpath /domain/@id
dumpxml --inactive one --xpath /domain/devices/disk/alias

# What it may not be told now.
start one
start one --paused
create @one.xml
resume one

# Pausing.
suspend one
domstate one --reason
suspend one
list
list --state-paused
list --state-running
resume one
domstate one --reason
resume one

# The guest itself, when it has come up.
file one.serial tick 1
reset one
domstate one --reason
file one.serial (?s)tick 1.*guest ready.*tick 1
shutdown one
until shut off
domstate one
domstate one --reason
list --all
shutdown one
suspend one
resume one
reboot one
reset one
destroy one
destroy one --graceful

# Starting in other ways.
start one --paused
domstate one --reason
list --all
resume one
domstate one --reason
destroy one --graceful
domstate one --reason
start one --force-boot
start one --bypass-cache
destroy one
domstate one --reason

# With a screen and a terminal.
start two
mask :(\d+)
domdisplay two
mask :(\d+)
vncdisplay two
mask :(\d+)
domdisplay two --type vnc
domdisplay two --type spice
mask vnet\d+
domiflist two
mask port="(\d+)"
dumpxml two --xpath /domain/devices/graphics
mask /dev/pts/\d+
dumpxml two --xpath /domain/devices/serial[2]
destroy two
domdisplay two
vncdisplay two

# Running on without a definition.
start one
undefine one
list --all
list --transient
list --persistent
drop ^Messages: +tainted
mask ^CPU time: +(.*)
dominfo one
autostart one
undefine one
destroy one
list --all
domstate one

# Never having had one.
create @one.xml
list --all
list --transient
dominfo one --nonsense
create @one.xml
define @one.xml
list --persistent
destroy one
list --all
create @one.xml --paused
domstate one --reason
destroy one
create @one.xml --validate
undefine one
destroy one
list --all
create @two.xml
destroy two
list --all
END
