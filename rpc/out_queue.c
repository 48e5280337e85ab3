/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The out-queue: see out_queue.h. Does no I/O. own_total == sum of every own_before + own_after,
 * and size == own_total + what is left of the shared messages, always.
 */
#include "rpc/out_queue.h"

#include <unistd.h>

typedef struct SharedMessage {
    GList link; /* its data is the message */
    GBytes *bytes;
    int fd;            /* that goes with the bytes, of which there is one then; -1: none */
    size_t own_before; /* own bytes between the message before and this one */
} SharedMessage;

static void shared_message_free(SharedMessage *message)
{
    g_bytes_unref(message->bytes);
    if (message->fd >= 0)
        close(message->fd);
    g_free(message);
}

void out_queue_clear(OutQueue *queue)
{
    GList *link;

    buffer_clear(&queue->own);
    while ((link = g_queue_pop_head_link(&queue->shared)))
        shared_message_free(link->data);
    *queue = (OutQueue){0};
}

/* Behind the own bytes that are committed; takes over both. */
static void out_queue_add(OutQueue *queue, GBytes *bytes, int fd)
{
    SharedMessage *message = g_new(SharedMessage, 1);

    *message = (SharedMessage){
        .link.data = message, .bytes = bytes, .fd = fd, .own_before = queue->own_after};
    queue->own_after = 0;
    queue->size += g_bytes_get_size(bytes);
    g_queue_push_tail_link(&queue->shared, &message->link);
}

void out_queue_commit_around(OutQueue *queue, size_t at, GBytes *bytes)
{
    size_t behind = buffer_size(&queue->own) - at;

    g_assert(at >= queue->own_total && at <= buffer_size(&queue->own));
    out_queue_commit(queue);
    queue->own_after -= behind;
    out_queue_add(queue, g_bytes_ref(bytes), -1);
    queue->own_after = behind;
}

void out_queue_add_shared(OutQueue *queue, GBytes *bytes)
{
    g_assert(buffer_size(&queue->own) == queue->own_total);
    out_queue_add(queue, g_bytes_ref(bytes), -1);
}

void out_queue_add_fd(OutQueue *queue, int fd)
{
    static const uint8_t carrier = 0;

    g_assert(buffer_size(&queue->own) == queue->own_total);
    out_queue_add(queue, g_bytes_new_static(&carrier, sizeof(carrier)), fd);
    queue->fds++;
}

/* data may be NULL: then it is own bytes, from own_at on. */
static int out_queue_add_piece(const OutQueue *queue, struct iovec *iov, int n_iov,
                               const uint8_t *data, size_t own_at, size_t size)
{
    if (size == 0)
        return n_iov;
    if (!data)
        data = buffer_data(&queue->own) + own_at;
    iov[n_iov] = (struct iovec){.iov_base = (void *) (uintptr_t) data, .iov_len = size};
    return n_iov + 1;
}

int out_queue_peek(const OutQueue *queue, struct iovec *iov, int max)
{
    size_t own_at = 0;
    size_t written = queue->shared_written;
    int n_iov = 0;

    g_assert(max > 0);
    for (const GList *link = queue->shared.head; link && n_iov < max; link = link->next) {
        const SharedMessage *message = link->data;
        gsize size;
        const uint8_t *data = g_bytes_get_data(message->bytes, &size);

        n_iov = out_queue_add_piece(queue, iov, n_iov, NULL, own_at, message->own_before);
        own_at += message->own_before;
        if (n_iov == max || message->fd >= 0)
            return n_iov;
        n_iov = out_queue_add_piece(queue, iov, n_iov, data + written, 0, size - written);
        written = 0;
    }
    if (n_iov < max)
        n_iov = out_queue_add_piece(queue, iov, n_iov, NULL, own_at, queue->own_after);
    return n_iov;
}

int out_queue_peek_fd(const OutQueue *queue)
{
    const SharedMessage *message = queue->shared.head ? queue->shared.head->data : NULL;

    return message && message->own_before == 0 ? message->fd : -1;
}

static void out_queue_consume_own(OutQueue *queue, size_t *section, size_t size)
{
    buffer_consume(&queue->own, size);
    *section -= size;
    queue->own_total -= size;
}

void out_queue_consume(OutQueue *queue, size_t size)
{
    g_assert(size <= queue->size);
    queue->size -= size;
    while (queue->shared.head) {
        SharedMessage *message = queue->shared.head->data;
        size_t own = MIN(size, message->own_before);
        size_t left = g_bytes_get_size(message->bytes) - queue->shared_written;

        out_queue_consume_own(queue, &message->own_before, own);
        size -= own;
        if (message->own_before > 0 || size < left) {
            queue->shared_written += size;
            return;
        }
        size -= left;
        queue->shared_written = 0;
        queue->fds -= message->fd >= 0;
        shared_message_free(g_queue_pop_head_link(&queue->shared)->data);
    }
    out_queue_consume_own(queue, &queue->own_after, size);
}
