/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Everything that a client can make grow in the daemon, and how far. Each can be set in group
 * [limits] of the configuration file; server/config.c has the names.
 *
 * The limits of the wire itself are elsewhere: CODEC_RECORD_MAX and CODEC_FRAGMENTS_MAX in
 * rpc/codec.h, and the bounds of strings and arrays in remote_protocol.x.
 */
#ifndef VMRPC_SERVER_LIMITS_H
#define VMRPC_SERVER_LIMITS_H

#include <stdint.h>

#include "rpc/codec.h"

typedef struct Limits {
    uint64_t connections;
    /* Of one local user, and of one host on TCP. */
    uint64_t connections_of_user, connections_of_host;
    /* TCP clients that have not shown a certificate yet, where TLS is offered; and the seconds they
     * have for it. */
    uint64_t connections_before, handshake_timeout;
    /* Of one connection: beyond, its socket is not read. */
    uint64_t calls;
    uint64_t subscriptions;
    uint64_t streams;
    /* Calls in flight of all connections together, each of which needs a stack: beyond, a
     * connection may have only one. */
    uint64_t calls_in_all;
    /* Streams of all connections together, which take up to two stacks each, and descriptors:
     * beyond, a connection may have only one. */
    uint64_t streams_in_all;
    /* A record, and one of a TCP client that has not opened a driver yet; bytes. */
    uint64_t record, record_before_open;
    /* Seconds that a TCP client has for that; 0: for ever. */
    uint64_t open_timeout;
    /* Bytes that wait to be written to one client: over high its socket is not read until there are
     * fewer than low; over max it is closed. */
    uint64_t queue_high, queue_low, queue_max;
    /* Bytes that were read or wait to be written, of all connections together: over half of it
     * those with more than LIMIT_QUEUE_PRESSED waiting are not read, over all of it the heaviest
     * are closed. */
    uint64_t held_in_all;
    /* Over so many waiting bytes a client's events are dropped and counted. */
    uint64_t event_queue;
    /* Past events that are kept for clients that come back, in number and in bytes. */
    uint64_t event_history, event_history_bytes;
    /* Seconds from the first byte of a record to its last, and for the last replies to leave. */
    uint64_t record_timeout;
    /* Seconds without a call, after which a client is closed that subscribes to nothing and has no
     * stream to read; 0: never. */
    uint64_t client_timeout;
    /* Seconds until a TCP client whose host answers nothing is closed; 0: the system decides. */
    uint64_t keepalive;
} Limits;

#define LIMITS_DEFAULT                                                                             \
    {                                                                                              \
        .connections = 5000, .connections_of_user = 1000, .connections_of_host = 1000,             \
        .connections_before = 200, .handshake_timeout = 10, .calls = 128, .subscriptions = 1024,   \
        .streams = 64, .calls_in_all = 8192, .streams_in_all = 4096, .record = CODEC_RECORD_MAX,   \
        .record_before_open = 64 << 10, .open_timeout = 60, .queue_high = 4 << 20,                 \
        .queue_low = 1 << 20, .queue_max = 68 << 20, .held_in_all = 512 << 20,                     \
        .event_queue = 1 << 20, .event_history = 4096, .event_history_bytes = 4 << 20,             \
        .record_timeout = 30, .client_timeout = 0, .keepalive = 60,                                \
    }

/* Places beyond `connections` for local clients of root and of the daemon's own user. */
#define LIMIT_CONNECTIONS_RESERVED 8
/* High and low mark of one client's queue when much is held for all together. */
#define LIMIT_QUEUE_PRESSED (64 << 10)
#define LIMIT_QUEUE_PRESSED_LOW (16 << 10)
/* A record of a client that must use TLS and does not yet: enough for NULL and the probe. */
#define LIMIT_RECORD_CLEAR 1024
/* So long may one connection's calls run in a round before others have their turn. */
#define LIMIT_TURN_US 2000
/* Connections accepted per listener and round, so that a storm of them lets others be served. */
#define LIMIT_ACCEPT_ROUND 64
/* Buffers for large pieces of streams that are kept while nobody uses them; 256 KiB each. */
#define LIMIT_STREAM_BUFFERS_KEPT 4
/* How long a listener that has run out of descriptors waits, if no client goes before. */
#define LIMIT_ACCEPT_PAUSE_US (1 * G_USEC_PER_SEC)
/* Between two pings to a client of libvirt's framing, and how many of them it may leave unanswered.
 */
#define LIMIT_PING_US (5 * G_USEC_PER_SEC)
#define LIMIT_PINGS 5
/* Packets of streams in libvirt's framing: over so many queued bytes a client's streams are not
 * read, and over so many bytes of its own that wait to be taken it is not read itself. */
#define LIMIT_STREAM_QUEUE (1 << 20)
#define LIMIT_STREAM_BACKLOG (1 << 20)
/* Calls in libvirt's framing that came and may not begin yet: over so many bytes the client is not
 * read. */
#define LIMIT_CALLS_ASIDE (1 << 20)
/* Descriptors on their way to one client that it does not receive. */
#define LIMIT_FDS_QUEUED 16
/* How long the calls in flight may take to end when the daemon is told to. */
#define LIMIT_STOP_US (5 * G_USEC_PER_SEC)
/* Refusals logged per minute and kind. */
#define LIMIT_LOG_BURST 10

#endif
