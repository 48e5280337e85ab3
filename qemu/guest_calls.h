/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What clients want to know of a guest's inside, or have done there: procedures that its agent
 * answers (guest_agent.h). Each asks the agent in a command or two, and makes of the answer, of
 * which nothing is taken for granted, what the wire has for it.
 */
#ifndef VMRPC_QEMU_GUEST_CALLS_H
#define VMRPC_QEMU_GUEST_CALLS_H

#include "drivers/domain_driver.h"

#include <jansson.h>

extern const RemoteHandlers guest_filesystem_handlers; /* guest_filesystem.c */
extern const RemoteHandlers guest_info_handlers;       /* guest_info.c */
extern const RemoteHandlers guest_time_handlers;       /* guest_time.c */
extern const RemoteHandlers guest_user_handlers;       /* guest_accounts.c */
extern const RemoteHandlers guest_vcpu_handlers;       /* guest_vcpus.c */

/* The disk of the document that an address in the agent's answer means (GuestDiskAddress); NULL:
 * none of them. guest_filesystem.c */
const DomainDisk *guest_filesystem_disk(const DomainDef *def, const json_t *address);

/* Hypervisor.co_guest_addresses, guest_interfaces.c */
bool guest_interfaces_co_read(DomainDriver *driver, Domain *domain,
                              domain_interface_addresses_ret *ret, GError **err);

/* Frees what a result of that type has been filled with until something turned out to be strange.
 */
#define GUEST_CALLS_DROP(type, ret)                                                                \
    do {                                                                                           \
        xdr_free((xdrproc_t) xdr_##type, (void *) (ret));                                          \
        *(ret) = (type){0};                                                                        \
    } while (0)

/* Hypervisor.co_count_guest_vcpus and co_use_guest_vcpus, guest_vcpus.c */
bool guest_vcpus_co_count(DomainDriver *driver, Domain *domain, bool all, unsigned *ret_count,
                          GError **err);
bool guest_vcpus_co_use(DomainDriver *driver, Domain *domain, unsigned count, GError **err);

/* A member that is a string, borrowed; NULL: it is not there, or no string. */
static inline const char *guest_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

#endif
