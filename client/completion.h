/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A callback of the user's that is due, whatever it is about: a call that has ended, a stream that
 * is ready.
 *
 * Embedded in what it is about. The queue of a connection holds a reference of that, which goes
 * with the delivery.
 */
#ifndef VMRPC_CLIENT_COMPLETION_H
#define VMRPC_CLIENT_COMPLETION_H

#include "client/connection.h"

typedef struct Completion Completion;

struct Completion {
    /* Runs the callback and drops the queue's reference; without the lock. */
    void (*deliver)(Completion *completion);
    /* Sees to it that the callback does not run, and drops the reference; with the lock held. */
    void (*drop)(Completion *completion);
};

/* All below: with the lock held. */

/* To be delivered by the next dispatch. */
void completion_push(VmrpcConnection *connection, Completion *completion);
/* The next that is due; NULL if there is none. */
Completion *completion_pop(VmrpcConnection *connection);
/* No callback runs any more. */
void completion_drop_all(VmrpcConnection *connection);

#endif
