#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# virsh as client of snapshots: made, listed, gone back to, edited by redefinition and deleted; what it
# prints is what vmrpc prints.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1
need virsh

virsh_() {
    virsh -c "qemu+unix:///session?socket=$SOCKET" "$@"
}

same() {
    local ours theirs
    ours=$(v "$@" 2>&1 || true)
    theirs=$(virsh_ "$@" 2>&1 || true)
    [ "$ours" = "$theirs" ] || fail "$*: '$ours' is not '$theirs'"
}

start_daemon
export TZ=UTC
define_cow_guest g
virsh_ snapshot-create-as g one >/dev/null
start_guest g
virsh_ snapshot-create-as g two 'with memory' >/dev/null
virsh_ snapshot-create-as g three --disk-only >/dev/null
virsh_ snapshot-create-as g four --memspec "$T/four.mem" >/dev/null
for options in '' --tree --parent --roots --leaves '--from two' '--from one --descendants' \
    '--from one --tree' --name --external --inactive --topological; do
    # shellcheck disable=SC2086
    same snapshot-list g $options
done
for name in one two three four; do
    same snapshot-info g $name
    same snapshot-dumpxml g $name
    same snapshot-parent g $name
done
same snapshot-current g --name
same snapshot-create-as g five text --print-xml --memspec /m --diskspec hda,snapshot=external,file=/x
virsh_ snapshot-revert g four >/dev/null
[ "$(v domstate g)" = running ] || fail "$(v domstate --reason g)"
! virsh_ snapshot-revert g one --running >/dev/null 2>"$T/err" || fail "back without force"
grep -q "'three' keeps" "$T/err" || fail "$(cat "$T/err")"

# Its metadata go and come back.
virsh_ snapshot-dumpxml g four --security-info >"$T/four.xml"
virsh_ snapshot-delete g four --metadata >/dev/null
[ "$(virsh_ snapshot-current g --name | xargs)" = three ] || fail "current: $(virsh_ snapshot-current g --name)"
virsh_ snapshot-create g "$T/four.xml" --redefine --current >/dev/null
same snapshot-list g --tree
virsh_ snapshot-delete g four >/dev/null
virsh_ snapshot-delete g three >/dev/null
virsh_ snapshot-revert g two --force >/dev/null
virsh_ snapshot-delete g one --children >/dev/null
[ "$(images_of g)" = "$T/g.qcow2" ] || fail "$(images_of g)"
[ -z "$(qemu-img snapshot -U -l "$T/g.qcow2")" ] || fail "snapshots are left"
[ "$(virsh_ list --all --with-snapshot --name | xargs)" = '' ] || fail "it has none"
