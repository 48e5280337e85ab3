/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VmrpcDomain from the inside: a handle, not a domain; it says nothing about what the server has
 * now.
 *
 * All but the id never changes, so it is read without a lock.
 */
#ifndef VMRPC_CLIENT_DOMAIN_H
#define VMRPC_CLIENT_DOMAIN_H

#include "client/connection.h"
#include "remote_protocol.h"

struct VmrpcDomain {
    gint refs; /* atomic */
    VmrpcConnection *connection;
    gint id; /* atomic */
    uint8_t uuid[VMRPC_UUID_SIZE];
    char uuid_string[VMRPC_UUID_STRING_SIZE];
    char name[];
};

VmrpcDomain *domain_new(VmrpcConnection *connection, const remote_domain *wire);
/* As an argument; valid as long as the domain. */
remote_domain domain_to_wire(const VmrpcDomain *domain);

#endif
