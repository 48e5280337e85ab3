/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Closing ends the waits of other threads with an error, frees what subscriptions own, also from
 * within a callback, and leaves domains as objects that refuse calls.
 */
#include <unistd.h>

#include "fake_server.h"

typedef struct {
    VmrpcConnection *connection;
    int called;
    int freed;
} Watcher;

static void script(FakeServer *server)
{
    FakeCall call;

    while (fake_receive(server, &call)) {
        if (call.procedure == CONNECT_GET_HOSTNAME)
            fake_event(server, 1, "abc");
        else
            fake_answer(server, &call); /* and never to the rest */
    }
}

static void *wait_for_ever(void *data)
{
    VmrpcConnection *connection = data;
    VmrpcError *error = NULL;
    int status = vmrpc_connection_dispatch(connection, VMRPC_TIMEOUT_NONE, &error);
    int code = vmrpc_error_code(error);

    vmrpc_error_free(error);
    vmrpc_connection_unref(connection);
    g_assert_cmpint(status, ==, -1);
    return GINT_TO_POINTER(code);
}

static void *call_for_ever(void *data)
{
    VmrpcConnection *connection = data;
    VmrpcError *error = NULL;
    char *type = vmrpc_connection_driver(connection, &error);
    int code = vmrpc_error_code(error);

    g_assert_null(type);
    vmrpc_error_free(error);
    vmrpc_connection_unref(connection);
    return GINT_TO_POINTER(code);
}

static void count_free(void *data)
{
    ((Watcher *) data)->freed++;
}

static void count_call(VmrpcConnection *connection, const VmrpcEvent *happened, void *data)
{
    g_assert_nonnull(connection);
    g_assert_nonnull(happened);
    ((Watcher *) data)->called++;
}

static void test_waiting(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, NULL);
    Watcher watcher = {0};
    GThread *threads[4];

    vmrpc_connection_set_timeout(connection, VMRPC_TIMEOUT_NONE);
    g_assert_cmpint(vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_REBOOT, NULL, count_call,
                                          &watcher, count_free, NULL),
                    >, 0);
    for (int i = 0; i < 4; i++)
        threads[i] = g_thread_new("waiter", i % 2 ? wait_for_ever : call_for_ever,
                                  vmrpc_connection_ref(connection));
    vmrpc_connection_close(vmrpc_connection_ref(connection));
    g_assert_cmpint(watcher.freed, ==, 1);
    for (int i = 0; i < 4; i++)
        g_assert_cmpint(GPOINTER_TO_INT(g_thread_join(threads[i])), ==, VMRPC_ERR_INVALID_CONN);
    fake_end(&server, connection);
    g_assert_cmpint(watcher.called, ==, 0);
}

static void close_it(VmrpcConnection *connection, const VmrpcEvent *happened, void *data)
{
    Watcher *watcher = data;
    VmrpcDomain *domain = vmrpc_domain_ref(happened->domain);
    VmrpcError *error = NULL;

    watcher->called++;
    vmrpc_connection_close(connection);
    g_assert_cmpint(watcher->freed, ==, 0);
    g_assert_cmpint(vmrpc_domain_is_active(domain, &error), ==, -1);
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_INVALID_CONN);
    g_assert_cmpstr(vmrpc_domain_name(domain), ==, "abc");
    vmrpc_error_free(error);
    vmrpc_domain_unref(domain);
}

static void test_in_callback(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, NULL);
    Watcher watcher = {0};
    Watcher other = {0};

    g_assert_cmpint(vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_LIFECYCLE, NULL, close_it,
                                          &watcher, count_free, NULL),
                    >, 0);
    g_assert_cmpint(vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_REBOOT, NULL, count_call,
                                          &other, count_free, NULL),
                    >, 0);
    vmrpc_set_thread_timeout(1);
    g_assert_null(vmrpc_connection_hostname(connection, NULL)); /* brings in the event */
    vmrpc_set_thread_timeout(VMRPC_TIMEOUT_DEFAULT);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, VMRPC_TIMEOUT_NONE, NULL), ==, 1);
    g_assert_cmpint(watcher.called, ==, 1);
    g_assert_cmpint(watcher.freed, ==, 1);
    g_assert_cmpint(other.freed, ==, 1);
    g_thread_join(server.thread);
    close(server.fd);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/close/waiting", test_waiting);
    g_test_add_func("/client/close/in-callback", test_in_callback);
    return g_test_run();
}
