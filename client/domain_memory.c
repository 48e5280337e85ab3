/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory of domains. */
#include "client/domain_ask.h"

_Static_assert((int) VMRPC_DOMAIN_SET_MEMORY_MAXIMUM == (int) DOMAIN_MEMORY_MAXIMUM,
               "the number of DOMAIN_MEMORY_MAXIMUM");

int vmrpc_domain_set_memory(VmrpcDomain *domain, uint64_t kib, unsigned int flags,
                            VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_set_memory_flags, error, .memory = kib, .flags = flags);
}

int vmrpc_domain_set_memory_stats_period(VmrpcDomain *domain, unsigned int seconds,
                                         unsigned int flags, VmrpcError **error)
{
    return DOMAIN_DO(domain, domain_set_memory_stats_period, error,
                     .period = (int) MIN(seconds, G_MAXINT), .flags = flags);
}
