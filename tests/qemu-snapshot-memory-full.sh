#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A snapshot for whose memory there is no room fails and says so, also where QEMU does not, which is
# near the end; no file of it is left, and the guest goes on with the image that it had.
. "${srcdir:?}/tests/snapshot_lib.sh" || exit 1

mkdir "$T/place" "$T/bin"
unshare -Urm true 2>/dev/null || skip "no namespaces can be made here"
cat >"$T/bin/small" <<END
#!/bin/sh
exec unshare -Urm sh -c 'mount -t tmpfs -o size=\$KIB\k none "$T/place" && exec vmrpcd "\$@"' sh "\$@"
END
chmod +x "$T/bin/small"
start_daemon
define_cow_guest g
start_guest g
v snapshot-create-as g whole --memspec "$T/whole" >/dev/null
whole=$(($(stat -c %s "$T/whole") / 1024))
v snapshot-delete g whole >/dev/null
v destroy g >/dev/null
stop_daemon
for KIB in 8 300 $((whole - 60)) $((whole - 30)); do
    export KIB
    DAEMON=$T/bin/small start_daemon
    start_guest g
    ! v snapshot-create-as g s --memspec "$T/place/memory" 2>"$T/err" || fail "$KIB KiB: it was kept"
    grep -q 'No space left on device' "$T/err" || fail "$KIB of $whole KiB: $(cat "$T/err")"
    [ -z "$(find "/proc/$PID/root$T/place" -type f)" ] || fail "$KIB KiB: memory is left"
    [ ! -e "$T/g.s" ] || fail "$KIB KiB: an image is left"
    [ "$(v domstate g)" = running ] || fail "$KIB KiB: $(v domstate --reason g)"
    [ "$(images_of g)" = "$T/g.qcow2" ] || fail "$KIB KiB: $(images_of g)"
    v destroy g >/dev/null
    stop_daemon
done
