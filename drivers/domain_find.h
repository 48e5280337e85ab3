/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finding domains: the procedures of the domain_find group, and what other procedures need to get
 * from the wire's reference to a domain and back. Waits nowhere.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_FIND_H
#define VMRPC_DRIVERS_DOMAIN_FIND_H

#include "drivers/domain_driver.h"

/* The domain that an argument means: by its uuid alone. Borrowed; ERR_NO_DOMAIN. */
Domain *domain_find(const DriverCall *call, const remote_domain *wanted, GError **err);
/* Fills in a reference for a result, in memory of its own. */
void domain_find_answer(const Domain *domain, remote_domain *ret_dom);

/* Whether a domain passes the filters of these flags (domain_list_flags). */
bool domain_find_matches(const Domain *domain, unsigned flags);
/* All the filters that there are. */
unsigned domain_find_filters(void);

extern const RemoteHandlers domain_find_handlers;

#endif
