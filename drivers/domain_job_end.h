/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The end of a long job (domain_job.h), of which clients are told by an event. Whoever has begun a
 * job ends it here, or by domain_job_refuse(), also when the guest has gone meanwhile.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_JOB_END_H
#define VMRPC_DRIVERS_DOMAIN_JOB_END_H

#include "drivers/domain_driver.h"
#include "drivers/domain_job.h"

/* It is over: why NULL, as it should, else it failed, or was cancelled. Tells so by an event. Takes
 * a domain without a job. */
void domain_job_end(DomainDriver *driver, Domain *domain, const GError *why);
/* As domain_job_end(), for one that an earlier daemon had begun: its times are not known. */
void domain_job_end_found(DomainDriver *driver, Domain *domain, DomainJobOperation operation,
                          const GError *why);

#endif
