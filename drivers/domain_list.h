/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the rules of a domain's life need of its list beyond drivers/domain.h. Hypervisors do not.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_LIST_H
#define VMRPC_DRIVERS_DOMAIN_LIST_H

#include "drivers/domain.h"

/* Puts def, of the same name and uuid, in the place of domain->def, which is handed back. */
DomainDef *domain_list_set_def(DomainList *list, Domain *domain, DomainDef *def);
/* The same for a def of another name, which no domain has. */
DomainDef *domain_list_rename(DomainList *list, Domain *domain, DomainDef *def);

#endif
