/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The queue of callbacks that are due: see completion.h. */
#include "client/completion.h"

void completion_push(VmrpcConnection *connection, Completion *completion)
{
    g_queue_push_tail(&connection->completed, completion);
    wire_notify(connection->wire);
}

Completion *completion_pop(VmrpcConnection *connection)
{
    return g_queue_pop_head(&connection->completed);
}

/* Whoever closes a connection holds a reference of it, so nothing in the queue holds the last one.
 */
void completion_drop_all(VmrpcConnection *connection)
{
    Completion *completion;

    while ((completion = completion_pop(connection)))
        completion->drop(completion);
}
