#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What `make install` puts there is enough: programs run from it, and a program that knows only
# pkg-config and the public headers builds, links and works.
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
    VmrpcConnection *connection = vmrpc_open("test:///default", 0, &error);
    VmrpcDomain *domain = connection ? vmrpc_domain_lookup(connection, "test", &error) : NULL;
    int active = domain ? vmrpc_domain_is_active(domain, &error) : -1;

    if (error)
        fprintf(stderr, "%s\n", vmrpc_error_message(error));
    printf("%d\n", active);
    vmrpc_error_free(error);
    vmrpc_domain_unref(domain);
    vmrpc_close(connection);
    return 0;
}
C
# The pc file is asked, not trusted: no flag beside its own.
cc -Wall -Werror $(pkg-config --cflags vmrpc) "$T/program.c" -o "$T/program" $(pkg-config --libs vmrpc) ||
    fail "it does not build: $(cat "$pc")"
[ "$("$T/program")" = 1 ] || fail "the program built against the installed library"
