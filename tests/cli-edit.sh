#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# edit: a change is defined, no change is none, a broken document and a change by somebody else are
# refused and the user's text stays; the file is the user's alone.
. "${srcdir:?}/tests/lib.sh" || exit 1

start_daemon
export TMPDIR=$T/tmp VISUAL=
mkdir "$TMPDIR"
# is PATTERN: the status and all that edit prints
is() {
    local expected=$1 status=0 said
    shift
    said=$(v -q edit test 2>&1 </dev/null) || status=$?
    [[ "$status: $said" == $expected ]] || fail "edit with '$EDITOR': $status, $said"
}
left() {
    find "$TMPDIR" -type f | wc -l
}

export EDITOR='stat -c %a'
is '0: 600'
EDITOR="sed -i 's/<vcpu>2</<vcpu>4</'"
[ "$(v edit test)" = "Domain 'test' XML configuration edited." ] || fail 'it says something else'
v dumpxml --inactive test | grep -q '<vcpu>4<' || fail 'the change is not there'
[ "$(EDITOR=: v edit test)" = "Domain 'test' XML configuration not changed." ] || fail 'no change'
[ "$(VISUAL=echo v -q edit test | grep -c "^$TMPDIR/")" = 1 ] || fail 'VISUAL does not come first'
[ "$(left)" = 0 ] || fail "files stay: $(ls "$TMPDIR")"

EDITOR=false
is "1: error: the editor 'false' ended with an error"
[ "$(left)" = 0 ] || fail 'an untouched file stays'
EDITOR="sed -i 's/<vcpu>/<vcpu/'"
is $'1: error: Failed to define domain \'test\'\nerror: *\nerror: the edited document stays in *'
[ "$(left)" = 1 ] && grep -q '<vcpu4<' "$TMPDIR"/* || fail 'the text is lost'
rm "${T:?}"/tmp/*
cat >"$T/meddle" <<END
sed -i 's/<vcpu>4</<vcpu>8</' "\$1"
sed 's/<vcpu>8</<vcpu>6</' "\$1" | vmrpc -q -c '$URI' define -
END
EDITOR="sh $T/meddle"
is $'1: error: the definition of domain \'test\' was changed by somebody else\nerror: *'
v dumpxml --inactive test | grep -q '<vcpu>6<' || fail 'the change of somebody else is lost'
stop_daemon
