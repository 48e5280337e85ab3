#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# /hotplug of the Linux guest of the tests, run for each event of the kernel.
[ "$ACTION $SUBSYSTEM" = 'add cpu' ] && echo 1 >"/sys$DEVPATH/online"
