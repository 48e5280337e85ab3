/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What this host's QEMU can do, as the documents and the version that clients ask for. All of these
 * may wait (for an emulator that is asked for the first time), as handlers may.
 */
#ifndef VMRPC_QEMU_HOST_CAPS_H
#define VMRPC_QEMU_HOST_CAPS_H

#include "drivers/domain_driver.h"

/* Of the emulator for x86_64; 0 if none is installed. */
/* CPUs of a guest of the largest machine type there is. */
#define HOST_VCPUS_MAX 288

uint64_t host_caps_co_version(DomainDriver *driver);
char *host_caps_co_host(DomainDriver *driver, GError **err);
char *host_caps_co_domain(DomainDriver *driver, const connect_get_domain_capabilities_args *args,
                          GError **err);

#endif
