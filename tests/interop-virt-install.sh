#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Stock virt-install makes guests here: of a disk that is there, with a disk that it makes, without
# any; defined or transient. The pools and volumes that it needs come about by the way.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu
need virt-install virsh qemu-img

WHOSE=--system
start_daemon --driver storage
# Nothing of the user's is read or written, and no module of the tests is taken for one of its own.
export HOME=$T/home XDG_CACHE_HOME=$T/home/cache XDG_CONFIG_HOME=$T/home/config
unset PYTHONPATH
mkdir -p "$HOME" "$T/disks"
qemu-img convert -O qcow2 "$GUEST_IMAGE" "$T/disks/boot.qcow2"

# install NAME OPTIONS...: its output goes to $T/NAME.out, the guest's to $T/NAME.serial.
install() {
    local name=$1
    shift
    virt-install --connect "$URI" --name "$name" --virt-type qemu --memory 32 --import \
        --osinfo detect=off,require=off --noautoconsole \
        --serial "file,path=$T/$name.serial" "$@" >"$T/$name.out" 2>&1 </dev/null
}

installed() {
    install "$@" || fail "virt-install $*: $(cat "$T/$1.out")"
}

# refused REGEX NAME OPTIONS...
refused() {
    local pattern=$1
    shift
    ! install "$@" || fail "virt-install $* succeeded"
    grep -q -E -- "$pattern" "$T/$1.out" || fail "no '$pattern' in: $(cat "$T/$1.out")"
}

# says WORDS COMMAND...: virsh prints just that, but for blanks around it.
says() {
    local wanted=$1 said
    shift
    said=$(virsh -q -c "$URI" "$@" 2>&1) || true
    read -r -d '' said <<<"$said" || true
    [ "$said" = "$wanted" ] || fail "virsh $*: '$said', not '$wanted'"
}

# A disk that is there: its folder becomes a pool, which is there after the next start as well.
installed boot --disk "$T/disks/boot.qcow2" --network none --graphics none
grep -q '^Domain creation completed' "$T/boot.out" || fail "$(cat "$T/boot.out")"
wait_line "$T/boot.serial" 'vmrpc guest ready'
says 'running (booted)' domstate --reason boot
says boot list --name --persistent
says disks pool-list --name --persistent --autostart
says 'boot.qcow2' vol-name "$T/disks/boot.qcow2"

# A disk that is not there: a volume of the usual pool.
virsh -q -c "$URI" pool-define-as default dir --target "$T/images" >/dev/null
virsh -q -c "$URI" pool-start default --build >/dev/null
installed made --disk size=1 --network user --graphics vnc
says running domstate made
says "$T/images/made.qcow2" vol-path made.qcow2 default
says "<source file=\"$T/images/made.qcow2\" index=\"1\"/>" dumpxml made --xpath /domain/devices/disk/source
says '<format type="qcow2"/>' vol-dumpxml made.qcow2 default --xpath /volume/target/format
says '<capacity unit="bytes">1073741824</capacity>' \
    vol-dumpxml made.qcow2 default --xpath /volume/capacity
virsh -q -c "$URI" domdisplay made | grep -q '^vnc://' || fail 'no display'

# The newer machine with what is usual in it.
installed new --machine q35 --disk size=1,bus=virtio,format=raw --network user,model=virtio \
    --graphics vnc --video virtio --rng /dev/urandom --autostart
says running domstate new
says new list --name --autostart
says "$T/images/new.img" vol-path new.img default

# What is seen by SPICE has sound, an agent and USB devices of the viewer.
installed desk --disk none --network user --graphics spice --sound ich9
virsh -q -c "$URI" domdisplay desk | grep -q '^spice://' || fail 'no display'
says '<audio id="1" type="spice"/>' dumpxml desk --xpath /domain/devices/audio

# Without a disk; without a definition; without waiting.
installed bare --disk none --network none --graphics none
installed brief --disk none --network none --graphics none --transient
installed soon --disk none --network none --graphics none --wait 0
says brief list --name --transient
says running domstate bare
says running domstate soon

# Only a document, which can be defined.
installed shown --disk none --network user --graphics vnc --print-xml
says "error: failed to get domain 'shown'" domstate shown
virsh -q -c "$URI" define "$T/shown.out" >/dev/null
says 'shut off' domstate shown

# The CPU of a guest with KVM is that of the host, where the daemon offers KVM.
if virsh -q -c "$URI" capabilities | grep -q "<domain type='kvm'"; then
    installed fast --virt-type kvm --disk none --network none --graphics none --print-xml
    grep -q '<cpu mode="host-passthrough"' "$T/fast.out" || fail "$(cat "$T/fast.out")"
fi
virsh -q -c "$URI" domcapabilities --virttype qemu | grep -q "<model fallback='forbid'>max</model>" ||
    fail 'no model of mode host-model'

# What cannot be; and then the disk that was made for it is gone as well.
refused "Guest name 'boot' is already in use" boot --disk none --network none
refused "is already in use by other guests \['boot'\]" other --disk "$T/disks/boot.qcow2"
refused 'No such file or directory' other --disk "$T/nowhere/other.qcow2"
refused 'no-such-model' other --disk size=1 --network none --cpu no-such-model
says "error: failed to get domain 'other'" domstate other
[ ! -e "$T/images/other.qcow2" ] || fail 'the disk of a guest that could not start is left'
virsh -q -c "$URI" vol-list default | grep -q other && fail 'its volume is left'
says 'boot
made
new
desk
bare
brief
soon' list --name --state-running
