/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory modules: the <memory model='dimm'> devices, plugged into the slots of <maxMemory>. What
 * <memory> of the domain says includes them.
 */
#ifndef VMRPC_CONF_DOMAIN_MEMORY_H
#define VMRPC_CONF_DOMAIN_MEMORY_H

#include "conf/domain_devices.h"
#include "conf/domain_vcpu.h"

#define DOMAIN_MEMORY_SLOTS_MAX 256 /* QEMU's own limit on x86 */

typedef enum { DOMAIN_MEMORY_DIMM, DOMAIN_MEMORY_LAST } DomainMemoryModel;
ENUM_DECLARE(domain_memory_model, DomainMemoryModel);

typedef struct {
    DomainDeviceInfo info; /* address: of type dimm, once the driver has completed it */
    DomainMemoryModel model;
    DomainMemAccess access;
    Tristate discard;
    uint64_t size_kib;
    int node; /* NUMA cell of the guest; -1: not given */
} DomainMemory;

DomainMemory *domain_memory_new(void);
void domain_memory_free(void *memory); /* takes NULL */

#endif
