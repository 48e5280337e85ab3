# SPDX-License-Identifier: LGPL-2.1-or-later
# What tests of snapshots with real guests share. Source it first.
#
#   define_cow_guest NAME [XML…]    the repository's guest, with a qcow2 image $T/NAME.qcow2 as hda
#   sum FILE...                     checksums of their bytes
#   disk_of NAME                    path of the image that the guest writes
#   images_of NAME                  paths of all its images, from the first to the deepest
#   mark FILE BYTE                  the disk in an image holds that byte from now on, far behind its code
#   marked FILE BYTE                whether it does, seen through what lies behind the image
#   pid_of NAME                     of its QEMU
#   kill_daemon                     as a crash
#   metadata NAME                   the files that the daemon has of its snapshots
#   stopped NAME | going NAME       its QEMU is stopped by a signal; goes on

. "${srcdir:?}/tests/lib.sh" || exit 1
need qemu-img
need_qemu

MARK_AT=900000

define_cow_guest() {
    local name=$1 devices=${2:-} document
    qemu-img convert -O qcow2 "$GUEST_IMAGE" "$T/$name.qcow2"
    document=$(<"$srcdir/guest/guest.xml")
    document=${document//@NAME@/"$name"}
    document=${document//@FOLDER@/"$T"}
    document=${document//"$name.img"/"$name.qcow2"}
    document=${document//"type='raw'"/"type='qcow2'"}
    printf '%s\n' "${document//@DEVICES@/"$devices"}" >"$T/$name.xml"
    v define "$T/$name.xml" >/dev/null
}

sum() {
    cat -- "$@" | sha256sum
}

images_of() {
    v dumpxml "$1" | sed -n "/<disk /,/<\/disk>/s/.*<source file='\([^']*\)'.*/\1/p"
}

disk_of() {
    images_of "$1" | head -n 1
}

mark() {
    qemu-io -f qcow2 -c "write -P $2 $MARK_AT 512" "$1" >/dev/null || fail "cannot mark $1"
}

marked() {
    qemu-io -r -f qcow2 -c "read -P $2 $MARK_AT 512" "$1" | grep -q '^read 512' ||
        return 1
    ! qemu-io -r -f qcow2 -c "read -P $2 $MARK_AT 512" "$1" | grep -q 'verification failed'
}

pid_of() {
    sed -n "s/^<machine pid='\([0-9]*\)'.*/\1/p" "$T"/root/*/qemu/"$1.status" | grep . ||
        fail "$1 has no QEMU"
}

stopped() {
    kill -STOP "$(pid_of "$1")"
}

going() {
    kill -CONT "$(pid_of "$1")"
}

kill_daemon() {
    kill -KILL "$PID"
    wait "$PID" || true
    exec 3<&-
}

metadata() {
    ls "$T/root/config/qemu/snapshot/$1" 2>/dev/null || true
}
