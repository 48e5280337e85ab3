/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events in libvirt's framing: a header and the id of the callback in front of the bytes that all
 * subscribers share.
 */
#ifndef VMRPC_SERVER_EVENT_PACKET_H
#define VMRPC_SERVER_EVENT_PACKET_H

#include "rpc/connection.h"
#include "server/subscriber.h"

/* Queues it for one callback. What such clients know nothing of is not sent. */
void event_packet_send(Connection *connection, const EventDelivery *delivery);

#endif
