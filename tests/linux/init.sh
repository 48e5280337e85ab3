#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# /init of the Linux guest of the tests. Brings up what udev and an init system would, then answers on
# the first serial port: a line "ID COMMAND" is run by the shell; a line "\037ID" comes back, the output,
# and a line "\036ID STATUS". The first such line of all is "\036ready 0".
export PATH=/bin
/bin/busybox --install -s /bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
mkdir -p /dev/pts /tmp /mnt /var/log /var/run
mount -t tmpfs tmp /tmp
while read -r module; do
    insmod "/modules/$module"
done </modules/order

# What is plugged in comes into use by itself; memory so that it can go again.
echo online_movable >/sys/devices/system/memory/auto_online_blocks
uevent /hotplug </dev/null >/dev/null 2>&1 &
acpid </dev/null >/dev/null 2>&1
ip link set lo up

hostname linux
[ ! -x /agent ] || /agent </dev/null >/var/log/agent 2>&1 &

exec </dev/ttyS0 >/dev/ttyS0 2>&1
stty -echo -icanon -onlcr -icrnl min 1
printf '\036ready 0\n'
while read -r id command; do
    printf '\037%s\n' "$id"
    sh -c "$command" </dev/null 2>&1
    printf '\036%s %d\n' "$id" $?
done
