/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The processors of a guest one by one: which are there, which may go again, and where they run;
 * and the NUMA cells that they and the memory belong to.
 *
 * DomainDef.vcpus is always how many are there. Without a list (NULL) these are the first ones, and
 * all of them stay. With one it has an entry for each of max_vcpus; those that may not be unplugged
 * come first, since QEMU starts with these and gets the others plugged in.
 */
#ifndef VMRPC_CONF_DOMAIN_VCPU_H
#define VMRPC_CONF_DOMAIN_VCPU_H

#include "base/error.h"
#include "conf/cpu_pins.h"
#include "conf/enum.h"

#include <glib.h>

typedef struct DomainDef DomainDef;

#define DOMAIN_NUMA_CELLS_MAX 128
#define DOMAIN_NUMA_DISTANCE_SELF 10 /* and the least that there is */

typedef struct {
    bool enabled;
    bool hotpluggable; /* may be unplugged, and is plugged in before the guest runs */
    unsigned order;    /* in which they are plugged in, from 1; 0: not given */
} DomainVcpu;

typedef enum {
    DOMAIN_MEM_ACCESS_DEFAULT,
    DOMAIN_MEM_ACCESS_SHARED,
    DOMAIN_MEM_ACCESS_PRIVATE,
    DOMAIN_MEM_ACCESS_LAST
} DomainMemAccess;
ENUM_DECLARE(domain_mem_access, DomainMemAccess);

typedef struct {
    CpuMap cpus; /* of the guest; may be empty */
    uint64_t memory_kib;
    DomainMemAccess access;
    uint8_t distances[DOMAIN_NUMA_CELLS_MAX]; /* to the cell of that number; 0: not given */
} DomainNumaCell;                             /* its number is its place */

bool domain_vcpu_is_enabled(const DomainDef *def, unsigned number);
bool domain_vcpu_is_hotpluggable(const DomainDef *def, unsigned number);
/* Those that QEMU is to start with. */
unsigned domain_vcpus_at_boot(const DomainDef *def);

/* Gives def a list if it has none. */
GArray *domain_vcpu_list(DomainDef *def);
/* With def->vcpus brought along. */
void domain_vcpu_set_enabled(DomainDef *def, unsigned number, bool enabled);
/* The first ones are enabled, or the last ones disabled, until there are as many; hotpluggable:
 * those that are added may go again. number is from 1 to max_vcpus. */
void domain_vcpus_set_number(DomainDef *def, unsigned number, bool hotpluggable);
/* number is from 1; fewer than there are: these go; pins of those that go, too. */
void domain_vcpus_set_maximum(DomainDef *def, unsigned number);

/* NULL: there is none of its own. */
const CpuMap *domain_vcpu_pin(const DomainDef *def, unsigned vcpu);
/* map NULL: takes it away. */
void domain_vcpu_set_pin(DomainDef *def, unsigned vcpu, const CpuMap *map);

/* What lists and cells must be like, for domain_def_check(). */
bool domain_vcpus_check(const DomainDef *def, GError **err);

#endif
