#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What `make install` puts there is enough: programs run from it, and a program that knows only
# pkg-config and the public headers builds, links and works, those of libvmrpc(3) among them.
. "${srcdir:?}/tests/lib.sh" || exit 1
need pkg-config clang
case $(nm -D "$builddir/.libs/libvmrpc.so" 2>/dev/null) in
*__asan_*) skip "a library with sanitizers does not load into a program without" ;;
esac

make -s -C "$builddir" install DESTDIR="$T/install" >"$T/make.log" 2>&1 || fail "$(cat "$T/make.log")"
find_one() {
    find "$T/install" -name "$1" ! -path '*/completions/*' -type "${2:-f}" | grep . || fail "$1 is not installed"
}
pc=$(find_one vmrpc.pc)
lib=$(dirname "$(find_one libvmrpc.so.0 l)")
vmrpc=$(find_one vmrpc)
for file in vmrpcd vmrpc-pki remote_protocol.x vmrpc.h vmrpc_rpc.h remote_protocol.h; do
    find_one "$file" >/dev/null
done
headers=$(dirname "$(find_one vmrpc.h)")
for file in "$srcdir"/include/vmrpc/*.h; do
    cmp "$file" "$headers/vmrpc/${file##*/}" || fail "${file##*/} is not installed"
    for language in c c++; do
        clang -Wall -Werror -fsyntax-only -x $language -I "$headers" "$file" ||
            fail "${file##*/} does not stand alone in $language"
    done
    # A name that C finds anywhere may in C++ be that of a member of a struct.
    {
        echo "#include <vmrpc/${file##*/}>"
        sed 's,/\*.*,,' "$file" | sed -nE 's/.*\b(VMRPC_[A-Z0-9_]+) = .*/int see_\1 = (int) \1;/p'
    } >"$T/names.cc"
    clang -Wall -Werror -fsyntax-only -x c++ -I "$headers" "$T/names.cc" ||
        fail "${file##*/} has constants that C++ does not see"
done
export VMRPC_DAEMON LD_LIBRARY_PATH=$lib PKG_CONFIG_PATH=${pc%/*} PKG_CONFIG_SYSROOT_DIR=$T/install
VMRPC_DAEMON=$(find_one vmrpcd)
[ "$("$vmrpc" -c test:///default -q domname 1)" = test ] || fail "the installed tool"

cat >"$T/program.c" <<'C'
#include <stdio.h>
#include <vmrpc.h>

int main(void)
{
    VmrpcError *error = NULL;
    VmrpcConnection *connection = vmrpc_connection_open("test:///default", 0, &error);
    VmrpcDomain *domain = connection ? vmrpc_domain_lookup(connection, "test", &error) : NULL;
    int active = domain ? vmrpc_domain_is_active(domain, &error) : -1;

    if (error)
        fprintf(stderr, "%s\n", vmrpc_error_message(error));
    printf("%d of %d\n", active, VMRPC_VERSION_NUMBER);
    vmrpc_error_free(error);
    vmrpc_domain_unref(domain);
    vmrpc_connection_close(connection);
    return 0;
}
C
# A pc file is asked, not trusted: no flag beside its own, and of libtirpc, which is not below $T.
build() {
    cc -Wall -Werror $(pkg-config --cflags "$1") $tirpc "$T/$2.c" \
        -o "$T/$2" "${@:3}" $(pkg-config --libs "$1") ||
        fail "$2 does not build: $(cat "${pc%/*}/$1.pc")"
}
tirpc=
build vmrpc program
IFS=. read -r major minor micro <<<"$(pkg-config --modversion vmrpc)"
[ "$("$T/program")" = "1 of $((major * 1000000 + minor * 1000 + micro))" ] ||
    fail "the program built against the installed library says $("$T/program")"
! readelf -d "$T/program" | grep tirpc || fail "who calls no stub of rpcgen's is linked to libtirpc"

cat >"$T/caller.c" <<'C'
#include <stdio.h>
#include <vmrpc/remote_protocol.h>
#include <vmrpc_rpc.h>

int main(void)
{
    VmrpcConnection *connection = vmrpc_connection_open("test:///default", 0, NULL);
    CLIENT *client = vmrpc_clnt_create(connection, REMOTE_PROGRAM, REMOTE_V1, NULL);
    struct timeval timeout = {60, 0};
    enum clnt_stat stat = clnt_call(client, 0, (xdrproc_t) xdr_void, NULL, (xdrproc_t) xdr_void,
                                    NULL, timeout);

    printf("%s\n", clnt_sperrno(stat));
    clnt_destroy(client);
    vmrpc_connection_close(connection);
    return stat != RPC_SUCCESS;
}
C
tirpc=$(PKG_CONFIG_SYSROOT_DIR= pkg-config --cflags libtirpc)
build vmrpc-rpc caller
"$T/caller" >"$T/said" || fail "a call through a CLIENT: $(cat "$T/said")"
[ -e "$(pkg-config --variable=protocol vmrpc-rpc)" ] || fail "the interface file is not where its pc file says"

# The programs of the manual, in its order: it is a list of blocks, and these have a main().
python3 - "$srcdir/docs/libvmrpc.rst" "$T" <<'PY' || fail "the manual has other programs"
import re, sys
text = open(sys.argv[1]).read()
blocks = re.findall(r"::\n\n((?:    .*\n|\n)+)", text)
programs = [block for block in blocks if "int main(" in block]
for name, program in zip(["list", "watch", "start"], programs, strict=True):
    open(f"{sys.argv[2]}/{name}.c", "w").write(re.sub(r"(?m)^    ", "", program))
PY
need rpcgen
cp "$(pkg-config --variable=protocol vmrpc-rpc)" "$T/remote_protocol.x"
(cd "$T" && rpcgen -C -M -h remote_protocol.x >remote_protocol.h &&
    rpcgen -C -M -c remote_protocol.x >remote_protocol_xdr.c && cc -w $tirpc -c remote_protocol_xdr.c)
tirpc= build vmrpc list
tirpc= build vmrpc watch
build vmrpc-rpc start "$T/remote_protocol_xdr.o"
says() {
    local words=$1
    shift
    "$@" >"$T/said" 2>&1 || fail "$1 fails: $(cat "$T/said")"
    [ "$(cat "$T/said")" = "$words" ] || fail "$1 says: $(cat "$T/said")"
}
says 'test                 running (booted)' "$T/list" test:///default
says 'example: Started, Booted
example: Stopped, Destroyed' "$T/watch"
start_daemon
for name in one two; do
    echo "<domain type='test'><name>$name</name><memory>65536</memory><os><type>hvm</type></os></domain>" >"$T/$name.xml"
    v define "$T/$name.xml" >/dev/null
done
says $'one: started\ntwo: started' "$T/start" "$URI" one two
says $'one: domain is already running' "$T/start" "$URI" one
