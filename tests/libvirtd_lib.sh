# SPDX-License-Identifier: LGPL-2.1-or-later
# What tests share that compare us with a real libvirtd: lib.sh, a libvirtd of their own, and the
# same commands of virsh for both. That libvirtd has mount, process, network and host name spaces of
# its own, so that it sees nothing of the machine's and leaves nothing: with its first process
# everything in them ends, and its folders are in memory.
#
#   start_both [vmrpcd options]   starts both, with the driver for QEMU; $THEIRS is libvirtd's URI,
#                                 $OURS ours
#   document NAME                 gives each side a document of its own, NAME.xml, of what is read
#                                 from standard input, with the side's folder for @FOLDER@
#   guest_document NAME [XML...]  the same of the repository's small guest, with its image
#   compare                       runs the table on standard input; see virsh_transcript.py
#
# Each side has a folder: $T/ours and $T/real. Source it first.

. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu
need virsh unshare python3 ip
LIBVIRTD=$(PATH=$PATH:/usr/sbin command -v libvirtd) ||
    skip 'libvirtd is not installed (package libvirt-daemon)'
ls /usr/lib/*/libvirt/connection-driver/libvirt_driver_qemu.so >/dev/null 2>&1 ||
    skip "libvirtd's QEMU driver is not installed (package libvirt-daemon-driver-qemu)"
[ "$(id -u)" = 0 ] || skip 'only root can run a libvirtd with folders of its own'
unshare --mount --pid --net --uts --fork true 2>/dev/null ||
    skip "namespaces cannot be made here ($(unshare --mount --pid --net --uts --fork true 2>&1))"

LIBVIRTD_PID=

configure_libvirtd() {
    mkdir -p "$T/libvirt"
    cat >"$T/libvirt/libvirtd.conf" <<END
unix_sock_dir = "$T/libvirt"
auth_unix_ro = "none"
auth_unix_rw = "none"
log_outputs = "3:stderr"
END
    cat >"$T/libvirt/qemu.conf" <<'END'
user = "root"
group = "root"
security_driver = "none"
stdio_handler = "file"
namespaces = []
cgroup_controllers = []
END
    # Its package for services would make this user, which has to be there.
    cp /etc/passwd /etc/group "$T/libvirt"
    getent passwd libvirt-qemu >/dev/null || {
        echo 'libvirt-qemu:x:64055:64055::/:/bin/false' >>"$T/libvirt/passwd"
        echo 'libvirt-qemu:x:64055:' >>"$T/libvirt/group"
    }
    # Process 1 of the name space, which QEMU falls to when it goes to the background. The test's
    # folder stays visible, wherever it is.
    cat >"$T/libvirt/run" <<END
set -e
exec 9<"$T"
for folder in /var/lib /var/log /var/cache /run; do
    mount -t tmpfs tmpfs \$folder
done
mkdir -p "$T" /run/lock
mount --bind /proc/self/fd/9 "$T"
exec 9<&-
for file in passwd group; do
    mount --bind "$T/libvirt/\$file" "/etc/\$file"
done
mount --bind "$T/libvirt" /etc/libvirt
ip link set lo up
"$LIBVIRTD" --timeout 600 --config /etc/libvirt/libvirtd.conf --pid-file /run/libvirtd.pid &
wait \$!
END
}

libvirtd_answers() {
    ! kill -0 "$LIBVIRTD_PID" 2>/dev/null || virsh -q -c "$THEIRS" uri >/dev/null 2>&1
}

start_libvirtd() {
    configure_libvirtd
    THEIRS="qemu+unix:///system?socket=$T/libvirt/libvirt-sock"
    unshare --mount --propagation private --pid --fork --kill-child=KILL --mount-proc --net --uts \
        "$BASH" "$T/libvirt/run" >"$T/libvirtd.log" 2>&1 3<&- &
    LIBVIRTD_PID=$!
    await 'libvirtd answers' libvirtd_answers
    kill -0 "$LIBVIRTD_PID" 2>/dev/null ||
        skip "libvirtd does not run here: $(tail -n 3 "$T/libvirtd.log")"
}

start_both() {
    mkdir "$T/ours" "$T/real"
    start_libvirtd
    WHOSE=--system
    start_daemon --driver storage "$@"
    OURS=$URI
}

# The boot image of the tests, as base.img in both folders.
copy_guest_image() {
    local side
    for side in ours real; do
        cp "$GUEST_IMAGE" "$T/$side/base.img"
    done
}

document() {
    local side text
    text=$(cat)
    for side in ours real; do
        printf '%s\n' "${text//@FOLDER@/"$T/$side"}" >"$T/$side/$1.xml"
    done
}

# The same on both sides.
uuid_of() {
    printf '5c9d6a1e-0000-4000-8000-%012x\n' "$(cksum <<<"$1" | cut -d ' ' -f 1)"
}

guest_document() {
    local text
    text=$(<"$srcdir/guest/guest.xml")
    text=${text//@NAME@/"$1"}
    text=${text/<memory/"<uuid>$(uuid_of "$1")</uuid>"$'\n  '<memory}
    document "$1" <<<"${text//@DEVICES@/"${2:-}"}"
    cp "$GUEST_IMAGE" "$T/ours/$1.img"
    cp "$GUEST_IMAGE" "$T/real/$1.img"
}

compare() {
    python3 -B "$srcdir/tests/virsh_transcript.py" "$OURS" "$THEIRS" "$T/ours" "$T/real" ||
        fail 'virsh does not say the same of both'
}
