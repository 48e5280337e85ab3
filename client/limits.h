/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Everything that a server, or a careless caller, could make grow in the library, and how far.
 *
 * vmrpc.h and vmrpc_rpc.h state some of these to the user: change both or neither.
 */
#ifndef VMRPC_CLIENT_LIMITS_H
#define VMRPC_CLIENT_LIMITS_H

/* Calls in flight on one connection. */
#define CLIENT_CALLS_MAX 4096u
/* Bytes of calls that the server does not take; beyond, no new call is accepted. */
#define CLIENT_QUEUED_MAX (64u * 1024 * 1024)
/* Events received and not yet dispatched. */
#define CLIENT_EVENTS_MAX 1024u
#define CLIENT_EVENT_BYTES_MAX (4u * 1024 * 1024)
/* Subscriptions of one connection. */
#define CLIENT_SUBSCRIPTIONS_MAX 4096u
/* Callbacks that one dispatch runs before it lets the caller look after other things. */
#define CLIENT_DISPATCH_MAX 256u
/* Reads that one dispatch does before it runs callbacks. */
#define CLIENT_READS_MAX 16u

/* Calls of each kind that a stream has in flight while it carries much: so the next piece is under
 * way while one is used, and each costs its size in memory at both ends. */
#define CLIENT_STREAM_AHEAD 2u

/* A server is asked whether it is there after this share of the time that it may be silent, unless
 * more calls than so many are in flight: it may then read no more until some have ended. */
#define CLIENT_KEEPALIVE_SHARE 3
#define CLIENT_KEEPALIVE_CALLS 32u

/* Milliseconds. */
#define CLIENT_TIMEOUT_MS 60000
#define CLIENT_CLOSE_TIMEOUT_MS 2000

#endif
