#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A disk that was plugged in has figures at once, for who reads them for the first time.
. "${srcdir:?}/tests/cli_lib.sh" || exit 1
need_qemu

start_daemon
define_guest one
start_guest one
truncate -s 1M "$T/second.img"
v -q attach-disk one "$T/second.img" vdb
v domblkstat one vdb >"$T/said" 2>&1 || fail "$(cat "$T/said")"
v domstats --json --block one >"$T/said" || fail 'no figures of disks'
[ "$(value "'block.1.rd.reqs' in r['domains'][0]['stats']" <"$T/said")" = True ] ||
    fail "$(cat "$T/said")"
stop_daemon
