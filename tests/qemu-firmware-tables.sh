#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A Linux guest reads what its document says of its machine: tables of SMBIOS, with commas in them;
# and starts with files of fw_cfg that are only in memory.
. "${srcdir:?}/tests/lib.sh" || exit 1
. "$srcdir/tests/linux_lib.sh"
need_qemu

start_daemon
printf 'from a file\n' >"$T/a,b"
define_linux firm '' "<memory unit='MiB'>128</memory><genid/><sysinfo type='smbios'>
<bios><entry name='vendor'>Made, by hand</entry><entry name='version'>1.2</entry>
<entry name='date'>01/02/2025</entry></bios>
<system><entry name='manufacturer'>Acme</entry><entry name='product'>Anvil</entry></system>
<chassis><entry name='asset'>A-9</entry></chassis></sysinfo>
<sysinfo type='fwcfg'><entry name='opt/com.example/text'>a, b</entry>
<entry name='opt/com.example/file' file='$T/a,b'/></sysinfo>"
sed -i "s|</cmdline>|</cmdline><smbios mode='sysinfo'/>|" "$T/firm.xml"
v undefine firm >/dev/null
v define "$T/firm.xml" >/dev/null
start_linux firm
for pair in 'bios_vendor=Made, by hand' 'sys_vendor=Acme' 'product_name=Anvil' 'chassis_asset_tag=A-9'; do
    [ "$(linux firm "cat /sys/class/dmi/id/${pair%%=*}")" = "${pair#*=}" ] ||
        fail "$pair: $(linux firm "cat /sys/class/dmi/id/${pair%%=*}")"
done
v dumpxml firm | grep -q "<genid>[0-9a-f-]*</genid>" || fail "no generation id was made"
v qemu-monitor-command firm --return-value '{"execute":"qom-list","arguments":{"path":"/machine/peripheral"}}' |
    grep -q vmgenid0 || fail "the guest has no generation id"
v destroy firm >/dev/null
stop_daemon
