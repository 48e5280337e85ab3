/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From an event as it came over the wire to the VmrpcEvent that a callback sees.
 *
 * The public event points into the decoded message: both live and go together in a DecodedEvent.
 */
#ifndef VMRPC_CLIENT_EVENT_DECODE_H
#define VMRPC_CLIENT_EVENT_DECODE_H

#include <glib.h>

#include "client/event_queue.h"
#include "vmrpc.h"
#include "remote_protocol.h"

typedef struct DecodedEvent {
    VmrpcEvent event;
    event_message message;
    VmrpcParam *params;
    const char **identities; /* types, then names */
} DecodedEvent;

/* NULL if it is of a kind that this library does not know, or broken. */
DecodedEvent *event_decode(VmrpcConnection *connection, const QueuedEvent *queued);
void event_decode_free(DecodedEvent *decoded);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DecodedEvent, event_decode_free)

#endif
