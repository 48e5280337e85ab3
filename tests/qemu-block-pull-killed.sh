#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# kill -9 of QEMU as soon as a pull is over: what was pulled is in the image, which has nothing behind it
# any more.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

start_daemon
define_cow_guest g
v undefine g >/dev/null
sed -i "s/g.qcow2/g.top/" "$T/g.xml"
mark "$T/g.qcow2" 7
qemu-img create -q -f qcow2 -F qcow2 -b "$T/g.qcow2" "$T/g.top"
v define "$T/g.xml" >/dev/null
v start g >/dev/null
v blockpull g hda --wait >/dev/null
kill -KILL "$(pid_of g)"
[ "$(images_of g)" = "$T/g.top" ] || fail "$(images_of g)"
! qemu-img info -U "$T/g.top" | grep -q '^backing file' || fail "there is something behind it"
qemu-img check -U -q "$T/g.top" || fail "the image is damaged"
marked "$T/g.top" 7 || fail "what was pulled is lost"
