#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# virsh says the same of saving, restoring and dumping here and under libvirtd, and of what they leave.
. "${srcdir:?}/tests/libvirtd_lib.sh" || exit 1

start_both
guest_document one
guest_document two
for side in ours real; do
    sed "s|<name>one</name>|&<title>Another</title>|" "$T/$side/one.xml" >"$T/$side/titled.xml"
    sed "s|<name>one</name>|<name>six</name>|" "$T/$side/one.xml" >"$T/$side/renamed.xml"
    sed "s|'MiB'>32<|'MiB'>64<|" "$T/$side/one.xml" >"$T/$side/larger.xml"
    head -c 100000 /dev/urandom >"$T/$side/noise"
    : >"$T/$side/empty"
done
cmp -s "$T/ours/one.xml" "$T/ours/larger.xml" && fail 'no other size of memory'

compare <<END
define @one.xml
define @two.xml

# Nothing to save, no job.
save one @FOLDER@/one.save
managedsave one
managedsave-remove one
managedsave-dumpxml one
managedsave-define one @one.xml
dump one @FOLDER@/one.core
domjobinfo one
domjobabort one
domcontrol one
save none @FOLDER@/one.save
managedsave none
managedsave-dumpxml none
domjobinfo none
domjobabort none
domcontrol none
dump none @FOLDER@/none.core
words
restore @FOLDER@/absent
words
restore @FOLDER@/noise
words
restore @FOLDER@/empty
words
save-image-dumpxml @FOLDER@/absent
words
save-image-dumpxml @FOLDER@/noise
words
save-image-define @FOLDER@/absent @one.xml
restore

# To a file. What is restored paused is 'paused (migrating)' for libvirtd, which is not what the user
# did.
start one
domjobinfo one
domjobinfo one --completed
domjobinfo one --anystats
domjobabort one
domcontrol one
save one
file one.serial tick 1
save one @FOLDER@/one.save
domstate one --reason
dominfo one --nonsense
list --all
list --all --managed-save
domjobinfo one
mask : +([\d.]+ ?[KMGTi]*B?(?:/s|ms| ms)?.*)
drop ^(Setup|Memory|Normal|Constant|Compress|Expected|Iteration|Page|Postcopy|Total down|Downtime|Dirty|Data|File|Time)
domjobinfo one --completed
save-image-dumpxml @FOLDER@/one.save --xpath /domain/name
save-image-dumpxml @FOLDER@/one.save --xpath /domain/devices/disk/source/@file
save-image-dumpxml @FOLDER@/one.save --xpath /domain/@id
words
save-image-define @FOLDER@/one.save @renamed.xml
words
save-image-define @FOLDER@/one.save @larger.xml
words
restore @FOLDER@/one.save --xml @larger.xml
mask paused \((migrating|user)\)
domstate one --reason
restore @FOLDER@/one.save --running --paused
restore @FOLDER@/one.save
mask paused \((migrating|user)\)
domstate one --reason
list
words
restore @FOLDER@/one.save
destroy one
restore @FOLDER@/one.save --paused
mask paused \((migrating|user)\)
domstate one --reason
resume one
domstate one --reason
save one @FOLDER@/one.save --paused --bypass-cache
restore @FOLDER@/one.save --bypass-cache
mask paused \((migrating|user)\)
domstate one --reason
save one @FOLDER@/one.save
restore @FOLDER@/one.save --running
mask paused \((migrating|user)\)
domstate one --reason
save one @FOLDER@/one.save --running --xml @titled.xml
save-image-dumpxml @FOLDER@/one.save --xpath /domain/title
save-image-define @FOLDER@/one.save @one.xml --paused
save-image-dumpxml @FOLDER@/one.save --xpath /domain/title
save-image-define @FOLDER@/one.save @one.xml --running --paused
restore @FOLDER@/one.save --xml @titled.xml
mask paused \((migrating|user)\)
domstate one --reason
dumpxml one --xpath /domain/title
dumpxml one --inactive --xpath /domain/title
destroy one
save-image-define @FOLDER@/one.save @titled.xml --running
restore @FOLDER@/one.save
mask paused \((migrating|user)\)
domstate one --reason
dumpxml one --xpath /domain/title
words
save-image-edit @FOLDER@/absent
destroy one

# Managed.
start two
file two.serial tick 1
managedsave two
domstate two --reason
list --all
list --all --managed-save
list --all --with-managed-save
list --all --without-managed-save
list --inactive --managed-save
list --all --with-managed-save --name
dominfo two
managedsave two
managedsave-dumpxml two --xpath /domain/name
managedsave-dumpxml two --security-info --xpath /domain/@type
managedsave-define two @two.xml --paused
words
managedsave-define two @one.xml
undefine two
autostart two
start two
mask paused \((migrating|user)\)
domstate two --reason
list --managed-save
list --with-managed-save
managedsave two --running
start two
mask paused \((migrating|user)\)
domstate two --reason
managedsave two --paused
start two
mask paused \((migrating|user)\)
domstate two --reason
resume two
managedsave two --bypass-cache
start two --paused
mask paused \((migrating|user)\)
domstate two --reason
resume two
managedsave two
start two --force-boot
mask paused \((migrating|user)\)
domstate two --reason
managedsave two
managedsave-remove two
managedsave-remove two
start two
mask paused \((migrating|user)\)
domstate two --reason
managedsave two
destroy two
undefine two --managed-save
list --all

# Transient.
create @two.xml
managedsave two
managedsave-remove two
managedsave-dumpxml two
save two @FOLDER@/two.save
list --all
restore @FOLDER@/two.save
list --all
list --transient
destroy two

# Dumps.
start one
file one.serial tick 1
dump one @FOLDER@/one.core --memory-only
domstate one --reason
dump one @FOLDER@/one.zlib --memory-only --format kdump-zlib
dump one @FOLDER@/one.elf --memory-only --format elf
dump one @FOLDER@/one.elf --format kdump-zlib
dump one @FOLDER@/one.elf --memory-only --format nonsense
dump one @FOLDER@/one.raw
domstate one --reason
dump one @FOLDER@/one.raw --live
domstate one --reason
dump one @FOLDER@/one.raw --crash --live
dump one @FOLDER@/one.raw --crash --reset
dump one @FOLDER@/one.raw --bypass-cache
words
dump one @FOLDER@/none/one.raw
words
save one @FOLDER@/none/one.save
# Ours never stopped for it.
mask running \((save canceled|unpaused)\)
domstate one --reason
suspend one
dump one @FOLDER@/one.raw --memory-only
domstate one --reason
resume one
dump one @FOLDER@/one.raw --memory-only --reset
domstate one --reason
dump one @FOLDER@/one.raw --memory-only --crash
domstate one --reason
undefine one

# Only for reading.
define @one.xml
start one
-r save one @FOLDER@/one.save
-r restore @FOLDER@/one.save
-r managedsave one
-r dump one @FOLDER@/one.core
-r save-image-dumpxml @FOLDER@/one.save
-r save-image-define @FOLDER@/one.save @one.xml
-r domjobabort one
-r domjobinfo one
-r domcontrol one
-r managedsave-dumpxml one
destroy one
undefine one
END
