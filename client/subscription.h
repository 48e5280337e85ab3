/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who wants which events: the list, and calling those that a given event concerns.
 *
 * A subscription is counted, since its callback may run while it is being ended: user data is freed
 * with the last reference and never while a callback runs.
 */
#ifndef VMRPC_CLIENT_SUBSCRIPTION_H
#define VMRPC_CLIENT_SUBSCRIPTION_H

#include "client/connection.h"
#include "client/registration.h"

typedef struct Subscription {
    gint refs; /* atomic */
    int id;
    Registrable what;
    VmrpcEventFunc callback;
    void *data;
    void (*free_data)(void *data);
    /* Guarded by the lock. */
    bool is_active; /* false: call it no more */
    Registrations registrations;
} Subscription;

void subscription_unref(Subscription *subscription);
/* Ends all of them, without telling the server; with the lock held. The caller then drops the
 * references without it. */
GPtrArray *subscription_take_all(VmrpcConnection *connection);
/* Registers all of them with a server that knows nothing of them. has_any: there are some. */
bool subscription_renew_all(VmrpcConnection *connection, bool *has_any, GError **err);
/* Decodes one queued event and runs the callbacks it is for; without the lock. Returns how many
 * ran. */
int subscription_deliver(VmrpcConnection *connection, const QueuedEvent *queued);

#endif
