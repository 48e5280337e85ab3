#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# I/O threads of a real guest: QEMU has them, they serve the disks that name them, also one that is
# plugged in; what they are is told, also by the next daemon.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

start_daemon
disk() {
    echo "<disk type='file' device='disk'><driver name='qemu' type='raw' iothread='$1'/>
        <source file='$T/$2.img'/><target dev='$2' bus='virtio'/></disk>"
}
truncate -s 1M "$T/vda.img" "$T/vdb.img"
dd if="$GUEST_IMAGE" of="$T/vda.img" conv=notrunc status=none
cat >"$T/one.xml" <<END
<domain type='qemu'><name>one</name><memory unit='MiB'>32</memory><vcpu cpuset='0'>1</vcpu>
<iothreads>2</iothreads><iothreadids><iothread id='5' thread_pool_max='9'/></iothreadids>
<cputune><emulatorpin cpuset='0'/><iothreadpin iothread='5' cpuset='0-1'/></cputune>
<os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features><devices>$(disk 5 vda)
<controller type='scsi' model='virtio-scsi'><driver iothread='1'/></controller>
<serial type='file'><source path='$T/serial'/></serial></devices></domain>
END
v define "$T/one.xml" >/dev/null
v start one >/dev/null
wait_line "$T/serial" 'vmrpc guest ready' # read from its disk

for number in 5 1; do
    grep -q -x "IO iothread$number" "/proc/$(qemu_of one)"/task/*/comm || fail "no I/O thread $number"
done
# Where they run is the kernel's to say, also after the others have been sent elsewhere.
runs() {
    local task
    task=$(grep -l -x "IO iothread$1" "/proc/$(qemu_of one)"/task/*/comm)
    [ "$(sed -n 's/^Cpus_allowed_list:\t//p' "${task%comm}status")" = "$2" ]
}
if [ "$(nproc)" -gt 1 ]; then
    runs 5 0-1 || fail 'thread 5 does not run where it is pinned'
    runs 1 0 || fail 'thread 1 does not run where the CPUs of the guest do'
    v emulatorpin one 1 --live
    runs 5 0-1 || fail 'thread 5 has moved'
    runs 1 0 || fail 'thread 1 has moved'
    v emulatorpin one 0 --live
fi
ask() {
    v qemu-monitor-command one --return-value "{\"execute\":\"qom-get\",\"arguments\":
        {\"path\":\"$1\",\"property\":\"$2\"}}"
}
[ "$(ask /objects/iothread5 thread-pool-max)" = 9 ] || fail 'workers'
serves() { [ "$(ask "/machine/peripheral/$2" iothread)" = "\"/objects/iothread$1\"" ]; }
serves 5 virtio-disk0 || fail "$(ask /machine/peripheral/virtio-disk0 iothread)"
serves 1 scsi0 || fail "$(ask /machine/peripheral/scsi0 iothread)"

tells() {
    local said
    said=$(v iothreadinfo one --json | tr -d ' \n')
    [ "$said" = '{"iothreads":[{"iothread":5,"affinity":"0-1"},{"iothread":1,"affinity":"0"}]}' ] ||
        fail "$said"
    v domstats one --iothread >"$T/stats"
    grep -q '^ *iothread.count=2$' "$T/stats" || fail "$(cat "$T/stats")"
    for number in 5 1; do
        grep -q "^ *iothread.$number.poll-max-ns=[1-9]" "$T/stats" || fail "$(cat "$T/stats")"
    done
}
tells
v iothreadinfo one --config | tr -s ' ' | grep -q '^ *5 0-1' || fail "$(v iothreadinfo one --config)"

# One more disk is served by them, too; by none that is not there.
disk 1 vdb >"$T/disk.xml"
v attach-device one "$T/disk.xml" --live >/dev/null
serves 1 virtio-disk1 || fail "$(ask /machine/peripheral/virtio-disk1 iothread)"
disk 7 vdc >"$T/disk.xml"
if v attach-device one "$T/disk.xml" --live >"$T/said" 2>&1; then
    fail 'plugged in without a thread'
fi
grep -q "disk 'vdc' names I/O thread 7, which is not there" "$T/said" || fail "$(cat "$T/said")"

kill -KILL "$PID"
wait "$PID" || true
start_daemon
tells
v dumpxml one | grep -q "iothread='1'" || fail "$(v dumpxml one)"
v destroy one >/dev/null
v iothreadinfo one | grep -q '^ *5 ' || fail "$(v iothreadinfo one)"
v domstats one --iothread | grep -q 'iothread' && fail 'figures of what does not run'

define_guest none ''
[ "$(v iothreadinfo none)" = 'No IOThreads found for the domain' ] || fail "$(v iothreadinfo none)"
