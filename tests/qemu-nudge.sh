#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Keys, an interrupt and waking reach a running guest; what is no key, no codeset or no sleeper is
# refused. What follows a reboot changes while it runs.
. "${srcdir:?}/tests/lib.sh" || exit 1
need_qemu

refused() {
    local want=$1
    shift
    v "$@" >"$T/why" 2>&1 && fail "vmrpc $* went well"
    grep -q -- "$want" "$T/why" || fail "vmrpc $*: $(cat "$T/why")"
}

start_daemon
define_guest one "<serial type='pty'/>"
refused 'domain is not running' send-key one KEY_A
start_guest one
for keys in 'KEY_LEFTCTRL KEY_LEFTALT key_delete' '--codeset usb 4' '--codeset qnum 0x1e' '--codeset xt 0xe053' \
    '--codeset atset2 28' '--codeset atset3 28' '--codeset os_x 0' '--codeset win32 65' '--holdtime 10 30'; do
    # shellcheck disable=SC2086
    v send-key one $keys || fail "send-key $keys"
done
refused "there is no key 9999 in codeset linux" send-key one 9999
refused "invalid keycode: 'KEY_NONE'" send-key one KEY_NONE
refused "unknown codeset: 'morse'" send-key one --codeset morse 1
v inject-nmi one
refused 'not in suspended state' dompmwakeup one

refused "doesn't support" set-lifecycle-action one poweroff coredump-destroy
refused 'unsupported configuration' set-lifecycle-action one reboot rename-restart
v set-lifecycle-action one reboot destroy --live --config
v dumpxml one | grep -q '<on_reboot>destroy' || fail "the guest's document"
v dumpxml one --inactive | grep -q '<on_reboot>destroy' || fail "the definition"
vmrpc -c "$URI" event --domain one --event lifecycle --loop >"$T/event" 2>"$T/waits" &
watcher=$!
wait_line "$T/waits" 'waiting for events'
v qemu-monitor-command one '{"execute":"system_reset"}' >/dev/null
wait_line "$T/event" 'Stopped'
[ "$(v domstate one)" = 'shut off' ] || fail "it is $(v domstate one)"
kill -TERM "$watcher"
stop_daemon
