/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An event goes once to each subscription that asked for its kind and domain, in the order in which
 * they were made; one that ends itself in its callback is not called again and its data are freed
 * once.
 */
#include <string.h>

#include "fake_server.h"

typedef struct {
    GString *log;
    const char *name;
    int id; /* not 0: ends itself when called */
    int freed;
} Watcher;

static void script(FakeServer *server)
{
    FakeCall call;
    uint64_t sequence = 100;

    while (fake_receive(server, &call)) {
        if (call.program == REMOTE_PROGRAM && call.procedure == CONNECT_GET_HOSTNAME) {
            fake_event(server, ++sequence, "abc");
            fake_event(server, sequence, "abc"); /* sent twice: for two registrations, say */
            fake_event(server, ++sequence, "xyz");
        }
        if (call.procedure == DOMAIN_LOOKUP_BY_NAME) {
            char name[] = "abc";
            domain_lookup_by_name_res result = {
                .domain_lookup_by_name_res_u.ret.dom = {.name = name, .id = 1}};

            memset(result.domain_lookup_by_name_res_u.ret.dom.uuid, 'a', 16);
            fake_reply(server, &call, (xdrproc_t) xdr_domain_lookup_by_name_res, &result);
        } else if (!fake_answer(server, &call)) {
            fake_refuse(server, &call, 3);
        }
    }
}

static void take(VmrpcConnection *connection, const VmrpcEvent *happened, void *data)
{
    Watcher *watcher = data;

    g_string_append_printf(watcher->log, "%s:%s ", watcher->name,
                           vmrpc_domain_name(happened->domain));
    if (!watcher->id)
        return;
    g_assert_cmpint(vmrpc_event_unsubscribe(connection, watcher->id, NULL), ==, 0);
    g_assert_cmpint(watcher->freed, ==, 0);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, 0, NULL), ==, 0);
}

static void count_free(void *data)
{
    ((Watcher *) data)->freed++;
}

static int subscribe(VmrpcConnection *connection, int kind, VmrpcDomain *domain, Watcher *watcher)
{
    int id = vmrpc_event_subscribe(connection, kind, domain, take, watcher, count_free, NULL);

    g_assert_cmpint(id, >, 0);
    return id;
}

static void test(void)
{
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, NULL);
    VmrpcDomain *domain = vmrpc_domain_lookup_by_name(connection, "abc", NULL);
    g_autoptr(GString) log = g_string_new(NULL);
    Watcher one = {.log = log, .name = "one"};
    Watcher once = {.log = log, .name = "once"};
    Watcher other = {.log = log, .name = "other"};
    Watcher all = {.log = log, .name = "all"};

    subscribe(connection, VMRPC_EVENT_KIND_LIFECYCLE, domain, &one);
    once.id = subscribe(connection, VMRPC_EVENT_KIND_LIFECYCLE, NULL, &once);
    subscribe(connection, VMRPC_EVENT_KIND_REBOOT, NULL, &other);
    subscribe(connection, VMRPC_EVENT_KIND_ALL, NULL, &all);
    g_free(vmrpc_connection_hostname(connection, NULL));
    g_assert_cmpint(vmrpc_connection_dispatch(connection, 0, NULL), ==, 4);
    g_assert_cmpstr(log->str, ==, "one:abc once:abc all:abc all:xyz ");
    g_assert_cmpint(once.freed, ==, 1);
    g_assert_cmpint(vmrpc_event_unsubscribe(connection, once.id, NULL), ==, -1);
    vmrpc_domain_unref(domain);
    fake_end(&server, connection);
    g_assert_cmpint(one.freed + once.freed + other.freed + all.freed, ==, 4);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/subscriptions", test);
    return g_test_run();
}
