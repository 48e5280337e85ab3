/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * XIDs come round again: one that a call in flight has, or 0, which events have, is passed over,
 * and each call gets its own reply.
 */
#include "client/wire_private.h"
#include "fake_server.h"

#define CALLS 3

/* Answers the last first. Looks at the XIDs itself: without a reply of its own a call would wait.
 */
static void script(FakeServer *server)
{
    const uint32_t *expected = server->data;
    FakeCall calls[CALLS];

    for (int i = 0; i < CALLS; i++) {
        g_assert_true(fake_receive(server, &calls[i]));
        g_assert_cmphex(calls[i].xid, ==, expected[i]);
    }
    for (int i = CALLS - 1; i >= 0; i--)
        fake_reply_echo(server, &calls[i]);
    fake_script_answer(server);
}

/* Each call is begun when the next XID would be this one. */
static void check(const uint32_t next[CALLS], uint32_t expected[CALLS])
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, expected);
    connect_list_domains_res results[CALLS] = {0};
    VmrpcCall *calls[CALLS];

    for (int i = 0; i < CALLS; i++) {
        wire_lock(connection->wire);
        connection->wire->next_xid = next[i];
        wire_unlock(connection->wire);
        calls[i] = fake_start_echo(connection, 1000 + i, &results[i], VMRPC_TIMEOUT_DEFAULT);
    }
    for (int i = 0; i < CALLS; i++) {
        g_assert_cmpint(vmrpc_call_wait(calls[i], NULL), ==, 0);
        g_assert_cmpint(fake_echoed(&results[i]), ==, 1000 + i);
        vmrpc_call_free(calls[i]);
        xdr_free((xdrproc_t) xdr_connect_list_domains_res, &results[i]);
    }
    fake_end(&server, connection);
}

static void test_taken(void)
{
    check((const uint32_t[]){5, 6, 5}, (uint32_t[]){5, 6, 7});
}

static void test_zero(void)
{
    check((const uint32_t[]){1, UINT32_MAX, 0}, (uint32_t[]){1, UINT32_MAX, 2});
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/xid/taken", test_taken);
    g_test_add_func("/client/xid/zero", test_zero);
    return g_test_run();
}
