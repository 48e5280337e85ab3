/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What clients are told of the long jobs of a domain, and of its monitor; and ending such a job.
 * From memory; neither waits nor takes the job lock, so it works while that is held.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_JOB_READ_H
#define VMRPC_DRIVERS_DOMAIN_JOB_READ_H

#include "drivers/domain_driver.h"
#include "drivers/domain_job.h"

extern const RemoteHandlers domain_job_handlers;

/* The event that says how a job has ended. */
void domain_job_tell(DomainDriver *driver, const Domain *domain, const DomainJob *job);

#endif
