#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# systemd accepts the units as they are installed.
. "${srcdir:?}/tests/lib.sh" || exit 1
need systemd-analyze

mkdir -p "$T/system" "$T/user"
for unit in "$srcdir"/systemd/*.in "$srcdir"/systemd/user/*.in; do
    case $unit in */user/*) kind=user ;; *) kind=system ;; esac
    sed -e "s|@sbindir@/vmrpcd|$(command -v vmrpcd)|" -e "s|@runstatedir@|/run|" \
        -e "s|@pkglibexecdir@|$(cd "$srcdir" && pwd)/systemd|" "$unit" \
        >"$T/$kind/$(basename "$unit" .in)"
done
for kind in system user; do
    XDG_RUNTIME_DIR=$T systemd-analyze verify --$kind --man=no --recursive-errors=no "$T/$kind"/* \
        >"$T/answer" 2>&1 || fail "$kind: $(cat "$T/answer")"
    ! grep "$T" "$T/answer" || fail "$kind: $(cat "$T/answer")"
done
