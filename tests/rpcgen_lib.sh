# SPDX-License-Identifier: LGPL-2.1-or-later
# For tests with a client made by rpcgen and plain libtirpc; source it after lib.sh.
#
#   build_rpcgen_client FILE.x      makes $T/client/rpcgen_client of tests/rpcgen_client.c
need rpcgen cc

build_rpcgen_client() {
    mkdir "$T/client"
    cp "$1" "$T/client/remote_protocol.x"
    (
        cd "$T/client"
        rpcgen -C -M -h remote_protocol.x >remote_protocol.h
        rpcgen -C -M -c remote_protocol.x >remote_protocol_xdr.c
        rpcgen -C -M -l remote_protocol.x >remote_protocol_clnt.c
        cc -w -I. $(pkg-config --cflags libtirpc) "$srcdir/tests/rpcgen_client.c" \
            remote_protocol_*.c -o rpcgen_client $(pkg-config --libs libtirpc)
    )
}
