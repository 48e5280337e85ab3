#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# screenshot: into a file, into one named by itself, to standard output byte for byte, as JSON; and
# nothing is left behind when it fails.
. "${srcdir:?}/tests/lib.sh" || exit 1
need python3

start_daemon
cd "$T"
is_picture() {
    [ "$(head -c 8 "$1" | od -An -tx1 | tr -d ' ')" = 89504e470d0a1a0a ]
}
[ "$(v screenshot test shot.png)" = 'Screenshot saved to shot.png, with type of image/png' ] ||
    fail 'what it says'
is_picture shot.png || fail 'no picture'
v screenshot test - >direct.png || fail 'to standard output'
cmp shot.png direct.png || fail 'standard output has something else'
v -t screenshot --domain test --file - --screen 0 | cmp - shot.png || fail 'with the time'
v -q screenshot test || fail 'without a name'
ls test-20[0-9][0-9]-*.png >names || fail "no file: $(ls)"
is_picture "$(cat names)" || fail 'a file without a picture'
head -c 100000 /dev/zero >long.png
v screenshot test long.png --json >result || fail '--json'
python3 -c 'import json, sys
assert json.load(sys.stdin) == {"file": "long.png", "mime": "image/png", "bytes": int(sys.argv[1])}
' "$(stat -c %s shot.png)" <result || fail "$(cat result)"
cmp long.png shot.png || fail 'the old end of a file stays'

! v screenshot test --screen x 2>error || fail 'a screen that is no number'
grep -q "^error: Numeric value 'x' for <screen> option" error || fail "$(cat error)"
! v screenshot test missing/shot.png 2>error || fail 'a folder that is not there'
grep -q "^error: cannot write 'missing/shot.png': No such file" error || fail "$(cat error)"
v -q destroy test
! v screenshot test off.png 2>error || fail 'a domain that does not run'
grep -q '^error: could not take a screenshot of test$' error || fail "$(cat error)"
[ ! -e off.png ] || fail 'a file of nothing'
stop_daemon
