/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads share one connection: calls, lookups and an event loop at the same time, nothing mixed
 * up. */
#include "api_check.h"

#define THREADS 6
#define ROUNDS 50

static void *work(void *data)
{
    VmrpcConnection *connection = data;
    static gint next;
    g_autofree char *name = g_strdup_printf("guest%d", g_atomic_int_add(&next, 1));
    g_autofree char *xml =
        g_strdup_printf("<domain type='test'><name>%s</name><memory>1024</memory>"
                        "<os><type>hvm</type></os></domain>",
                        name);
    VmrpcDomain *domain = vmrpc_domain_define(connection, xml, 0, NULL);

    g_assert_nonnull(domain);
    for (int i = 0; i < ROUNDS; i++) {
        VmrpcDomain *found = vmrpc_domain_lookup_by_name(connection, name, NULL);

        API_OK(vmrpc_domain_start(domain, 0, &error));
        g_assert_cmpstr(vmrpc_domain_uuid_string(found), ==, vmrpc_domain_uuid_string(domain));
        api_check_state(found, VMRPC_DOMAIN_STATE_RUNNING, VMRPC_DOMAIN_REASON_RUNNING_BOOTED);
        API_OK(vmrpc_domain_destroy(found, 0, &error));
        vmrpc_domain_unref(found);
    }
    vmrpc_domain_unref(domain);
    return NULL;
}

static void count(VmrpcConnection *connection, const VmrpcEvent *event, void *data)
{
    g_assert_nonnull(connection);
    g_assert_cmpint(event->kind, ==, VMRPC_EVENT_KIND_LIFECYCLE);
    (*(int *) data)++;
}

static void test(void)
{
    VmrpcConnection *connection = api_open("test:///default", 0);
    GThread *threads[THREADS];
    int seen = 0;

    g_assert_cmpint(vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_LIFECYCLE, NULL, count,
                                          &seen, NULL, NULL),
                    >, 0);
    for (int i = 0; i < THREADS; i++)
        threads[i] = g_thread_new("worker", work, connection);
    while (seen < THREADS * (1 + 2 * ROUNDS)) /* defined once, started and stopped in each round */
        g_assert_cmpint(vmrpc_connection_dispatch(connection, 30000, NULL), >, 0);
    for (int i = 0; i < THREADS; i++)
        g_thread_join(threads[i]);
    vmrpc_connection_close(connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api/threads", test);
    return g_test_run();
}
