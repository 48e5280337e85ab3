#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The stock rpcinfo finds all programs ready and waiting, over TCP and AF_UNIX, v4 and v6, with a
# version and without one.
. "${srcdir:?}/tests/lib.sh" || exit 1
need rpcinfo

start_daemon --listen tcp:127.0.0.1:0 --listen 'tcp:[::1]:0'
port() {
    sed -n "s/^listening on tcp:$1:\([0-9]*\)$/\1/p" <<<"$LISTENING"
}
p4=$(port '127\.0\.0\.1')
p6=$(port '\[::1\]')

for program in 536903814 536903815 536903824; do
    for version in '' 1; do
        for target in "tcp 127.0.0.1.$((p4 / 256)).$((p4 % 256))" \
            "tcp6 ::1.$((p6 / 256)).$((p6 % 256))" "local $SOCKET"; do
            rpcinfo -a "${target#* }" -T "${target%% *}" $program $version >"$T/answer" 2>&1 ||
                fail "$target $program $version: $(cat "$T/answer")"
            [ "$(cat "$T/answer")" = "program $program version 1 ready and waiting" ] ||
                fail "$target $program $version: $(cat "$T/answer")"
        done
    done
done
if rpcinfo -a "$SOCKET" -T local 536903814 2 >"$T/answer" 2>&1; then
    fail "version 2 is said to be there: $(cat "$T/answer")"
fi
stop_daemon
