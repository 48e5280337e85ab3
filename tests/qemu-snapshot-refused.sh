#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What no snapshot can be taken of is refused by name and leaves nothing; a disk goes without only if
# the snapshot says so. Undefining needs a word about metadata.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

refused() {
    local text=$1
    shift
    ! v "$@" >/dev/null 2>"$T/err" || fail "'$*' succeeds"
    grep -q -- "$text" "$T/err" || fail "'$*': $(cat "$T/err")"
    [ "$(v snapshot-list g --name)" = "${have:-}" ] || fail "'$*' left a snapshot"
    [ -z "$(metadata g | grep -e making)" ] || fail "'$*' left a note"
}

start_daemon
truncate -s 1M "$T/raw.img"
define_cow_guest g "<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='$T/raw.img'/>
    <target dev='hdb'/></disk><disk type='file' device='cdrom'><target dev='hdc'/></disk>"
refused "internal snapshot for disk 'hdb' unsupported: its image is not qcow2" snapshot-create-as g s
refused "external snapshot for disk 'hdc' unsupported: its drive is empty" \
    snapshot-create-as g s --disk-only --diskspec hdc,snapshot=external
refused "no disk named 'hdz'" snapshot-create-as g s --diskspec hdz,snapshot=no --diskspec hdb,snapshot=no
refused "mixing internal and external" snapshot-create-as g s --diskspec hdb,snapshot=external
refused "no disk that could keep" snapshot-create-as g s --diskspec hda,snapshot=no --diskspec hdb,snapshot=no
refused "images would take the name for the number" snapshot-create-as g 12 --diskspec hdb,snapshot=no
refused "begins with a dot" snapshot-create-as g .s --diskspec hdb,snapshot=no
refused "'quiesce' needs 'disk-only'" snapshot-create-as g s --quiesce
refused "not running" snapshot-create-as g s --disk-only --quiesce
refused "'current' needs 'redefine'" snapshot-create g --current
touch "$T/g.s"
refused "already exists: '$T/g.s'" snapshot-create-as g s --disk-only
[ -e "$T/g.s" ] && rm "$T/g.s"
refused "No such file" snapshot-create-as g s --disk-only --reuse-external
refused "'$T/raw.img' is an image that it has already" \
    snapshot-create-as g s --disk-only --diskspec "hdb,file=$T/raw.img"
# The second image cannot be made: the first goes as well.
refused "hdb" snapshot-create-as g s --disk-only --diskspec "hdb,file=$T/none/b"
[ ! -e "$T/g.s" ] || fail "an image is left"
start_guest g
refused "QEMU guest agent is not configured" snapshot-create-as g s --disk-only --quiesce
refused "hdb" snapshot-create-as g s --disk-only --diskspec "hdb,file=$T/none/b"
[ "$(disk_of g)" = "$T/g.qcow2" ] && [ ! -e "$T/g.s" ] || fail "the disk is $(disk_of g)"
refused "hdb" snapshot-create-as g s --memspec "$T/mem" --diskspec "hdb,file=$T/none/b"
[ "$(v domstate g)" = running ] && [ ! -e "$T/mem" ] || fail "$(v domstate --reason g)"

v snapshot-create-as g s --diskspec hdb,snapshot=no >/dev/null
have=s refused "domain snapshot 's' already exists" snapshot-create-as g s --diskspec hdb,snapshot=no
v snapshot-dumpxml g s | grep "<disk name='hdb' snapshot='no'/>" >/dev/null || fail "hdb is not in the document"
v destroy g >/dev/null
have=s refused 'cannot delete inactive domain with 1 snapshot' undefine g
v undefine g --snapshots-metadata >/dev/null
[ ! -e "$T/root/config/qemu/snapshot/g" ] || fail "metadata are left: $(metadata g)"
qemu-img snapshot -l "$T/g.qcow2" | grep ' s ' >/dev/null || fail "the image has lost its snapshot"
stop_daemon
