/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events that arrive before a reply do not disturb the call, are not delivered during it, and come
 * in order when the application dispatches.
 */
#include "fake_server.h"

static void script(FakeServer *server)
{
    FakeCall call;

    while (fake_receive(server, &call)) {
        if (call.program == REMOTE_PROGRAM && call.procedure == CONNECT_GET_HOSTNAME)
            for (uint64_t sequence = 101; sequence <= 105; sequence++)
                fake_event(server, sequence, "abc");
        if (!fake_answer(server, &call))
            fake_refuse(server, &call, 3);
    }
}

static void take(VmrpcConnection *connection, const VmrpcEvent *happened, void *data)
{
    uint64_t *last = data;

    g_assert_nonnull(connection);
    g_assert_cmpint(happened->kind, ==, VMRPC_EVENT_KIND_LIFECYCLE);
    g_assert_cmpstr(vmrpc_domain_name(happened->domain), ==, "abc");
    g_assert_cmpint(happened->u.lifecycle.type, ==, VMRPC_EVENT_LIFECYCLE_STARTED);
    g_assert_cmpint(happened->time_us, ==, 1000000);
    g_assert_cmpuint(happened->sequence, ==, *last + 1);
    *last = happened->sequence;
}

static void test(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, NULL);
    uint64_t last = 100;
    g_autofree char *name = NULL;

    g_assert_cmpint(vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_LIFECYCLE, NULL, take, &last,
                                          NULL, NULL),
                    >, 0);
    name = vmrpc_connection_hostname(connection, NULL);
    g_assert_cmpstr(name, ==, "fake");
    g_assert_cmpuint(last, ==, 100);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, 0, NULL), ==, 5);
    g_assert_cmpuint(last, ==, 105);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, 0, NULL), ==, 0);
    fake_end(&server, connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/events-between", test);
    return g_test_run();
}
