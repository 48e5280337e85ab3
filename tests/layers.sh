#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# No include goes up; and the script that says so notices one that does.
. "${srcdir:?}/tests/lib.sh" || exit 1

python3 "$srcdir/scripts/layers.py" "$srcdir" || fail "includes go the wrong way"

# refuses FILE HEADER WORDS: one such line in one such file is refused in these words.
refuses() {
    rm -rf "$T/tree"
    mkdir -p "$T/tree/${1%/*}"
    echo "#include \"$2\"" >"$T/tree/$1"
    ! python3 "$srcdir/scripts/layers.py" "$T/tree" >"$T/said" || fail "$1 may include $2"
    grep -qx "$1:1: $3" "$T/said" || fail "$(cat "$T/said")"
}
refuses rpc/wrong.c server/peer.h 'rpc/ must not include server/peer.h'
refuses qemu/wrong.h server/peer.h 'qemu/ must not include server/peer.h'
refuses client/wrong.c base/loop.h 'client/ must not include base/loop.h'
refuses qemu/wrong.c drivers/domain_private.h 'qemu/ must not include drivers/domain_private.h'
refuses tests/api-wrong.c client/wire.h 'tests/api/ must not include client/wire.h'
refuses qemu/parts.c qemu/machine.h 'qemu/parts.c must not include qemu/machine.h'
refuses base/loop.h base/loop.h 'headers in a circle: base/loop.h'
refuses cellar/any.c base/log.h 'cellar/ is no room: say in layers.py what it may include'
