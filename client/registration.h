/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the server is told of subscriptions: which kinds of events, of which domain, to send at all.
 *
 * Many registrations are one round trip: all calls are sent before the first answer is waited for.
 */
#ifndef VMRPC_CLIENT_REGISTRATION_H
#define VMRPC_CLIENT_REGISTRATION_H

#include "client/connection.h"
#include "remote_protocol.h"

/* What to register for: the kinds first to last (VMRPC_EVENT_KIND_*, all of domains or all of
 * pools), of one object or of all. */
typedef struct Registrable {
    bool is_pool;
    int first;
    int last;
    char *name; /* NULL: all domains or pools */
    uint8_t uuid[VMRPC_UUID_SIZE];
} Registrable;

/* What the server gave: numbers that mean something on one connection to it only. */
typedef struct Registrations {
    unsigned link;
    bool is_pool;
    GArray *ids; /* int */
} Registrations;

void registration_init(Registrations *registrations);
void registration_clear(Registrations *registrations);

/* Appends to registrations, on failure too. A server need not know every kind, but it must know the
 * first. */
bool registration_add(VmrpcConnection *connection, const Registrable *what,
                      Registrations *registrations, GError **err);
/* Takes them back and clears them. Failing changes nothing for the caller: then the connection is
 * gone. */
void registration_remove(VmrpcConnection *connection, Registrations *registrations);

#endif
