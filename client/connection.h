/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VmrpcConnection from the inside: what its parts (open, stubs, calls, events, dispatch) share.
 *
 * One lock for all of it: the wire's. Members without a remark are set before the connection is
 * handed out and never change.
 */
#ifndef VMRPC_CLIENT_CONNECTION_H
#define VMRPC_CLIENT_CONNECTION_H

#include <pthread.h>

#include "base/error.h"
#include "client/child.h"
#include "client/event_queue.h"
#include "client/wire.h"
#include "vmrpc.h"

typedef struct Recovery Recovery;

struct VmrpcConnection {
    gint refs;   /* atomic */
    pid_t owner; /* the process it belongs to */
    char *address;
    Wire *wire;
    Recovery *recovery; /* NULL: a connection that broke stays broken */
    gint timeout_ms;    /* atomic */
    char *software;
    char **features;
    unsigned release_major;
    unsigned release_minor;

    /* Guarded by the lock. */
    Child *child;   /* the program that is the way to the server; NULL: none */
    bool is_opened; /* CONNECT_OPEN succeeded: CONNECT_CLOSE is due */
    bool is_closed;
    EventQueue events;
    GHashTable *subscriptions; /* id -> Subscription */
    int next_subscription;
    GQueue completed; /* Completion: callbacks that are due */
    bool is_delivering;
    pthread_t deliverer; /* while is_delivering */
    pthread_cond_t delivered;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmrpcConnection, vmrpc_connection_unref)

/* A connection whose server has not been told anything yet. Takes over transport and child. */
VmrpcConnection *connection_create(Transport *transport, const char *address, Child *child,
                                   GError **err);
/* Fails in a process that has not opened the connection. */
bool connection_check(const VmrpcConnection *connection, GError **err);
/* When a call that is made now has to be done; VMRPC_TIMEOUT_* and milliseconds. */
int64_t connection_deadline(VmrpcConnection *connection, int timeout_ms);
/* The same for something that is not a call on a connection. */
int64_t connection_deadline_of(int timeout_ms, int default_ms);
/* Whether the calling thread is inside a callback of this connection; with the lock held. */
bool connection_in_callback(const VmrpcConnection *connection);

#endif
