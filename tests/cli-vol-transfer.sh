#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# vol-upload and vol-download: whole files, parts, pipes, holes; what fails leaves no file behind;
# and on a terminal it shows how far it is.
. "${srcdir:?}/tests/lib.sh" || exit 1
need python3

start_daemon --driver storage
refuses() {
    local text=$1
    shift
    ! v "$@" >"$T/said" 2>&1 || fail "'$*' succeeds"
    grep -q "^error: $text" "$T/said" || fail "$*: $(cat "$T/said")"
}
v -q "pool-define-as p dir --target '$T/pool'; pool-start p --build; vol-create-as p one 3000000"
head -c 3000000 /dev/urandom >"$T/file"
[ "$(v -q vol-upload one "$T/file" p 2>&1)" = '' ] || fail 'it says something'
cmp "$T/file" "$T/pool/one" || fail 'upload'
[ "$(v -q vol-download one "$T/got" p 2>&1)" = '' ] || fail 'it says something'
cmp "$T/file" "$T/got" || fail 'download'
v vol-download one - --pool p | cmp - "$T/file" || fail 'to standard output'
v vol-upload one - p <"$T/file" --json | grep -q '"bytes": 3000000' || fail 'from standard input'

v -q vol-download one "$T/got" p --offset 1M --length 1k || fail 'a part'
cmp "$T/got" <(tail -c +1048577 "$T/file" | head -c 1024) || fail 'another part'
printf 'abcdefgh' | v -q vol-upload one - p --offset 1M --length 4 || fail 'a part'
[ "$(v vol-download one - p --offset 1M --length 4)" = abcd ] || fail 'what was uploaded'
cmp <(tail -c +1048581 "$T/pool/one") <(tail -c +1048581 "$T/file") || fail 'more than --length'

v -q vol-create-as p holes 40M --allocation 0
truncate -s 40M "$T/sparse"
printf begin | dd of="$T/sparse" conv=notrunc status=none
printf middle | dd of="$T/sparse" bs=1M seek=20 conv=notrunc status=none
v -q vol-upload holes "$T/sparse" p --sparse || fail '--sparse'
cmp "$T/sparse" "$T/pool/holes" || fail 'the contents'
[ "$(stat -c %b "$T/pool/holes")" -lt 10000 ] || fail 'the holes are filled'
v -q vol-download holes "$T/sparse2" p --sparse || fail '--sparse'
cmp "$T/sparse" "$T/sparse2" || fail 'the contents'
[ "$(stat -c %b "$T/sparse2")" -lt 10000 ] || fail 'the holes of the file are filled'
v -q vol-download holes "$T/full" p && cmp "$T/full" "$T/sparse" || fail 'holes that are sent'

refuses "cannot read '$T/none': No such file" vol-upload one "$T/none" p
refuses "cannot write '$T/none/file': No such file" vol-download one "$T/none/file" p
refuses 'cannot write .*/dev/full' vol-download one /dev/full p
v -q "pool-define-as q dir --target '$T/gone'; pool-start q --build; vol-create-as q two 1M"
rm "$T/gone/two"
refuses 'cannot download from volume two' vol-download two "$T/none" q
[ ! -e "$T/none" ] || fail 'a file of nothing'
refuses "Scaled numeric value '1x' for <length>" vol-download one "$T/none" p --length 1x

python3 -B - "$URI" "$T/file" <<'END' || fail 'on a terminal'
import os, pty, re, sys

def run(*words):
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp("vmrpc", ["vmrpc", *words])
    said = b""
    try:
        while data := os.read(fd, 65536):
            said += data
    except OSError:
        pass
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, said
    return said.decode()

said = run("-c", sys.argv[1], "vol-upload", "one", sys.argv[2], "p")
assert re.search(r"\rUploading \[=+\] 100% 2\.86 MiB .* [KMG]iB/s\x1b\[K\r\n", said), said
assert run("-q", "-c", sys.argv[1], "vol-upload", "one", sys.argv[2], "p") == ""
END
stop_daemon
