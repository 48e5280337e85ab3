/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The states of many domains by one call to the daemon, or by one for each from a daemon that is
 * too old for that.
 */
#ifndef VMRPC_TOOLS_DOMAIN_STATES_H
#define VMRPC_TOOLS_DOMAIN_STATES_H

#include <glib.h>
#include <stdbool.h>

#include "vmrpc.h"

/* All zero at first; to be cleared. */
typedef struct DomainStates {
    VmrpcDomainStats **records; /* in the domains' order; NULL: each domain is asked for */
    size_t next;
} DomainStates;

/* domains: NULL-terminated. */
void domain_states_ask(DomainStates *states, VmrpcConnection *connection, VmrpcDomain **domains);
/* To be called for the domains in order. One that has gone fails with VMRPC_ERR_NO_DOMAIN. */
bool domain_states_take(DomainStates *states, VmrpcDomain *domain, int *ret_state, int *ret_reason,
                        VmrpcError **error);
void domain_states_clear(DomainStates *states);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DomainStates, domain_states_clear)

#endif
