/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * EventHub: from whoever has an event to whoever wants it.
 *
 * Gives each event the next number, encodes it once, keeps it for a while for clients that come
 * back, and queues the same bytes to every subscriber of the driver that it is of. Numbers count
 * from the daemon's start, which the epoch names: a client with another epoch knows nothing that is
 * still true.
 */
#ifndef VMRPC_SERVER_EVENT_HUB_H
#define VMRPC_SERVER_EVENT_HUB_H

#include "drivers/driver.h"
#include "remote_protocol.h"
#include "server/limits.h"
#include "server/subscriber.h"

typedef struct EventHub EventHub;

EventHub *event_hub_new(const Limits *limits);
void event_hub_free(EventHub *hub);

/* DriverHost.emit. An event that cannot be encoded is logged, and is a gap to who wants it. */
void event_hub_emit(void *hub, const Driver *driver, const event *body);

/* Returns the id, or -1. */
int event_hub_subscribe(EventHub *hub, Subscriber *subscriber, const EventFilter *filter,
                        GError **err);
/* The same of objects that there are none of here: nothing ever comes. */
int event_hub_subscribe_unmanaged(EventHub *hub, Subscriber *subscriber, GError **err);
/* Without an id; the filter has no UUID. */
bool event_hub_subscribe_legacy(EventHub *hub, Subscriber *subscriber, const EventFilter *filter,
                                GError **err);
bool event_hub_unsubscribe_legacy(EventHub *hub, Subscriber *subscriber, int kind, GError **err);
bool event_hub_unsubscribe(EventHub *hub, Subscriber *subscriber, int id, GError **err);
/* Forgets all its subscriptions. */
void event_hub_leave(EventHub *hub, Subscriber *subscriber);
/* Queues what the subscriber has missed since. */
void event_hub_resume(EventHub *hub, Subscriber *subscriber, const vmrpc_event_resume_args *since,
                      vmrpc_event_resume_ret *ret);
/* There is room again: tells of a gap, if there was one. */
void event_hub_drained(EventHub *hub, Subscriber *subscriber);

uint64_t event_hub_epoch(const EventHub *hub);
uint64_t event_hub_sequence(const EventHub *hub);

#endif
