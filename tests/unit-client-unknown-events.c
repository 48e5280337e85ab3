/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events of a kind that this library does not know, as a newer server may send them, are passed
 * over: the application gets those before and after, and a position that counts them.
 */
#include <arpa/inet.h>
#include <string.h>

#include "fake_server.h"

/* One-way, of a kind that nobody has yet; what follows the kind means nothing to anybody. */
static void send_unknown(FakeServer *server, uint32_t sequence)
{
    uint32_t words[] = {0x80000000u | 17 * 4, 0, 0, 2, VMRPC_PROGRAM, VMRPC_V1, VMRPC_EVENT, 0, 0,
                        0, 0,
                        /* event_message */
                        0, sequence, 0, 1000000, 999, 0xffffffffu, 1};

    g_assert_cmpuint(sizeof(words), ==, 18 * 4);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        words[i] = htonl(words[i]);
    fake_send(server, words, sizeof(words));
}

static void script(FakeServer *server)
{
    FakeCall call;

    while (fake_receive(server, &call)) {
        if (call.procedure == CONNECT_GET_HOSTNAME) {
            fake_event(server, 101, "abc");
            send_unknown(server, 102);
            send_unknown(server, 103);
            fake_event(server, 104, "abc");
            send_unknown(server, 105);
        }
        if (!fake_answer(server, &call))
            fake_refuse(server, &call, 3);
    }
}

static void take(VmrpcConnection *connection, const VmrpcEvent *happened, void *data)
{
    g_assert_nonnull(connection);
    g_string_append_printf(data, "%d ", (int) happened->sequence);
}

static void test(void)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, NULL);
    g_autofree char *name = NULL;

    g_assert_cmpint(
        vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_ALL, NULL, take, seen, NULL, NULL), >,
        0);
    name = vmrpc_connection_hostname(connection, NULL);
    g_assert_cmpstr(name, ==, "fake");
    while (vmrpc_connection_dispatch(connection, 0, NULL) > 0)
        ;
    g_assert_cmpstr(seen->str, ==, "101 104 ");
    g_assert_cmpuint(connection->events.taken.sequence, ==, 105);
    g_assert_cmpint(vmrpc_connection_is_alive(connection), ==, 1);
    fake_end(&server, connection);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/unknown-events", test);
    return g_test_run();
}
