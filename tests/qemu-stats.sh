#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Figures of a guest: known from its start, newer while somebody reads them, of each image of a chain,
# older and older while QEMU stands still, and new again once it goes on.
. "${srcdir:?}/tests/cli_lib.sh" || exit 1
need_qemu
need qemu-img

# figure EXPRESSION [OPTIONS]: of the figures, which are s
figure() {
    local expression=$1
    shift
    v domstats --json "$@" one | value "(lambda s: ($expression))(r['domains'][0]['stats'])"
}

start_daemon
cp "$GUEST_IMAGE" "$T/base.img"
qemu-img create -q -f qcow2 -F raw -b "$T/base.img" "$T/top.qcow2"
cat >"$T/one.xml" <<END
<domain type='qemu'><name>one</name><memory unit='MiB'>64</memory><vcpu>2</vcpu>
<os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features><devices>
<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='$T/top.qcow2'/>
<target dev='hda'/></disk><disk type='file' device='cdrom'><target dev='hdc'/></disk>
<interface type='user'><mac address='52:54:00:00:00:01'/></interface>
<memballoon model='virtio'/></devices></domain>
END
v -q define "$T/one.xml"

# At rest: what the document says, sizes from the file; nothing that would need a guest.
[ "$(figure "s['block.0.path'].endswith('top.qcow2') and 'cpu.time' not in s and 'net.count' not in s")" = True ] ||
    fail "at rest: $(v domstats one)"
[ "$(v domblkinfo --json one hda | value "r['capacity_bytes'] == $(stat -c %s "$T/base.img")")" = True ] ||
    fail 'capacity of a disk at rest'
refuses 'Failed to get block stats for domain '"'one' device 'hda'" domblkstat one hda

# From the start on.
v -q start one
[ "$(figure "s['block.0.capacity'] == $(stat -c %s "$T/base.img") and 'block.0.rd.reqs' in s and
        s['balloon.current'] == 65536 and s['balloon.rss'] > 0 and s['net.count'] == 1")" = True ] ||
    fail "just started: $(v domstats one)"
[ "$(figure "s['block.count'], s['block.1.name'], s['block.1.path'], s['block.2.name']" --backing)" = \
    "(3, 'hda', '$T/base.img', 'hdc')" ] || fail "no chain: $(v domstats --backing one)"
grows() {
    [ "$(figure "s['block.0.rd.bytes'] >= 512 and s['block.0.rd.times'] > 0 and s['cpu.time'] > 0 and
            s['vcpu.0.time'] > 0 and 'vcpu.1.delay' in s")" = True ]
}
await 'the boot sector is seen to be read' grows
[ "$(v domblkinfo --json one "$T/top.qcow2" | value "r['capacity_bytes']")" = "$(stat -c %s "$T/base.img")" ] ||
    fail 'capacity of a disk that is used'
refuses "Failed to get the sizes of disk 'hdc'" domblkinfo one hdc
refuses 'Failed to get interface stats one 52:54:00:00:00:01' domifstat one 52:54:00:00:00:01

# Somebody who reads on gets figures that are not old, and the rate once it has been measured.
v -q domdirtyrate-calc one --seconds 1
[ "$(figure "s['dirtyrate.calc_status'] in (1, 2)")" = True ] || fail 'nothing is measured'
measured() {
    [ "$(figure "s['dirtyrate.calc_status'] == 2 and s['dirtyrate.calc_period'] == 1 and
            'dirtyrate.megabytes_per_second' in s and s['vmrpc.age_ms.block'] < 5000")" = True ]
}
await 'the rate is measured' measured
refuses "Failed to measure how fast domain 'one' changes its memory" \
    domdirtyrate-calc one --mode dirty-ring
[ "$(v domstate one)" = running ] || fail "QEMU did not survive: $(v domstate --reason one)"

# QEMU stands still: the figures are those of before, only older.
pkill -STOP -f -- "-uuid $(v domuuid one)"
old() {
    [ "$(figure "s['vmrpc.age_ms.block'] > 2500 and s['block.0.rd.bytes'] >= 512")" = True ]
}
await 'figures grow old' old
pkill -CONT -f -- "-uuid $(v domuuid one)"
young() {
    [ "$(figure "s['vmrpc.age_ms.block'] < 2000")" = True ]
}
await 'figures are new again' young
v -q destroy one
[ "$(figure "'block.0.rd.reqs' in s or 'vmrpc.age_ms.block' in s")" = False ] ||
    fail "figures of a run that has ended: $(v domstats one)"
stop_daemon
