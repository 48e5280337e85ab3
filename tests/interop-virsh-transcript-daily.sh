#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# virsh says the same here and under libvirtd of a domain's texts, names and displays, of keys, of what
# follows its end, and of QEMU's monitor.
. "${srcdir:?}/tests/libvirtd_lib.sh" || exit 1

start_both
copy_guest_image
document one <<END
<domain type='qemu'><name>one</name><uuid>$(uuid_of one)</uuid><memory unit='MiB'>32</memory>
<os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>
<devices><disk type='file' device='disk'><driver name='qemu' type='raw'/>
<source file='@FOLDER@/base.img'/><target dev='hda'/></disk><serial type='pty'/>
<graphics type='vnc' port='-1'/><memballoon model='none'/></devices></domain>
END

compare <<'END'
define @one.xml
desc one
desc one first words --config
desc one
desc one --title "a title" --config
desc one --title
desc one --title ""
desc one --title
words
metadata one http://example.org/x
metadata one http://example.org/x --key x --set "<a b='c'>text</a>" --config
metadata one http://example.org/x
metadata one http://example.org/x --remove --config
words
metadata one http://example.org/x
metadata one http://example.org/x --remove --config
metadata one http://example.org/x --set "<a/>"
words
metadata one http://example.org/x --key x --set "<a>"
set-lifecycle-action one poweroff restart --config
set-lifecycle-action one crash coredump-destroy --config
words
set-lifecycle-action one reboot coredump-restart --config
set-lifecycle-action one nothing restart
dumpxml one --xpath //on_poweroff
dumpxml one --xpath //on_crash
words
set-lifecycle-action one poweroff destroy --live
send-key one 30
send-key one KEY_NONSENSE
qemu-monitor-command one '{"execute":"query-status"}'
inject-nmi one
ttyconsole one
vncdisplay one
domdisplay one
domrename one two
domstate one
desc two
domrename two one

start one
domrename one two
desc one --live living words
desc one
desc one --config
dumpxml one --xpath //description
send-key one 30 48
send-key one --codeset xt_kbd 30
send-key one --codeset linux KEY_LEFTCTRL KEY_LEFTALT KEY_DELETE --holdtime 100
words
send-key one 300
send-key one --codeset nonsense 30
inject-nmi one
mask :(\d+)
vncdisplay one
mask :(\d+)
domdisplay one
mask :(\d+)
domdisplay one --type vnc
domdisplay one --type spice
mask pts/(\d+)
ttyconsole one
qemu-monitor-command one --hmp "info name"
qemu-monitor-command one --hmp nonsense
set-lifecycle-action one poweroff destroy --live --config
set-lifecycle-action one reboot destroy --live
dumpxml one --xpath //on_reboot
dumpxml one --inactive --xpath //on_reboot
destroy one
undefine one
END
