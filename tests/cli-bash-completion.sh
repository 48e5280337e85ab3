#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# bash completes commands, the options of the one that is there already, and files.
. "${srcdir:?}/tests/lib.sh" || exit 1
. "$srcdir/tools/bash-completion/vmrpc"

completes() {
    local want=$1
    shift
    COMP_WORDS=(vmrpc "$@")
    COMP_CWORD=$#
    COMPREPLY=()
    _vmrpc
    [ "${COMPREPLY[*]}" = "$want" ] || fail "'$*' is completed by '${COMPREPLY[*]}'"
}

cd "$T"
touch one.xml
completes 'domrename' domren
completes 'shutdown' -q shutd
completes '--follow' logs --fo
completes '--reason' -c test:///default domstate x --rea
completes 'one.xml' define one
completes '' nonsense-that-is-no-comm
