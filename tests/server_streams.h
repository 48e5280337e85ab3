/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of a peer's streams share: opening the ends of stream_ends.h, and the stream
 * procedures with what they should answer. XIDs of calls that only send, finish or abort are given
 * by themselves. Header only; each test includes it once.
 */
#include "server_fixture.h"

#define FOR_EVER 0xffffffffu
#define ANY NULL
#define NUMBER(n) (&(unsigned int){n})

static uint32_t next_xid = 1000;

static inline void call_open(ServerFixture *fixture, uint32_t xid, const char *kind)
{
    static char guest[] = "guest";
    char *device = (char *) (uintptr_t) kind;
    domain_open_console_args args = {.dom.name = guest, .device = &device};

    fixture_call(fixture, xid, DOMAIN_OPEN_CONSOLE, &args);
}

static inline void open_stream(ServerFixture *fixture, uint32_t xid, const char *kind)
{
    call_open(fixture, xid, kind);
    fixture_expect(fixture, xid, 0);
}

static inline void call_recv(ServerFixture *fixture, uint32_t xid, unsigned int *stream,
                             unsigned max, unsigned wait_ms)
{
    vmrpc_stream_recv_args args = {.opened_by = stream, .max = max, .wait_ms = wait_ms};

    fixture_call_of(fixture, &vmrpc_dispatch_table, xid, VMRPC_STREAM_RECV, &args);
}

static inline uint32_t call_send(ServerFixture *fixture, unsigned int *stream, const void *bytes,
                                 size_t size, uint64_t hole)
{
    vmrpc_stream_send_args args = {
        .opened_by = stream,
        .data = {(u_int) size, (char *) (uintptr_t) bytes},
        .hole = hole,
    };

    fixture_call_of(fixture, &vmrpc_dispatch_table, ++next_xid, VMRPC_STREAM_SEND, &args);
    return next_xid;
}

static inline uint32_t call_finish(ServerFixture *fixture, unsigned int *stream)
{
    vmrpc_stream_finish_args args = {.opened_by = stream};

    fixture_call_of(fixture, &vmrpc_dispatch_table, ++next_xid, VMRPC_STREAM_FINISH, &args);
    return next_xid;
}

static inline uint32_t call_abort(ServerFixture *fixture, unsigned int *stream)
{
    vmrpc_stream_abort_args args = {.opened_by = stream};

    fixture_call_of(fixture, &vmrpc_dispatch_table, ++next_xid, VMRPC_STREAM_ABORT, &args);
    return next_xid;
}

static inline void send_text(ServerFixture *fixture, unsigned int *stream, const char *text)
{
    fixture_expect(fixture, call_send(fixture, stream, text, strlen(text), 0), 0);
}

/* Receives the reply to xid; to be cleared by received_clear(). */
static inline vmrpc_stream_recv_ret expect_received(ServerFixture *fixture, uint32_t xid)
{
    Message message = fixture_expect(fixture, xid, 0);
    vmrpc_stream_recv_res res = {0};
    XDR xdr;

    xdrmem_create(&xdr, (char *) (uintptr_t) message.body, (u_int) message.body_size, XDR_DECODE);
    g_assert_true(xdr_vmrpc_stream_recv_res(&xdr, &res));
    return res.vmrpc_stream_recv_res_u.ret;
}

static inline void received_clear(vmrpc_stream_recv_ret *ret)
{
    xdr_free((xdrproc_t) xdr_vmrpc_stream_recv_ret, (char *) ret);
}

/* Checks the reply to xid, which is not the end. */
static inline void expect_text(ServerFixture *fixture, uint32_t xid, const char *text)
{
    vmrpc_stream_recv_ret ret = expect_received(fixture, xid);

    g_assert_cmpmem(ret.data.data_val, ret.data.data_len, text, strlen(text));
    g_assert_cmpuint(ret.hole, ==, 0);
    g_assert_cmpint(ret.ended, ==, 0);
    received_clear(&ret);
}

static inline void expect_nothing(ServerFixture *fixture)
{
    Message message;

    g_assert_false(fixture_receive(fixture, &message));
}

static inline void streams_init(ServerFixture *fixture)
{
    memset(&ends, 0, sizeof(ends));
    fixture_init(fixture, FIXTURE_LOCAL);
    fixture_open(fixture, 0);
}

/* Whatever is open: nothing may be left of it when the client has gone. */
static inline void streams_clear(ServerFixture *fixture)
{
    g_clear_pointer(&fixture->client, connection_free);
    fixture_run(fixture);
    g_assert_null(fixture->peer);
    g_assert_cmpuint(fixture->freed, ==, 1);
    g_assert_cmpuint(ends.alive, ==, 0);
    g_assert_cmpuint(coroutine_count(), ==, 0);
    fixture_clear(fixture);
}
