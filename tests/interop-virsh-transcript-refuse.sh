#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# virsh says the same of what is refused here and by libvirtd: what is not there, bad documents, and
# everything that changes something when the connection is for reading.
. "${srcdir:?}/tests/libvirtd_lib.sh" || exit 1

start_both
guest_document one
document empty </dev/null
document text <<<'no document'
document open <<<'<domain type="qemu"><name>open</name>'
document other <<<'<network><name>other</name></network>'

# guest_like NAME TYPE CONTENTS [MACHINE]: a document that is right but for these.
guest_like() {
    document "$1" <<<"<domain $2>$3<os><type ${4:-}>hvm</type></os></domain>"
}
qemu="type='qemu'" memory='<memory>4096</memory>'
guest_like nameless "$qemu" "$memory"
guest_like memoryless "$qemu" '<name>a</name>'
guest_like typeless '' "<name>a</name>$memory"
guest_like foreign "type='never'" "<name>a</name>$memory"
guest_like slash "$qemu" "<name>a/b</name>$memory"
guest_like uuid "$qemu" "<name>a</name><uuid>12</uuid>$memory"
guest_like machine "$qemu" "<name>a</name>$memory" "machine='no'"
document diskless <<<"<domain type='qemu'><name>diskless</name>
    <uuid>$(uuid_of diskless)</uuid><memory>32768</memory><os><type>hvm</type></os>
    <devices><disk type='file' device='disk'><source file='@FOLDER@/gone.img'/><target dev='hda'/>
    </disk></devices></domain>"

compare <<END
# Nobody of that name.
domstate none
dominfo none
domid none
domuuid none
domname none
domname 77
domname $(uuid_of none)
start none
destroy none
shutdown none
reboot none
reset none
suspend none
resume none
undefine none
autostart none
dumpxml none
desc none
domblklist none
domiflist none
ttyconsole none
console none
vcpucount none
managedsave-remove none
snapshot-list none

# Documents.
define @absent.xml
words
define @empty.xml
words
define @text.xml
words
define @open.xml
words
define @other.xml
words
define @nameless.xml
words
define @memoryless.xml
words
define @typeless.xml
words
define @foreign.xml
words
define @slash.xml
words
define @uuid.xml
words
define @machine.xml
words
define --validate @other.xml
words
create @open.xml
words
create @nameless.xml
list --all

# A guest without its disk.
define @diskless.xml
words
start diskless
domstate --reason diskless
list --all
undefine diskless

# Only for reading.
define @one.xml
-r list --all
-r domstate one
-r domid one
-r domuuid one
-r desc one
-r domblklist one
-r dumpxml one --xpath /domain/name
-r uri
-r define @one.xml
-r create @one.xml
-r start one
-r start one --paused
-r undefine one
-r undefine one --nvram
-r autostart one
-r autostart --disable one
start one
-r start one
-r suspend one
-r resume one
-r reset one
-r reboot one
-r shutdown one
-r destroy one
-r destroy one --graceful
-r dumpxml --security-info one
-r dumpxml --migratable one
-r domcapabilities
-r managedsave one
-r managedsave-remove one
-r console one
-r domstate --reason one
destroy one

# virsh itself.
start
start one two three
nonsense
list --nonsense
domstate ''
domstate one two
END
