/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The shapes of ask.h for procedures whose first argument is a domain. */
#ifndef VMRPC_CLIENT_DOMAIN_ASK_H
#define VMRPC_CLIENT_DOMAIN_ASK_H

#include "client/ask.h"
#include "client/domain.h"

#define DOMAIN_ASK(domain, name, result, err, ...)                                                 \
    ASK((domain)->connection, name, result, err, .dom = domain_to_wire(domain), ##__VA_ARGS__)
#define DOMAIN_DO(domain, name, error, ...)                                                        \
    ASK_DO((domain)->connection, name, error, .dom = domain_to_wire(domain), ##__VA_ARGS__)
#define DOMAIN_NUMBER(domain, name, member, error, ...)                                            \
    ASK_NUMBER((domain)->connection, name, member, error, .dom = domain_to_wire(domain),           \
               ##__VA_ARGS__)
#define DOMAIN_STRING(domain, name, member, error, ...)                                            \
    ASK_STRING((domain)->connection, name, member, error, .dom = domain_to_wire(domain),           \
               ##__VA_ARGS__)

#endif
