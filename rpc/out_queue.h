/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is to be written: bytes of one's own, and between them messages that several queues share.
 *
 * Order is the order of adding. Own bytes lie in one Buffer; a shared message only remembers how
 * many of them go before it, so the usual queue, which has none, costs nothing beyond the Buffer.
 * An empty queue keeps the Buffer's memory.
 */
#ifndef VMRPC_RPC_OUT_QUEUE_H
#define VMRPC_RPC_OUT_QUEUE_H

#include <glib.h>
#include <stdbool.h>
#include <sys/uio.h>

#include "base/buffer.h"

/* The most pieces one writev takes. */
#define OUT_QUEUE_IOVECS 64

typedef struct OutQueue {
    Buffer own;
    GQueue shared;         /* of SharedMessage.link, private */
    size_t own_after;      /* own bytes behind the last shared message, or all */
    size_t own_total;      /* own bytes that were committed and not yet written */
    size_t shared_written; /* of the first shared message */
    size_t size;           /* bytes in all */
    unsigned fds;          /* descriptors among the shared messages */
} OutQueue;

/* All zero is an empty queue. */
void out_queue_clear(OutQueue *queue);
/* What was appended to queue->own belongs to the queue from now on. */
static inline void out_queue_commit(OutQueue *queue)
{
    size_t added = buffer_size(&queue->own) - queue->own_total;

    g_assert(queue->own_total <= buffer_size(&queue->own));
    queue->own_after += added;
    queue->own_total += added;
    queue->size += added;
}
/* The same, with bytes, of which it takes a reference, at `at` of queue->own. */
void out_queue_commit_around(OutQueue *queue, size_t at, GBytes *bytes);
/* Takes a reference. Nothing may be appended and uncommitted. */
void out_queue_add_shared(OutQueue *queue, GBytes *message);
/* Between what was added before and what comes after: a byte that carries a descriptor, which is
 * taken over. Nothing may be appended and uncommitted. */
void out_queue_add_fd(OutQueue *queue, int fd);
/* Whether nothing is shared. */
static inline bool out_queue_is_own(const OutQueue *queue)
{
    return !queue->shared.head;
}
/* Fills in at most max pieces in order, up to the next descriptor; returns how many. */
int out_queue_peek(const OutQueue *queue, struct iovec *iov, int max);
/* The descriptor whose byte is next, or -1. Stays the queue's, until the byte is consumed. */
int out_queue_peek_fd(const OutQueue *queue);
/* That many bytes are written. */
void out_queue_consume(OutQueue *queue, size_t size);

#endif
