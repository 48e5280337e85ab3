#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# virsh says the same of our storage volumes as of libvirtd's.
. "${srcdir:?}/tests/libvirtd_lib.sh" || exit 1
need qemu-img

start_both
document pool <<<"<pool type='dir'><name>pool</name><uuid>$(uuid_of pool)</uuid>
    <target><path>@FOLDER@/pool</path></target></pool>"
for name in raw qcow2 new; do
    document "$name" <<<"<volume><name>$name</name><capacity unit='MiB'>8</capacity>
        <allocation>0</allocation><target><format type='${name/new/raw}'/></target></volume>"
done
document nameless <<<"<volume><capacity>1</capacity></volume>"
document sizeless <<<"<volume><name>sizeless</name></volume>"
document foreign <<<"<volume><name>a</name><capacity>1</capacity>
    <target><format type='no'/></target></volume>"
document slash <<<"<volume><name>a/b</name><capacity>1</capacity></volume>"
document text <<<'no document'
for side in ours real; do
    head -c 3000000 /dev/zero >"$T/$side/zeros"
    head -c 100000 /dev/zero >"$T/$side/part"
done

compare <<END
pool-define @pool.xml
vol-list pool
vol-create pool @raw.xml
pool-start pool --build

# Nothing is there.
vol-list none
vol-list pool
vol-info none pool
vol-info @FOLDER@/pool/none
vol-path none --pool pool
vol-key none --pool pool
vol-delete none pool
vol-pool @FOLDER@/pool/none
vol-name @FOLDER@/pool/none

# Making.
vol-create pool @raw.xml
vol-create pool @qcow2.xml
vol-create pool @raw.xml
words
vol-create pool @nameless.xml
words
vol-create pool @foreign.xml
words
vol-create pool @slash.xml
words
vol-create pool @text.xml
vol-create pool @absent.xml
vol-create none @raw.xml
vol-create-as pool small 1M
vol-create-as pool small 1M
vol-create-as pool made 4M --format qcow2
vol-create-as pool over 4M --format qcow2 --backing-vol made --backing-vol-format qcow2
vol-create-as pool whole 2M --allocation 2M
vol-create-as pool printed 4M --print-xml
vol-create-as pool bad 4Q
words
vol-create-as pool bad 4M --format never

# Listing.
vol-list pool
mask (?:\d[\d.]+ [KM]?i?B|\s{2,}|-{3,})
vol-list pool --details
mask (?:\d[\d.]+ [KM]?i?B|\s{2,}|-{3,})
pool-refresh pool
vol-list pool

# Reading.
vol-info raw pool
vol-info raw --pool pool --bytes
mask ^Allocation: +(.*)
vol-info qcow2 pool
mask ^Allocation: +(.*)
vol-info over pool
vol-info whole pool
vol-info raw pool --physical
vol-info @FOLDER@/pool/raw
vol-path raw --pool pool
vol-path qcow2 pool
vol-key raw --pool pool
vol-name @FOLDER@/pool/raw
vol-pool @FOLDER@/pool/raw
vol-pool @FOLDER@/pool/raw --uuid
vol-dumpxml raw pool --xpath /volume/name
vol-dumpxml raw pool --xpath /volume/@type
vol-dumpxml raw pool --xpath /volume/key
vol-dumpxml raw pool --xpath /volume/capacity
vol-dumpxml raw pool --xpath /volume/allocation
vol-dumpxml raw pool --xpath /volume/target/path
vol-dumpxml raw pool --xpath /volume/target/format
vol-dumpxml raw pool --xpath /volume/target/permissions
vol-dumpxml qcow2 pool --xpath /volume/target/format
vol-dumpxml qcow2 pool --xpath /volume/target/compat
vol-dumpxml qcow2 pool --xpath /volume/capacity
vol-dumpxml over pool --xpath /volume/backingStore/path
vol-dumpxml over pool --xpath /volume/backingStore/format
vol-dumpxml none pool

# Changing.
vol-resize raw 16M pool
vol-info raw pool
vol-resize raw 4M pool
vol-resize raw 4M pool --shrink
vol-info raw pool
vol-resize raw 1M pool --delta
vol-info raw pool
vol-resize qcow2 16M pool
mask ^Allocation: +(.*)
vol-info qcow2 pool
vol-resize none 1M pool
vol-clone raw copied pool
words
vol-clone raw copied pool
vol-clone none copied pool
vol-info copied pool
words
vol-upload small @FOLDER@/zeros pool --length 100000
vol-upload small @FOLDER@/part pool --length 100000
vol-download small @FOLDER@/loaded pool
vol-download small @FOLDER@/loaded pool --offset 1000 --length 1000
vol-upload none @FOLDER@/zeros pool
vol-download none @FOLDER@/loaded pool
vol-upload small @FOLDER@/absent pool
vol-wipe small pool
vol-info small pool

vol-create-from pool @raw.xml small
words
vol-create-from pool @raw.xml small --inputpool pool
vol-create-from pool @new.xml small --inputpool pool
# libvirtd leaves out zeros, we leave out holes.
mask ^Allocation: +(.*)
vol-info new pool

# Only for reading.
-r vol-list pool
-r vol-info raw pool
-r vol-path raw pool
-r vol-dumpxml raw pool --xpath /volume/name
-r vol-create-as pool b 1M
-r vol-delete raw pool
-r vol-resize raw 32M pool
-r vol-wipe raw pool
-r vol-clone raw d pool
-r vol-upload raw @FOLDER@/zeros pool
-r vol-download raw @FOLDER@/loaded pool

# Removing.
vol-delete over pool
vol-delete raw pool
vol-delete raw pool
vol-delete @FOLDER@/pool/qcow2
vol-list pool
pool-delete pool
pool-destroy pool
vol-list pool
vol-info made pool
vol-delete made pool
pool-delete pool
vol-path @FOLDER@/pool/made
pool-undefine pool
END
