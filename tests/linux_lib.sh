# SPDX-License-Identifier: LGPL-2.1-or-later
# A guest with Linux in it for shell tests (see tests/linux_guest.py). Source it after tests/lib.sh.
#
#   define_linux NAME [DEVICES [ELEMENTS]]   $T/NAME.xml: an XML with these beside console, memory, CPU
#   start_linux NAME                         starts it and waits until it answers
#   linux NAME COMMAND                       has it run a command: its output, its status

define_linux() {
    python3 -B "$srcdir/tests/linux_guest.py" xml "$@" >"$T/$1.xml" || exit
    v define "$T/$1.xml" >/dev/null
}

start_linux() {
    v start "$1" >/dev/null
    python3 -B "$srcdir/tests/linux_guest.py" ready "$SOCKET" "$1"
}

linux() {
    python3 -B "$srcdir/tests/linux_guest.py" run "$SOCKET" "$@"
}
