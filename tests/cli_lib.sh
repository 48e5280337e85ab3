# SPDX-License-Identifier: LGPL-2.1-or-later
# What tests of commands share: lib.sh, and what a command says. Source it first.
#
#   says TEXT COMMAND...      it succeeds and prints exactly that
#   refuses TEXT COMMAND...   it fails with that first line, behind "error: "
#   value EXPRESSION          of the JSON on standard input, which is r
#   members NAMES COMMAND...  it prints a JSON object with just these members

. "${srcdir:?}/tests/lib.sh" || exit 1
need python3

says() {
    local text=$1 said
    shift
    said=$(v "$@" 2>&1) || fail "$*: $said"
    [ "$said" = "$text" ] || fail "$*: '$said' instead of '$text'"
}

refuses() {
    local text=$1
    shift
    ! v "$@" >"$T/said" 2>&1 || fail "'$*' succeeds"
    [ "$(head -n 1 "$T/said")" = "error: $text" ] || fail "$*: $(cat "$T/said")"
}

value() {
    python3 -c 'import json, sys
print(eval("lambda r: (" + sys.argv[1] + ")")(json.load(sys.stdin)))' "$1"
}

# The names of what was tested are in $tested.
tested=
members() {
    local names=$1
    shift
    v "$@" >"$T/printed" || fail "vmrpc $*"
    python3 - "$T/printed" $names <<'END' || fail "vmrpc $*: $(cat "$T/printed")"
import json, sys
found = json.load(open(sys.argv[1]))
sys.exit(sorted(found) != sorted(sys.argv[2:]))
END
    tested+=" $1 $2"
}
