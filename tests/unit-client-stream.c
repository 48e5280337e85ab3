/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A stream against a server that answers as its script says: bytes, holes and the end arrive in
 * order whatever the size of the buffer, an answer that comes after a timeout is not lost, a
 * failure in the middle is kept, and whoever waits is got out by an abort or by the end of the
 * connection.
 */
#include <string.h>

#include "client/domain.h"
#include "fake_server.h"

typedef struct Seen {
    uint32_t opened_by; /* XID of the call that opened the stream */
    gint receives;
    gint aborts;
    GString *sent;
    uint64_t hole;
} Seen;

static void decode(const FakeCall *call, xdrproc_t xdr_args, void *args)
{
    XDR xdr;

    xdrmem_create(&xdr, (char *) call->body, (u_int) call->body_size, XDR_DECODE);
    g_assert_true(xdr_args(&xdr, args));
}

static void check_opened_by(const Seen *seen, const vmrpc_opt_stream opened_by)
{
    g_assert_nonnull(opened_by);
    g_assert_cmpuint(*opened_by, ==, seen->opened_by);
}

static void reply_recv(FakeServer *server, const FakeCall *call, const char *data, uint64_t hole,
                       bool ended)
{
    vmrpc_stream_recv_res result = {0};
    vmrpc_stream_recv_ret *ret = &result.vmrpc_stream_recv_res_u.ret;

    ret->data.data_len = (u_int) strlen(data);
    ret->data.data_val = (char *) data;
    ret->hole = hole;
    ret->ended = ended;
    fake_reply(server, call, (xdrproc_t) xdr_vmrpc_stream_recv_res, &result);
}

/* Takes what a SEND brings. */
static void take_sent(FakeServer *server, const FakeCall *call)
{
    Seen *seen = server->data;
    vmrpc_stream_send_args args = {0};

    decode(call, (xdrproc_t) xdr_vmrpc_stream_send_args, &args);
    check_opened_by(seen, args.opened_by);
    g_string_append_len(seen->sent, args.data.data_val, args.data.data_len);
    seen->hole += args.hole;
    xdr_free((xdrproc_t) xdr_vmrpc_stream_send_args, &args);
}

/* The next call, once everything that is of no interest is answered; 0 at the end. */
static uint32_t next_call(FakeServer *server, FakeCall *call)
{
    Seen *seen = server->data;

    while (fake_receive(server, call)) {
        if (call->program == REMOTE_PROGRAM && call->procedure == DOMAIN_OPEN_CONSOLE) {
            seen->opened_by = call->xid;
            fake_reply_done(server, call);
        } else if (call->program == VMRPC_PROGRAM && call->procedure == VMRPC_STREAM_ABORT) {
            g_atomic_int_inc(&seen->aborts);
            fake_reply_done(server, call);
        } else if (call->program == VMRPC_PROGRAM && call->procedure >= VMRPC_STREAM_RECV &&
                   call->procedure <= VMRPC_STREAM_FINISH) {
            return call->procedure;
        } else if (!fake_answer(server, call)) {
            fake_refuse(server, call, 3);
        }
    }
    return 0;
}

static VmrpcStream *open_stream(VmrpcConnection *connection)
{
    remote_domain wire = {.name = (char *) "abc", .id = 1};
    VmrpcDomain *domain = domain_new(connection, &wire);
    VmrpcError *error = NULL;
    VmrpcStream *stream = vmrpc_domain_open_console(domain, NULL, 0, &error);

    g_assert_cmpstr(vmrpc_error_message(error), ==, "no error");
    vmrpc_domain_unref(domain);
    return stream;
}

static void begin(FakeServer *server, Seen *seen, void (*script)(FakeServer *server),
                  VmrpcConnection **ret_connection, VmrpcStream **ret_stream)
{
    *seen = (Seen){.sent = g_string_new(NULL)};
    *ret_connection = fake_connect(server, script, seen);
    *ret_stream = open_stream(*ret_connection);
}

static void end(FakeServer *server, Seen *seen, VmrpcConnection *connection, VmrpcStream *stream)
{
    vmrpc_stream_free(stream);
    fake_end(server, connection);
    g_string_free(seen->sent, TRUE);
}

static void check_fails(ssize_t result, VmrpcError **error, int code, const char *words)
{
    g_assert_cmpint(result, ==, -1);
    g_assert_cmpint(vmrpc_error_code(*error), ==, code);
    g_assert_nonnull(strstr(vmrpc_error_message(*error), words));
    g_clear_pointer(error, vmrpc_error_free);
}

/* ---- receiving ------------------------------------------------- */

/* "Hello", nothing in time, a hole, "end" with which it ends. */
static void script_recv(FakeServer *server)
{
    FakeCall call;

    for (int i = 0; next_call(server, &call); i++) {
        if (call.procedure == VMRPC_STREAM_FINISH)
            fake_reply_done(server, &call);
        else if (i == 0)
            reply_recv(server, &call, "Hello", 0, false);
        else if (i == 1)
            reply_recv(server, &call, "", 0, false);
        else if (i == 2)
            reply_recv(server, &call, "", 6, false);
        else
            reply_recv(server, &call, "end", 0, true);
    }
}

/* All of it through a buffer of three bytes; holes are told or filled in. */
static void test_recv(gconstpointer data)
{
    bool wants_holes = GPOINTER_TO_INT(data);
    g_autoptr(GString) got = g_string_new(NULL);
    FakeServer server;
    Seen seen;
    VmrpcConnection *connection;
    VmrpcStream *stream;
    char buffer[3];
    uint64_t hole = 99;
    ssize_t n;

    begin(&server, &seen, script_recv, &connection, &stream);
    for (;;) {
        n = vmrpc_stream_recv(stream, buffer, sizeof(buffer), VMRPC_TIMEOUT_NONE,
                              wants_holes ? &hole : NULL, NULL);
        g_assert_cmpint(n, >=, 0);
        if (n == 0 && (!wants_holes || hole == 0))
            break;
        for (ssize_t i = 0; i < n; i++)
            g_string_append_c(got, buffer[i] ? buffer[i] : '0');
        if (wants_holes && hole > 0)
            g_string_append_printf(got, "[%d]", (int) hole);
    }
    g_assert_cmpstr(got->str, ==, wants_holes ? "Hello[6]end" : "Hello000000end");
    g_assert_cmpint(vmrpc_stream_recv(stream, buffer, 3, 0, NULL, NULL), ==, 0);
    g_assert_cmpint(vmrpc_stream_finish(stream, NULL), ==, 0);
    end(&server, &seen, connection, stream);
    g_assert_cmpint(seen.aborts, ==, 0);
}

/* A piece as large as they get, all of one letter. */
static void reply_full(FakeServer *server, const FakeCall *call, char letter)
{
    g_autofree char *data = g_strnfill(VMRPC_STREAM_DATA_MAX, letter);

    reply_recv(server, call, data, 0, false);
}

/* After a full piece there are two RECVs before either is answered; "end" follows the third. */
static void script_ahead(FakeServer *server)
{
    FakeCall first, second, call;

    g_assert_cmpuint(next_call(server, &first), ==, VMRPC_STREAM_RECV);
    reply_full(server, &first, 'a');
    g_assert_cmpuint(next_call(server, &first), ==, VMRPC_STREAM_RECV);
    g_assert_cmpuint(next_call(server, &second), ==, VMRPC_STREAM_RECV);
    reply_full(server, &first, 'b');
    reply_full(server, &second, 'c');
    while (next_call(server, &call)) {
        if (call.procedure == VMRPC_STREAM_FINISH)
            fake_reply_done(server, &call);
        else
            reply_recv(server, &call, "end", 0, true);
    }
}

/* Pieces that were asked for in advance come in order, whatever the size of the buffer. */
static void test_ahead(gconstpointer data)
{
    size_t size = GPOINTER_TO_SIZE(data);
    g_autoptr(GString) wanted = g_string_new(NULL);
    g_autoptr(GString) got = g_string_new(NULL);
    g_autofree char *buffer = g_malloc(size);
    FakeServer server;
    Seen seen;
    VmrpcConnection *connection;
    VmrpcStream *stream;
    ssize_t n;

    for (char letter = 'a'; letter <= 'c'; letter++) {
        g_autofree char *piece = g_strnfill(VMRPC_STREAM_DATA_MAX, letter);

        g_string_append(wanted, piece);
    }
    g_string_append(wanted, "end");
    begin(&server, &seen, script_ahead, &connection, &stream);
    while ((n = vmrpc_stream_recv(stream, buffer, size, VMRPC_TIMEOUT_NONE, NULL, NULL)) > 0)
        g_string_append_len(got, buffer, n);
    g_assert_cmpint(n, ==, 0);
    g_assert_true(g_string_equal(got, wanted));
    g_assert_cmpint(vmrpc_stream_finish(stream, NULL), ==, 0);
    end(&server, &seen, connection, stream);
}

/* Answers the one RECV only after another call has come. */
static void script_late(FakeServer *server)
{
    Seen *seen = server->data;
    FakeCall recv;
    FakeCall call;

    g_assert_cmpuint(next_call(server, &recv), ==, VMRPC_STREAM_RECV);
    seen->receives++;
    g_assert_cmpuint(next_call(server, &call), ==, VMRPC_STREAM_SEND);
    take_sent(server, &call);
    fake_reply_done(server, &call);
    reply_recv(server, &recv, "late", 0, true);
    while (next_call(server, &call))
        fake_reply_done(server, &call);
}

/* A receiver whose time is over does not lose what comes then, and asks only once. */
static void test_timeout(void)
{
    FakeServer server;
    Seen seen;
    VmrpcConnection *connection;
    VmrpcStream *stream;
    VmrpcError *error = NULL;
    char buffer[10] = "";

    begin(&server, &seen, script_late, &connection, &stream);
    for (int i = 0; i < 3; i++)
        check_fails(vmrpc_stream_recv(stream, buffer, sizeof(buffer), i, NULL, &error), &error,
                    VMRPC_ERR_OPERATION_TIMEOUT, "nothing in time");
    g_assert_cmpint(vmrpc_stream_send(stream, "now", 3, VMRPC_TIMEOUT_NONE, NULL), ==, 3);
    g_assert_cmpint(
        vmrpc_stream_recv(stream, buffer, sizeof(buffer), VMRPC_TIMEOUT_NONE, NULL, NULL), ==, 4);
    g_assert_cmpstr(buffer, ==, "late");
    g_assert_cmpint(seen.receives, ==, 1);
    g_assert_cmpint(vmrpc_stream_finish(stream, NULL), ==, 0);
    g_assert_cmpstr(seen.sent->str, ==, "now");
    end(&server, &seen, connection, stream);
}

/* ---- failing ------------------------------------------------- */

static void script_error(FakeServer *server)
{
    FakeCall call;

    g_assert_cmpuint(next_call(server, &call), ==, VMRPC_STREAM_RECV);
    reply_recv(server, &call, "some", 0, false);
    while (next_call(server, &call))
        fake_reply_error(server, &call, VMRPC_ERR_READ_FAILED, "the disk is on fire");
}

/* What came before the failure is given, then everything fails with it; the end is an abort. */
static void test_error(void)
{
    FakeServer server;
    Seen seen;
    VmrpcConnection *connection;
    VmrpcStream *stream;
    VmrpcError *error = NULL;
    char buffer[10];

    begin(&server, &seen, script_error, &connection, &stream);
    g_assert_cmpint(
        vmrpc_stream_recv(stream, buffer, sizeof(buffer), VMRPC_TIMEOUT_NONE, NULL, NULL), ==, 4);
    for (int i = 0; i < 2; i++)
        check_fails(
            vmrpc_stream_recv(stream, buffer, sizeof(buffer), VMRPC_TIMEOUT_NONE, NULL, &error),
            &error, VMRPC_ERR_READ_FAILED, "on fire");
    check_fails(vmrpc_stream_send(stream, "x", 1, VMRPC_TIMEOUT_NONE, &error), &error,
                VMRPC_ERR_READ_FAILED, "on fire");
    check_fails(vmrpc_stream_finish(stream, &error), &error, VMRPC_ERR_READ_FAILED, "on fire");
    end(&server, &seen, connection, stream);
    g_assert_cmpint(seen.aborts, ==, 1);
}

static void script_refuse_sent(FakeServer *server)
{
    FakeCall call;

    while (next_call(server, &call)) {
        take_sent(server, &call);
        fake_reply_error(server, &call, VMRPC_ERR_WRITE_FAILED, "no space left");
    }
}

/* A sender is told when it waits, and the stream cannot be finished then. */
static void test_send_error(void)
{
    FakeServer server;
    Seen seen;
    VmrpcConnection *connection;
    VmrpcStream *stream;
    VmrpcError *error = NULL;

    begin(&server, &seen, script_refuse_sent, &connection, &stream);
    g_assert_cmpint(vmrpc_stream_send(stream, "abc", 3, VMRPC_TIMEOUT_NONE, NULL), ==, 3);
    check_fails(vmrpc_stream_flush(stream, VMRPC_TIMEOUT_NONE, &error), &error,
                VMRPC_ERR_WRITE_FAILED, "no space");
    check_fails(vmrpc_stream_send_hole(stream, 4, VMRPC_TIMEOUT_NONE, &error), &error,
                VMRPC_ERR_WRITE_FAILED, "no space");
    check_fails(vmrpc_stream_finish(stream, &error), &error, VMRPC_ERR_WRITE_FAILED, "no space");
    end(&server, &seen, connection, stream);
    g_assert_cmpuint(seen.hole, ==, 0);
}

/* ---- those who wait ------------------------------------------------- */

/* Never answers a RECV; says when one has come. */
static void script_silent(FakeServer *server)
{
    Seen *seen = server->data;
    FakeCall call;
    uint32_t procedure;

    while ((procedure = next_call(server, &call))) {
        if (procedure == VMRPC_STREAM_SEND)
            take_sent(server, &call);
        if (procedure == VMRPC_STREAM_RECV)
            g_atomic_int_inc(&seen->receives);
        else
            fake_reply_done(server, &call);
    }
}

static void *wait_in_recv(void *data)
{
    VmrpcError *error = NULL;
    char buffer[10];
    int code;

    g_assert_cmpint(
        vmrpc_stream_recv(data, buffer, sizeof(buffer), VMRPC_TIMEOUT_NONE, NULL, &error), ==, -1);
    code = vmrpc_error_code(error);
    vmrpc_error_free(error);
    return GINT_TO_POINTER(code);
}

/* While one thread waits, another sends, calls, and at last aborts. */
static void test_abort(void)
{
    FakeServer server;
    Seen seen;
    VmrpcConnection *connection;
    VmrpcStream *stream;
    VmrpcError *error = NULL;
    GThread *receiver;
    g_autofree char *name = NULL;

    begin(&server, &seen, script_silent, &connection, &stream);
    receiver = g_thread_new("receiver", wait_in_recv, stream);
    while (g_atomic_int_get(&seen.receives) == 0)
        g_thread_yield();
    for (int i = 0; i < 3; i++)
        g_assert_cmpint(vmrpc_stream_send(stream, "abc", 3, VMRPC_TIMEOUT_NONE, NULL), ==, 3);
    g_assert_cmpint(vmrpc_stream_send_hole(stream, 7, VMRPC_TIMEOUT_NONE, NULL), ==, 0);
    name = vmrpc_connection_hostname(connection, NULL);
    g_assert_cmpstr(name, ==, "fake");
    g_assert_cmpint(vmrpc_stream_abort(stream, NULL), ==, 0);
    g_assert_cmpint(GPOINTER_TO_INT(g_thread_join(receiver)), ==, VMRPC_ERR_OPERATION_ABORTED);
    check_fails(vmrpc_stream_send(stream, "x", 1, VMRPC_TIMEOUT_NONE, &error), &error,
                VMRPC_ERR_OPERATION_ABORTED, "aborted");
    g_assert_cmpint(vmrpc_stream_abort(stream, NULL), ==, 0);
    g_assert_cmpstr(seen.sent->str, ==, "abcabcabc");
    g_assert_cmpuint(seen.hole, ==, 7);
    end(&server, &seen, connection, stream);
    g_assert_cmpint(seen.aborts, ==, 1);
}

/* The same with finish. */
static void test_finish_while_waiting(void)
{
    FakeServer server;
    Seen seen;
    VmrpcConnection *connection;
    VmrpcStream *stream;
    GThread *receiver;

    begin(&server, &seen, script_silent, &connection, &stream);
    receiver = g_thread_new("receiver", wait_in_recv, stream);
    while (g_atomic_int_get(&seen.receives) == 0)
        g_thread_yield();
    g_assert_cmpint(vmrpc_stream_finish(stream, NULL), ==, 0);
    g_assert_cmpint(GPOINTER_TO_INT(g_thread_join(receiver)), ==, VMRPC_ERR_OPERATION_INVALID);
    end(&server, &seen, connection, stream);
    g_assert_cmpint(seen.aborts, ==, 0);
}

/* Goes away with the RECV unanswered. */
static void script_gone(FakeServer *server)
{
    FakeCall call;

    g_assert_cmpuint(next_call(server, &call), ==, VMRPC_STREAM_RECV);
}

static void test_lost(void)
{
    FakeServer server;
    Seen seen;
    VmrpcConnection *connection;
    VmrpcStream *stream;
    VmrpcError *error = NULL;
    char buffer[10];

    begin(&server, &seen, script_gone, &connection, &stream);
    check_fails(vmrpc_stream_recv(stream, buffer, sizeof(buffer), VMRPC_TIMEOUT_NONE, NULL, &error),
                &error, VMRPC_ERR_RPC, "the server closed it");
    check_fails(vmrpc_stream_finish(stream, &error), &error, VMRPC_ERR_RPC, "the server closed it");
    end(&server, &seen, connection, stream);
}

/* The connection is closed while a thread waits; the stream is freed after that. */
static void test_closed(void)
{
    FakeServer server;
    Seen seen;
    VmrpcConnection *connection;
    VmrpcStream *stream;
    GThread *receiver;

    begin(&server, &seen, script_silent, &connection, &stream);
    receiver = g_thread_new("receiver", wait_in_recv, stream);
    while (g_atomic_int_get(&seen.receives) == 0)
        g_thread_yield();
    fake_end(&server, connection);
    g_assert_cmpint(GPOINTER_TO_INT(g_thread_join(receiver)), ==, VMRPC_ERR_INVALID_CONN);
    vmrpc_stream_free(stream);
    g_string_free(seen.sent, TRUE);
}

/* ---- without waiting ------------------------------------------------- */

/* Echoes in capitals what is sent, to the RECV that waits for it. */
static void script_echo(FakeServer *server)
{
    Seen *seen = server->data;
    FakeCall recv = {0};
    FakeCall call;
    uint32_t procedure;

    while ((procedure = next_call(server, &call))) {
        if (procedure == VMRPC_STREAM_RECV) {
            recv = call;
            continue;
        }
        if (procedure == VMRPC_STREAM_SEND)
            take_sent(server, &call);
        fake_reply_done(server, &call);
        if (procedure == VMRPC_STREAM_SEND) {
            g_autofree char *capitals = g_ascii_strup(seen->sent->str, -1);

            reply_recv(server, &recv, capitals, 0, false);
            g_string_truncate(seen->sent, 0);
        }
    }
}

typedef struct Ready {
    int count;
    GString *got;
} Ready;

static void on_ready(VmrpcStream *stream, void *data)
{
    Ready *ready = data;
    VmrpcError *error = NULL;
    char buffer[10];
    ssize_t n;

    ready->count++;
    while ((n = vmrpc_stream_recv(stream, buffer, sizeof(buffer), 0, NULL, &error)) > 0)
        g_string_append_len(ready->got, buffer, n);
    check_fails(n, &error, VMRPC_ERR_OPERATION_TIMEOUT, "");
    if (strcmp(ready->got->str, "ABCDEF") == 0)
        vmrpc_stream_free(stream);
}

/* With a callback, by the poll loop's means alone; it frees the stream itself. */
static void test_callback(void)
{
    g_autoptr(GString) got = g_string_new(NULL);
    Ready ready = {.got = got};
    FakeServer server;
    Seen seen;
    VmrpcConnection *connection;
    VmrpcStream *stream;

    begin(&server, &seen, script_echo, &connection, &stream);
    vmrpc_stream_set_callback(stream, on_ready, &ready);
    on_ready(stream, &ready);
    g_assert_cmpint(vmrpc_stream_send(stream, "abc", 3, 0, NULL), ==, 3);
    while (got->len < 3)
        g_assert_cmpint(vmrpc_connection_dispatch(connection, VMRPC_TIMEOUT_NONE, NULL), >=, 0);
    g_assert_cmpint(vmrpc_stream_send(stream, "def", 3, VMRPC_TIMEOUT_NONE, NULL), ==, 3);
    while (got->len < 6)
        g_assert_cmpint(vmrpc_connection_dispatch(connection, VMRPC_TIMEOUT_NONE, NULL), >=, 0);
    g_assert_cmpint(ready.count, >=, 3);
    end(&server, &seen, connection, NULL);
    g_assert_cmpint(seen.aborts, ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_data_func("/client/stream/holes", GINT_TO_POINTER(1), test_recv);
    g_test_add_data_func("/client/stream/filled", GINT_TO_POINTER(0), test_recv);
    g_test_add_data_func("/client/stream/ahead/1000", GSIZE_TO_POINTER(1000), test_ahead);
    g_test_add_data_func("/client/stream/ahead/whole", GSIZE_TO_POINTER(VMRPC_STREAM_DATA_MAX),
                         test_ahead);
    g_test_add_func("/client/stream/timeout", test_timeout);
    g_test_add_func("/client/stream/error", test_error);
    g_test_add_func("/client/stream/send-error", test_send_error);
    g_test_add_func("/client/stream/abort", test_abort);
    g_test_add_func("/client/stream/finish-while-waiting", test_finish_while_waiting);
    g_test_add_func("/client/stream/lost", test_lost);
    g_test_add_func("/client/stream/closed", test_closed);
    g_test_add_func("/client/stream/callback", test_callback);
    return g_test_run();
}
