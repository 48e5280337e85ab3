/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pictures of a guest's screens. QEMU writes them into a file in memory that we pass to it, so
 * nothing can be left behind on disk, whoever goes away when.
 */
#ifndef VMRPC_QEMU_SCREENSHOT_H
#define VMRPC_QEMU_SCREENSHOT_H

#include "qemu/machine.h"

/* Bytes of one picture: enough for 4096 x 4096 pixels of noise. */
#define SCREENSHOT_SIZE_MAX (64 * 1024 * 1024)

/* Hypervisor.co_screenshot */
int screenshot_co_take(DomainDriver *driver, Domain *domain, unsigned screen, GError **err);

#endif
