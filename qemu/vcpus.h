/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The processors of a running guest: plugged in and out, bound to the host's, and which thread of
 * QEMU is which.
 *
 * domain->def says which are there. It changes when QEMU reports it, so a processor that a guest
 * lets go of long after it was asked to is gone from the document, too.
 */
#ifndef VMRPC_QEMU_VCPUS_H
#define VMRPC_QEMU_VCPUS_H

#include "qemu/machine.h"

/* Before QEMU has threads: all of them follow. */
bool vcpus_bind_process(const DomainDef *def, pid_t pid, GError **err);
/* While the guest has not run: plugs in those that QEMU did not start with, binds them all. */
bool vcpus_co_start(Machine *machine, GError **err);
/* What may have changed while no daemon looked. */
bool vcpus_co_refresh(Machine *machine, GError **err);

/* Operations of Hypervisor. */
bool vcpus_co_set(DomainDriver *driver, Domain *domain, unsigned number, bool enabled,
                  GError **err);
bool vcpus_pin(DomainDriver *driver, Domain *domain, int vcpu, const CpuMap *map, GError **err);
void vcpus_usage(DomainDriver *driver, Domain *domain, unsigned number, uint64_t *ret_time_ns,
                 int *ret_cpu);

/* Events: what is at this path of QEMU's objects is gone (anything may be meant; of a CPU, QEMU 7.2
 * reports only a part), or the guest will not let go of the device with this id. */
void vcpus_deleted(Machine *machine, const char *path);
void vcpus_refused(Machine *machine, const char *id);

#endif
