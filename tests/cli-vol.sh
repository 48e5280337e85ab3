#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The commands of volumes: making, finding, asking, changing, deleting; units; and what they refuse.
. "${srcdir:?}/tests/cli_lib.sh" || exit 1
need qemu-img

start_daemon --driver storage
capacity() {
    v vol-info "$1" p --json | value 'r["capacity_bytes"]'
}

v -q "pool-define-as p dir --target '$T/pool'; pool-start p --build"
says 'Vol one created' vol-create-as p one 3MiB --allocation 1M
says "$T/pool/one" vol-path one p
says "$T/pool/one" vol-key --pool p one
says one vol-name "$T/pool/one"
says p vol-pool "$T/pool/one"
says "$(v -q pool-uuid p)" vol-pool "$T/pool/one" --uuid
says 'Name:           one
Type:           file
Capacity:       3145728 bytes
Allocation:     1048576 bytes' vol-info one p --bytes
says 'Name:           one
Type:           file
Capacity:       3.00 MiB
Physical:       3.00 MiB' vol-info one --pool p --physical
v vol-dumpxml one p | grep -q '<name>one</name>' || fail 'the document'

number=0
for size in 2k=2048 2KB=2000 2kib=2048 1536=1536 1g=1073741824 2MB=2000000; do
    number=$((number + 1))
    v -q vol-create-as p "size$number" "${size%=*}" --allocation 0 || fail "${size%=*}"
    [ "$(capacity "size$number")" = "${size#*=}" ] || fail "$size: $(capacity "size$number")"
    says "Vol size$number deleted" vol-delete "size$number" p
done
for size in '' x 1x 1ki -1 1.5G 16777216T; do
    refuses "Scaled numeric value '$size' for <capacity> option is malformed or out of range" \
        vol-create-as p bad --capacity "$size"
done

says "<volume>
  <name>top</name>
  <capacity>3145728</capacity>
  <target>
    <format type='qcow2'/>
  </target>
  <backingStore>
    <path>$T/pool/one</path>
    <format type='raw'/>
  </backingStore>
</volume>" vol-create-as p top 3M --format qcow2 --backing-vol one --backing-vol-format raw \
    --print-xml
says 'Vol top created' \
    vol-create-as p top 3M --format qcow2 --backing-vol one --backing-vol-format raw
qemu-img info "$T/pool/top" | grep -q "^backing file: $T/pool/one" || fail 'no backing file'
refuses "failed to get vol 'none'" vol-create-as p bad 1M --backing-vol none
says 'Vol full created' vol-create-as p full 1M --format qcow2 --prealloc-metadata

[ "$(v vol-clone full copy p --json | value 'r["name"], r["pool"]')" = "('copy', 'p')" ] ||
    fail 'clone'
qemu-img info "$T/pool/copy" | grep -q '^file format: qcow2' || fail 'a clone of another format'
v vol-clone full 'a<b' p --print-xml >"$T/clone.xml"
grep -q '<name>a&lt;b</name>' "$T/clone.xml" || fail "$(cat "$T/clone.xml")"
! grep -q -e '<key>' -e "$T/pool/full" "$T/clone.xml" || fail "$(cat "$T/clone.xml")"
echo '<volume><name>doc</name><capacity unit="MiB">2</capacity></volume>' >"$T/doc.xml"
says "Vol doc created from $T/doc.xml" vol-create p "$T/doc.xml"
refuses "Failed to create vol from $T/doc.xml" vol-create p "$T/doc.xml"
sed 's/doc/from/' "$T/doc.xml" >"$T/from.xml"
says 'Vol from created from input vol doc' vol-create-from p "$T/from.xml" doc --inputpool p
says $' Name   Path\n--------'"$(printf '%*s' $((${#T} + 12)) '' | tr ' ' -)"'
 copy   '"$T"'/pool/copy
 doc    '"$T"'/pool/doc
 from   '"$T"'/pool/from
 full   '"$T"'/pool/full
 one    '"$T"'/pool/one
 top    '"$T"'/pool/top' vol-list p
v vol-list p --details | grep -q -E "^ one +$T/pool/one +file +3\.00 MiB +1\.00 MiB$" ||
    fail "$(v vol-list p --details)"
[ "$(v vol-list p --json | value '[sorted(v) for v in r["volumes"]][0]')" = "['name', 'path']" ] ||
    fail 'the list'

says "Size of volume 'doc' successfully changed to 4M" vol-resize doc 4M p
says "Size of volume 'doc' successfully changed by 1M" vol-resize doc 1M --delta --pool p --allocate
[ "$(capacity doc)" = $((5 << 20)) ] || fail 'the new size'
refuses "Failed to change size of volume 'doc' to 1M" vol-resize doc 1M p
says "Size of volume 'doc' successfully changed by -1M" vol-resize doc -1M p
says "Size of volume 'doc' successfully changed to 1M" vol-resize doc 1M p --shrink
echo secret | dd of="$T/pool/doc" conv=notrunc status=none
says 'Vol doc wiped' vol-wipe doc p
! grep -q secret "$T/pool/doc" || fail 'it is still there'
says 'Vol doc wiped' vol-wipe doc p --algorithm random
refuses "Unsupported algorithm 'fire'" vol-wipe doc p --algorithm fire
says 'Vol doc deleted' vol-delete "$T/pool/doc"
refuses "failed to get vol 'doc', specifying --pool might help" vol-info doc
refuses "failed to get vol 'doc'" vol-info doc --pool p
stop_daemon
