/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting, stopping and pausing domains: the rules that are the same for all hypervisors. The
 * procedures of the domain_life group that change a running machine.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_LIFE_H
#define VMRPC_DRIVERS_DOMAIN_LIFE_H

#include "drivers/domain_driver.h"

/* Starts a listed domain; takes the job lock. ERR_OPERATION_INVALID if it is active. */
bool domain_life_co_start(DomainDriver *driver, Domain *domain, GError **err);

/* How a machine is made to run. */
typedef struct DomainStart {
    bool paused;
    /* In place of Hypervisor.co_start, and like it: domain->def is what is to run, and the domain
     * is claimed. NULL: as usual. */
    bool (*co_start)(DomainDriver *driver, Domain *domain, bool paused, void *data, GError **err);
    void *data; /* for that */
} DomainStart;

/* Starts a claimed, inactive, persistent domain with def, which is taken over, in place of its
 * definition. When it fails nothing is different from before. */
bool domain_life_co_run(DomainDriver *driver, Domain *domain, DomainDef *def,
                        const DomainStart *start, GError **err);
/* The same for the inactive domain that def is of, or a new, transient one; *ret_domain is a
 * reference to it. job is what the lock is taken for. */
bool domain_life_co_run_document(DomainDriver *driver, DomainDef *def, const char *job,
                                 const DomainStart *start, Domain **ret_domain, GError **err);

extern const RemoteHandlers domain_life_handlers;

#endif
