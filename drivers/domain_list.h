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

/* A domain of this name and uuid, as domain_list_add(), that nobody finds or lists until it is
 * shown, so that it can be put on disk first; domain_list_remove() takes it back. */
Domain *domain_list_reserve(DomainList *list, DomainDef *def, GError **err);
void domain_list_show(DomainList *list, Domain *domain);
/* The one of this uuid, shown or not: for who wants to change it and can wait. */
Domain *domain_list_claimable(const DomainList *list, const uint8_t uuid[UUID_BYTES]);
/* The same for a name that a domain of the list is about to get. */
bool domain_list_reserve_name(DomainList *list, const char *name, GError **err);
void domain_list_free_name(DomainList *list, const char *name);

#endif
