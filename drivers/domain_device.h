/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Procedures that change devices: attach, detach, update, in the definition, in what runs, or both.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_DEVICE_H
#define VMRPC_DRIVERS_DOMAIN_DEVICE_H

#include "drivers/domain_driver.h"

extern const RemoteHandlers domain_device_handlers;

/* For the hypervisor, whose machine answers again, or was found: ends a change of which nobody
 * knows how far it came, so that what runs and the definition agree; of a detach the guest has had
 * its time. With the job lock held. Failure is logged. */
void domain_device_co_settle(DomainDriver *driver, Domain *domain, unsigned number);

#endif
