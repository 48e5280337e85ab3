/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the server is told of subscriptions: which kinds of events, of which domain, to send at all.
 *
 * Many registrations are one round trip: all calls are sent before the first answer is waited for.
 */
#ifndef VMRPC_CLIENT_REGISTRATION_H
#define VMRPC_CLIENT_REGISTRATION_H

#include "client/connection.h"

/* Registers for the kinds first to last; domain may be NULL. Appends the server's ids (int) to
 * registrations, on failure too. A server need not know every kind, but it must know the first. */
bool registration_add(VmrpcConnection *connection, int first, int last, const VmrpcDomain *domain,
                      GArray *registrations, GError **err);
/* Takes them back. Failing changes nothing for the caller: then the connection is gone. */
void registration_remove(VmrpcConnection *connection, const GArray *registrations);

#endif
