/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Many threads call on one connection at once, are answered out of order with events in between,
 * and each gets its own answer: the reader's place is always handed on.
 */
#include "fake_server.h"

#define THREADS 8
#define ROUNDS 200

/* Answers whatever calls have come, the latest first. */
static void script(FakeServer *server)
{
    FakeCall calls[THREADS];
    uint64_t sequence = 0;
    int left = THREADS * ROUNDS;

    while (left > 0) {
        int n = 0;

        do
            g_assert_true(fake_receive(server, &calls[n++]));
        while (n < THREADS && fake_has_more(server));
        fake_event(server, ++sequence, "abc");
        left -= n;
        while (n > 0)
            fake_reply_echo(server, &calls[--n]);
    }
    fake_script_answer(server);
}

static void *call_often(void *data)
{
    static gint next_number;
    VmrpcConnection *connection = data;

    for (int i = 0; i < ROUNDS; i++) {
        int number = g_atomic_int_add(&next_number, 1);
        connect_list_domains_res result = {0};
        VmrpcCall *call = fake_start_echo(connection, number, &result, VMRPC_TIMEOUT_NONE);

        g_assert_cmpint(vmrpc_call_wait(call, NULL), ==, 0);
        g_assert_cmpint(fake_echoed(&result), ==, number);
        vmrpc_call_free(call);
        xdr_free((xdrproc_t) xdr_connect_list_domains_res, &result);
    }
    return NULL;
}

static void count(VmrpcConnection *connection, const VmrpcEvent *happened, void *data)
{
    g_assert_nonnull(connection);
    if (happened->kind == VMRPC_EVENT_KIND_GAP)
        *(uint64_t *) data += happened->u.gap.count;
    else
        *(uint64_t *) data += 1;
}

static void test(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, NULL);
    GThread *threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        threads[i] = g_thread_new("caller", call_often, connection);
    for (int i = 0; i < THREADS; i++)
        g_thread_join(threads[i]);
    fake_end(&server, connection);
}

static void script_events(FakeServer *server)
{
    FakeCall call;
    uint64_t sequence = 0;

    while (fake_receive(server, &call)) {
        if (call.procedure == CONNECT_LIST_DOMAINS) {
            fake_event(server, ++sequence, "abc");
            fake_reply_echo(server, &call);
        } else if (!fake_answer(server, &call)) {
            fake_refuse(server, &call, 3);
        }
    }
}

/* One thread waits for events while the others call: each event is seen once. */
static void test_with_events(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script_events, NULL);
    GThread *threads[THREADS];
    uint64_t seen = 0;

    g_assert_cmpint(vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_LIFECYCLE, NULL, count,
                                          &seen, NULL, NULL),
                    >, 0);
    for (int i = 0; i < THREADS; i++)
        threads[i] = g_thread_new("caller", call_often, connection);
    while (seen < THREADS * ROUNDS)
        g_assert_cmpint(vmrpc_connection_dispatch(connection, VMRPC_TIMEOUT_NONE, NULL), >, 0);
    for (int i = 0; i < THREADS; i++)
        g_thread_join(threads[i]);
    g_assert_cmpuint(seen, ==, THREADS * ROUNDS);
    fake_end(&server, connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/threads/calls", test);
    g_test_add_func("/client/threads/events", test_with_events);
    return g_test_run();
}
