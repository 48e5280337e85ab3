#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A client made by rpcgen and plain libtirpc from the installed remote_protocol.x works on both
# kinds of socket, starts and stops a real guest, and is not disturbed by events.
. "${srcdir:?}/tests/lib.sh" || exit 1
. "${srcdir:?}/tests/rpcgen_lib.sh" || exit 1
need_qemu

make -s -C "$builddir" install-pkgdataDATA DESTDIR="$T/install" >"$T/make.log" 2>&1 ||
    fail "$(cat "$T/make.log")"
build_rpcgen_client "$(find "$T/install" -name remote_protocol.x)"

start_daemon --listen tcp:127.0.0.1:0
define_guest stock
timeout 60 "$T/client/rpcgen_client" unix "$SOCKET" qemu:///session stock || fail "over AF_UNIX"
timeout 60 "$T/client/rpcgen_client" tcp "$(tcp_port)" qemu:///session stock || fail "over TCP"
stop_daemon
