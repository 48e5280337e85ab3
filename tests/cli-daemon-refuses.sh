#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# vmrpcd says in one line why it cannot start: addresses, configuration, folders, a second daemon.
. "${srcdir:?}/tests/lib.sh" || exit 1

# refused STATUS PATTERN ARGS: ends with that status, prints one line that matches and no "listening".
refused() {
    local status=0 wanted=$1 pattern=$2
    shift 2
    timeout 20 vmrpcd --session --root "$T/root" --driver test "$@" >"$T/said" 2>&1 || status=$?
    [ "$status" = "$wanted" ] || fail "vmrpcd $*: status $status: $(cat "$T/said")"
    [ "$(wc -l <"$T/said")" = 1 ] || fail "vmrpcd $*: not one line: $(cat "$T/said")"
    grep -q -E -- "^vmrpcd: .*$pattern" "$T/said" || fail "vmrpcd $*: $(cat "$T/said")"
}

long=$(printf 'x%.0s' {1..120})
refused 1 'too many for a socket, which may have 107' --listen "unix:/$long"
refused 1 'too many for a socket, which may have 108' --listen "unix:@$long"
refused 1 'absolute path or @name' --listen unix:relative
refused 1 'begins with none of' --listen udp:1
refused 1 'begins with none of' --listen ''
refused 1 'port is missing' --listen tcp:127.0.0.1
refused 1 'port is missing' --listen tcp:127.0.0.1:65536
refused 1 'names are not looked up' --listen tcp:example.org:1
refused 1 'No such file or directory' --listen unix:/nowhere/at/all
touch "$T/file"
ln -s "$T/nothing" "$T/link"
for there in file link .; do
    refused 1 'is there already and is no socket' --listen "unix:$T/$there"
done
[ -f "$T/file" ] && [ -L "$T/link" ] || fail 'what is no socket was removed'

configured() {
    printf "$2" >"$T/conf"
    refused 1 "$1" --listen "unix:$T/x" --config "$T/conf"
}
configured "conf:2: unknown key 'x' in \[limits\]" '[limits]\nx = 1\n'
configured 'conf:2: connections: .-1. is not a number from 1' '[limits]\nconnections = -1\n'
configured 'conf:2: record-timeout: .1 s. is not a number' '[limits]\nrecord-timeout = 1 s\n'
configured 'none may be less' '[limits]\nqueue-high-bytes = 1024\n'
configured 'conf:1: .a. stands before' 'a = b\n'
configured 'conf:1: .\[. is neither' '[\n'
configured 'none of raw, gzip, lz4, xz, zstd' '[qemu]\nsave-image-format = zip\n'
configured 'there is a zero byte' '[daemon]\n\0\n'
refused 1 "cannot open '$T/none'" --config "$T/none"
refused 1 'is larger than' --config /dev/zero
refused 1 'Is a directory' --config "$T"
refused 1 'Not a directory' --root "$T/file"
refused 2 "what is 'extra'" extra
refused 2 "no driver 'none', only qemu, storage, test" --driver none
refused 2 'exclude each other' --system

# Neither the root nor an address has two daemons, and the first one does not notice.
start_daemon --listen tcp:127.0.0.1:0
refused 1 "locked by process $PID" --listen "unix:$T/second"
refused 1 "another process listens on '$SOCKET'" --root "$T/other" --listen "unix:$SOCKET"
refused 1 'Address already in use' --root "$T/other" --listen "tcp:127.0.0.1:$(tcp_port)"
v list >/dev/null || fail 'the first daemon is disturbed'
stop_daemon
[ ! -e "$SOCKET" ] || fail 'the socket is left'

# A client on standard input that is not there at all is one that has gone.
for redirect in '</dev/null' '<&-' '<&- >&-' '<&- >&- 2>&-'; do
    eval "timeout 20 vmrpcd --session --root '$T/stdio' --driver test --stdio $redirect" ||
        fail "--stdio $redirect: status $?"
done
