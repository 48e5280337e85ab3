/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Opening says HELLO, falls back without a word where that is not known, sends the driver's URI
 * without what is the client's own and without waiting for the first answer, and closing says so to
 * the server.
 */
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "fake_server.h"

typedef struct {
    int listener;
    uint32_t hello_refusal; /* accept_stat; 0: it is answered */
    bool hello_last;        /* it is answered behind CONNECT_OPEN */
    char *opened;           /* what CONNECT_OPEN was given */
    unsigned flags;
    int closed;
} Script;

static void script(FakeServer *server)
{
    Script *state = server->data;
    FakeCall call, hello = {0};

    while (fake_receive(server, &call)) {
        if (call.program == VMRPC_PROGRAM && state->hello_last) {
            hello = call;
            continue;
        }
        if (call.program == VMRPC_PROGRAM && state->hello_refusal) {
            fake_refuse(server, &call, state->hello_refusal);
            continue;
        }
        if (call.program == REMOTE_PROGRAM && call.procedure == CONNECT_OPEN) {
            connect_open_args args = {0};
            XDR xdr;

            xdrmem_create(&xdr, (char *) call.body, (u_int) call.body_size, XDR_DECODE);
            g_assert_true(xdr_connect_open_args(&xdr, &args));
            state->opened = g_strdup(*args.name);
            state->flags = args.flags;
            xdr_free((xdrproc_t) xdr_connect_open_args, &args);
        }
        state->closed += call.procedure == CONNECT_CLOSE;
        g_assert_true(fake_answer(server, &call));
        if (call.procedure == CONNECT_OPEN && state->hello_last)
            g_assert_true(fake_answer(server, &hello));
    }
}

static void *serve_one(void *data)
{
    Script *state = data;

    fake_serve(accept(state->listener, NULL, NULL), script, state);
    return NULL;
}

static VmrpcConnection *open_fake(Script *state, const char *name, unsigned flags,
                                  GThread **ret_thread)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_autofree char *uri =
        g_strdup_printf("qemu+unix:///system?socket=@vmrpc-%s-%d", name, (int) getpid());
    VmrpcConnection *connection;
    int length = g_snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1, "vmrpc-%s-%d", name,
                            (int) getpid());

    state->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert_cmpint(
        bind(state->listener, (struct sockaddr *) &address,
             (socklen_t) (offsetof(struct sockaddr_un, sun_path) + 1 + (size_t) length)),
        ==, 0);
    g_assert_cmpint(listen(state->listener, 1), ==, 0);
    *ret_thread = g_thread_new("server", serve_one, state);
    connection = vmrpc_connection_open(uri, flags, NULL);
    g_assert_nonnull(connection);
    return connection;
}

static void check_end(Script *state, VmrpcConnection *connection, GThread *thread)
{
    vmrpc_connection_close(connection);
    g_thread_join(thread);
    close(state->listener);
    g_assert_cmpstr(state->opened, ==, "qemu:///system");
    g_assert_cmpint(state->closed, ==, 1);
    g_free(state->opened);
}

static void test_hello(void)
{
    Script state = {0};
    GThread *thread;
    VmrpcConnection *connection =
        open_fake(&state, "hello", VMRPC_CONNECTION_OPEN_READ_ONLY, &thread);
    unsigned major;
    unsigned minor;
    uint64_t epoch;
    uint64_t sequence;

    vmrpc_connection_server_release(connection, &major, &minor);
    g_assert_cmpuint(major, ==, 1);
    g_assert_cmpuint(minor, ==, 2);
    g_assert_cmpstr(vmrpc_connection_server_software(connection), ==, "fake 1.2");
    g_assert_cmpint(vmrpc_connection_has_feature(connection, "fake-feature"), ==, 1);
    g_assert_cmpint(vmrpc_connection_has_feature(connection, "other"), ==, 0);
    g_assert_cmpint(vmrpc_event_position(connection, &epoch, &sequence, NULL), ==, 0);
    g_assert_cmpuint(epoch, ==, 7);
    g_assert_cmpuint(sequence, ==, 100);
    g_assert_true(g_str_has_prefix(vmrpc_connection_address(connection), "unix:@vmrpc-hello-"));
    check_end(&state, connection, thread);
    g_assert_cmpuint(state.flags, ==, CONNECT_OPEN_READONLY);
}

static void test_falls_back(void)
{
    static const uint32_t refusals[] = {1, 3}; /* PROG_UNAVAIL, PROC_UNAVAIL */

    for (size_t i = 0; i < G_N_ELEMENTS(refusals); i++) {
        Script state = {.hello_refusal = refusals[i]};
        GThread *thread;
        VmrpcConnection *connection = open_fake(&state, "older", 0, &thread);
        uint64_t number;
        VmrpcError *error = NULL;

        g_assert_null(vmrpc_connection_server_software(connection));
        g_assert_cmpint(vmrpc_event_position(connection, &number, &number, &error), ==, -1);
        g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_NO_SUPPORT);
        vmrpc_error_free(error);
        check_end(&state, connection, thread);
        g_assert_cmpuint(state.flags, ==, 0);
    }
}

static void test_leave_together(void)
{
    Script state = {.hello_last = true};
    GThread *thread;
    VmrpcConnection *connection = open_fake(&state, "together", 0, &thread);

    g_assert_cmpstr(vmrpc_connection_server_software(connection), ==, "fake 1.2");
    check_end(&state, connection, thread);
}

/* Failures name transport, address, step and reason. */
static void test_not_there(void)
{
    static const struct {
        const char *uri;
        const char *words;
    } rows[] = {
        {"qemu+unix:///system?socket=/nowhere/s", "transport unix: socket '/nowhere/s': connect: "
                                                  "No such file or directory (is vmrpcd running?)"},
        {"qemu+tcp://127.0.0.1:1/system",
         "transport tcp: host '127.0.0.1' port 1: connect: Connection refused"},
        {"qemu+tcp://name.invalid/system",
         "transport tcp: host 'name.invalid' port 16509: resolve: "},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        VmrpcError *error = NULL;

        g_assert_null(vmrpc_connection_open(rows[i].uri, 0, &error));
        g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_NO_CONNECT);
        if (!strstr(vmrpc_error_message(error), rows[i].words))
            g_error("\"%s\" is not \"%s\"", vmrpc_error_message(error), rows[i].words);
        vmrpc_error_free(error);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/open/hello", test_hello);
    g_test_add_func("/client/open/falls-back", test_falls_back);
    g_test_add_func("/client/open/leave-together", test_leave_together);
    g_test_add_func("/client/open/not-there", test_not_there);
    return g_test_run();
}
