/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Taking up after a break: what was missed comes in order, each event once, although newer ones
 * arrive before and in between; that something is gone for good is told first.
 */
#include "fake_server.h"

typedef struct {
    int complete;
    GString *seen;
} Resume;

static void script(FakeServer *server)
{
    const Resume *resume = server->data;
    vmrpc_event_resume_res result = {
        .vmrpc_event_resume_res_u.ret = {.complete = resume->complete, .event_sequence = 105}};
    FakeCall call;

    while (fake_receive(server, &call)) {
        if (call.program == VMRPC_PROGRAM && call.procedure == VMRPC_EVENT_RESUME) {
            fake_event(server, 105, "abc");
            for (uint64_t sequence = 102; sequence <= 104; sequence++)
                fake_event(server, sequence, "abc");
            fake_reply(server, &call, (xdrproc_t) xdr_vmrpc_event_resume_res, &result);
        } else {
            g_assert_true(fake_answer(server, &call));
            if (call.procedure == CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY)
                fake_event(server, 104, "abc");
        }
    }
}

static void take(VmrpcConnection *connection, const VmrpcEvent *happened, void *data)
{
    Resume *resume = data;

    g_assert_nonnull(connection);
    g_string_append_printf(resume->seen, "%d ", (int) happened->sequence);
}

static void check(int complete)
{
    Resume resume = {.complete = complete, .seen = g_string_new(NULL)};
    FakeServer server;
    VmrpcConnection *connection = fake_connect(&server, script, &resume);

    g_assert_cmpint(vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_LIFECYCLE, NULL, take,
                                          &resume, NULL, NULL),
                    >, 0);
    g_assert_cmpint(vmrpc_event_resume(connection, 7, 101, NULL), ==, !complete);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, VMRPC_TIMEOUT_NONE, NULL), ==, 4);
    g_assert_cmpstr(resume.seen->str, ==, "102 103 104 105 ");
    fake_end(&server, connection);
    g_string_free(resume.seen, TRUE);
}

static void test_complete(void)
{
    check(1);
}

static void test_incomplete(void)
{
    check(0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/resume/complete", test_complete);
    g_test_add_func("/client/resume/incomplete", test_incomplete);
    return g_test_run();
}
