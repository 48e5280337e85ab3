/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is queued on a connection leaves in its order, own bytes and shared messages mixed, however
 * little the other side takes at a time; and memory is given back.
 */
#include <errno.h>
#include <string.h>

#include "rpc/connection.h"
#include "rpc/out_queue.h"

/* A transport that takes a few bytes, then none, in turn. */
typedef struct Trickle {
    Transport transport;
    GByteArray *taken;
    size_t most;
    bool full;
} Trickle;

static ssize_t trickle_read(Transport *transport, void *data, size_t size)
{
    (void) transport;
    (void) data;
    (void) size;
    return 0;
}

static ssize_t trickle_writev(Transport *transport, const struct iovec *iov, int n_iov)
{
    Trickle *trickle = (Trickle *) transport;
    size_t taken = 0;

    trickle->full = !trickle->full;
    if (trickle->full) {
        errno = EAGAIN;
        return -1;
    }
    for (int i = 0; i < n_iov && taken < trickle->most; i++) {
        size_t size = MIN(iov[i].iov_len, trickle->most - taken);

        g_assert_cmpuint(size, >, 0);
        g_byte_array_append(trickle->taken, iov[i].iov_base, (guint) size);
        taken += size;
    }
    return (ssize_t) taken;
}

static void trickle_free(Transport *transport)
{
    (void) transport;
}

static void add(Connection *connection, GByteArray *wanted, unsigned number)
{
    g_autofree char *text = g_strdup_printf("<%u>", number);
    size_t size = strlen(text);

    if (number % 5 == 0) {
        g_autoptr(GBytes) lent = g_bytes_new(text + 1, size - 1);

        buffer_append(connection_out(connection), text, 1);
        buffer_append(connection_out(connection), text, 1);
        connection_commit_around(connection, buffer_size(connection_out(connection)) - 1, lent);
        g_byte_array_append(wanted, (guint8 *) text, (guint) size);
        g_byte_array_append(wanted, (guint8 *) text, 1);
        return;
    }
    if (number % 3 == 0) {
        g_autoptr(GBytes) shared = g_bytes_new(text, size);

        connection_send_shared(connection, shared);
    } else {
        buffer_append(connection_out(connection), text, size);
        connection_commit(connection);
    }
    g_byte_array_append(wanted, (guint8 *) text, (guint) size);
}

static void test_order(gconstpointer data)
{
    static const TransportOps ops = {
        .name = "trickle", .read = trickle_read, .writev = trickle_writev, .free = trickle_free};
    Trickle trickle = {.transport.ops = &ops, .most = GPOINTER_TO_UINT(data)};
    g_autoptr(GByteArray) wanted = g_byte_array_new();
    g_autoptr(Connection) connection = connection_new(&trickle.transport, codec_onc_new());
    size_t queued = 0;

    trickle.taken = g_byte_array_new();
    for (unsigned i = 0; i < 500; i++) {
        add(connection, wanted, i);
        queued = connection_queued(connection);
        g_assert_cmpuint(trickle.taken->len + queued, ==, wanted->len);
        if (i % 7 == 0)
            g_assert_true(connection_flush(connection, NULL));
    }
    while (connection_queued(connection) > 0)
        g_assert_true(connection_flush(connection, NULL));
    g_assert_cmpmem(trickle.taken->data, trickle.taken->len, wanted->data, wanted->len);
    g_byte_array_unref(trickle.taken);
}

static void test_memory(void)
{
    OutQueue queue = {0};
    g_autofree uint8_t *large = g_malloc0(1 << 20);
    g_autoptr(GBytes) shared = g_bytes_new("abc", 3);

    buffer_append(&queue.own, large, 1 << 20);
    out_queue_commit(&queue);
    out_queue_add_shared(&queue, shared);
    g_assert_cmpuint(queue.size, ==, (1 << 20) + 3);
    out_queue_consume(&queue, queue.size);
    g_assert_cmpuint(buffer_size(&queue.own), ==, 0);
    g_assert_true(g_queue_is_empty(&queue.shared));
    out_queue_clear(&queue);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/connection/queue/order/1", GUINT_TO_POINTER(1), test_order);
    g_test_add_data_func("/connection/queue/order/10", GUINT_TO_POINTER(10), test_order);
    g_test_add_data_func("/connection/queue/order/1000", GUINT_TO_POINTER(1000), test_order);
    g_test_add_func("/connection/queue/memory", test_memory);
    return g_test_run();
}
