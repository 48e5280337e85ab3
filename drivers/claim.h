/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A claimed domain: one whose job lock and reference the caller holds, until the end of its scope.
 *
 *     g_autoptr(ClaimedDomain) domain = claim_co_wanted(call, &args->dom, "reset", err);
 *
 * A claim was in the list when it was got. It may leave the list or stop running in any wait.
 */
#ifndef VMRPC_DRIVERS_CLAIM_H
#define VMRPC_DRIVERS_CLAIM_H

#include "drivers/domain_driver.h"

typedef Domain ClaimedDomain;

/* The domain that an argument means. job is for the message of whoever waits in vain. */
ClaimedDomain *claim_co_wanted(const DriverCall *call, const remote_domain *wanted, const char *job,
                               GError **err);
/* The same; ERR_OPERATION_INVALID unless it is active. */
ClaimedDomain *claim_co_active(const DriverCall *call, const remote_domain *wanted, const char *job,
                               GError **err);
/* The domain of def's name and uuid, NULL if there is none; false if it cannot be had, or if name
 * and uuid belong to different domains. */
bool claim_co_same(DomainDriver *driver, const DomainDef *def, const char *job,
                   ClaimedDomain **ret_domain, GError **err);
void claim_release(ClaimedDomain *domain); /* takes NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClaimedDomain, claim_release)

#endif
