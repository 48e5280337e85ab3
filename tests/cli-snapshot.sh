#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The commands of snapshots: what each prints for people and as JSON, filters, the tree, and options
# that contradict each other. The snapshots are metadata alone, so no guest runs.
. "${srcdir:?}/tests/cli_lib.sh" || exit 1
need_qemu

redefine() {
    local name=$1 parent=$2 state=$3 place=$4 uuid
    uuid=$(v domuuid g)
    cat >"$T/$name.xml" <<END
<domainsnapshot>
  <name>$name</name>
  ${parent:+<parent><name>$parent</name></parent>}
  <state>$state</state>
  <creationTime>1700000000</creationTime>
  <disks><disk name='hda' snapshot='$place'/></disks>
  <domain><uuid>$uuid</uuid></domain>
</domainsnapshot>
END
    v snapshot-create g "$T/$name.xml" --redefine >/dev/null
}

start_daemon
define_guest g
export TZ=UTC
redefine a '' shutoff internal
redefine b a running internal
redefine c b disk-snapshot external
redefine d a shutoff external
says "Domain snapshot a created from '$T/a.xml'" snapshot-create g "$T/a.xml" --redefine --current

says ' Name   Creation Time               State
---------------------------------------------------
 a      2023-11-14 22:13:20 +0000   shutoff
 b      2023-11-14 22:13:20 +0000   running
 c      2023-11-14 22:13:20 +0000   disk-snapshot
 d      2023-11-14 22:13:20 +0000   shutoff' snapshot-list g
[ "$(v snapshot-list g --tree)" = 'a
  |
  +- b
  |   |
  |   +- c
  |     
  +- d
    ' ] || fail "$(v snapshot-list g --tree | cat -A)"
names() {
    local wanted=$1 listed
    shift
    listed=$(v snapshot-list g --name "$@" | xargs)
    [ "$listed" = "$wanted" ] || fail "$*: '$listed' instead of '$wanted'"
}
names 'a' --roots
names 'c d' --leaves
names 'a b' --no-leaves
names 'a d' --inactive
names 'b c' --active --disk-only
names 'c d' --external
names 'd' --external --inactive
names '' --no-metadata
names 'b d' --from a
names 'b c d' --current --descendants
refuses "--descendants requires either --from or --current" snapshot-list g --descendants
refuses "Options --tree and --name are mutually exclusive" snapshot-list g --tree --name

says a snapshot-current g --name
says b snapshot-parent g c
refuses "snapshot 'a' has no parent" snapshot-parent g --current
refuses "--snapshotname or --current is required" snapshot-revert g
says 'Snapshot d set as current' snapshot-current g d
says 'Name:           c
Domain:         g
Current:        no
State:          disk-snapshot
Location:       external
Parent:         b
Children:       0
Descendants:    0
Metadata:       yes' snapshot-info g c
[ "$(v snapshot-list g --json | value '[s["parent"] for s in r["snapshots"]]')" = "[None, 'a', 'b', 'a']" ] ||
    fail "$(v snapshot-list g --json)"
[ "$(v snapshot-info g a --json | value 'r["children"], r["descendants"], r["state"]')" = "(2, 3, 'shutoff')" ] ||
    fail "$(v snapshot-info g a --json)"
[ "$(v snapshot-parent g b --json | value 'r["name"]')" = a ] || fail "$(v snapshot-parent g b --json)"
[ "$(v snapshot-dumpxml g c --json | value '"<name>c</name>" in r["xml"]')" = True ] || fail "no document"

says '<domainsnapshot>
  <name>n&amp;</name>
  <description>text</description>
  <memory snapshot='"'external'"' file='"'/m,1'"'/>
  <disks>
    <disk name='"'vda'"' snapshot='"'external'"'>
      <driver type='"'qcow2'"'/>
      <source file='"'/i'"'/>
    </disk>
    <disk name='"'vdb'"' snapshot='"'no'"'/>
  </disks>
</domainsnapshot>' snapshot-create-as g 'n&' text --print-xml --memspec '/m,,1,snapshot=external' \
    --diskspec vda,snapshot=external,driver=qcow2,file=/i --diskspec vdb,snapshot=no
refuses "unable to parse diskspec: colour=red" snapshot-create-as g --print-xml --diskspec vda,colour=red

EDITOR="sed -i s/1700000000/1700000001/" v snapshot-edit g c >/dev/null
v snapshot-dumpxml g c | grep '<creationTime>1700000001<' >/dev/null || fail "c has not been edited"
says 'Domain snapshot a children deleted' snapshot-delete g a --children-only --metadata
says 'Domain snapshot a deleted' snapshot-delete g a --metadata
names ''

# Metadata that cannot be read are left alone, and the rest is known to the next daemon.
redefine a '' shutoff internal
redefine b a shutoff internal
echo '<domainsnapshot>' >"$T/root/config/qemu/snapshot/g/broken.xml"
stop_daemon
start_daemon
wait_line "$T/log" 'broken.xml is left alone'
names 'a b'
says a snapshot-parent g b
