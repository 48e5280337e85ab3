/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The wire's calls: sending them, matching replies, what becomes of them when the wire breaks.
 *
 * Never waits and never runs user code but XDR routines. A call leaves the table in one place,
 * wire_finish(), so it is done exactly once, and a reply that comes after that touches nobody's
 * memory.
 */
#include "client/wire.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <unistd.h>

#include "client/limits.h"
#include "client/wire_private.h"
#include "remote_protocol.h"
#include "rpc/xdr_buffer.h"

/* Another one in each process; GLib's generator would first be set up for thousands. */
static uint32_t wire_first_xid(void)
{
    uint32_t xid;

    if (getrandom(&xid, sizeof(xid), GRND_NONBLOCK) != sizeof(xid))
        xid = (uint32_t) g_get_monotonic_time();
    return xid;
}

Wire *wire_new(Transport *transport, const char *address, WireEventFunc take_event, void *data,
               GError **err)
{
    Wire *wire = g_new0(Wire, 1);

    pthread_mutex_init(&wire->lock, NULL);
    wire_cond_init(&wire->left);
    wire->connection = connection_new(transport, codec_onc_new());
    connection_set_spare(wire->connection, &wire->spare);
    wire->address = g_strdup(address);
    wire->server = g_strdup("it is older, and does not tell its version");
    wire->take_event = take_event;
    wire->event_data = data;
    wire->calls = g_hash_table_new(NULL, NULL);
    wire->next_xid = wire_first_xid();
    wire->next_deadline_us = WIRE_NO_DEADLINE;
    wire->watch_fd = -1;
    wire->pending_fd = -1;
    wire->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wire->wake_fd < 0) {
        error_set_errno(err, errno, "%s: eventfd", address);
        wire_free(wire);
        return NULL;
    }
    return wire;
}

void wire_free(Wire *wire)
{
    if (!wire)
        return;
    wire_watch_clear(wire);
    connection_free(wire->connection);
    connection_spare_clear(&wire->spare);
    if (wire->wake_fd >= 0)
        close(wire->wake_fd);
    g_clear_error(&wire->broken);
    g_hash_table_unref(wire->calls);
    pthread_cond_destroy(&wire->left);
    pthread_mutex_destroy(&wire->lock);
    g_free(wire->address);
    g_free(wire->server);
    g_free(wire);
}

void wire_lock(Wire *wire)
{
    pthread_mutex_lock(&wire->lock);
}

void wire_unlock(Wire *wire)
{
    pthread_mutex_unlock(&wire->lock);
}

pthread_mutex_t *wire_mutex(Wire *wire)
{
    return &wire->lock;
}

const GError *wire_broken(const Wire *wire)
{
    return wire->broken;
}

void wire_set_on_break(Wire *wire, void (*func)(void *data), void *data)
{
    wire->on_break = func;
    wire->break_data = data;
}

void wire_widen(Wire *wire)
{
    wire_lock(wire);
    if (wire->connection)
        transport_widen(connection_transport(wire->connection));
    wire_unlock(wire);
}

void wire_set_server(Wire *wire, const char *words)
{
    g_free(wire->server);
    wire->server = g_strdup(words);
}

unsigned wire_in_flight(const Wire *wire)
{
    return g_hash_table_size(wire->calls);
}

int64_t wire_next_deadline(const Wire *wire)
{
    return wire->next_deadline_us;
}

/* Ends a call; takes the error. */
static void wire_finish(Wire *wire, WireCall *call, enum clnt_stat stat, GError *error)
{
    g_hash_table_remove(wire->calls, GUINT_TO_POINTER(call->id.xid));
    call->rpc.re_status = stat;
    call->error = error;
    call->done = true;
    if (call->finished)
        call->finished(call);
}

void wire_cancel(Wire *wire, WireCall *call)
{
    GError *error = NULL;

    if (call->done)
        return;
    call->finished = NULL;
    error_set(&error, ERR_OPERATION_ABORTED, "the call was cancelled");
    wire_finish(wire, call, RPC_FAILED, error);
    wire_wake(wire);
}

void wire_break(Wire *wire, ErrorCode code, const char *format, ...)
{
    g_autoptr(GList) calls = NULL;
    va_list args;

    if (wire->broken)
        return;
    va_start(args, format);
    wire->broken = g_error_new_valist(ERROR_DOMAIN, code, format, args);
    va_end(args);
    calls = g_hash_table_get_values(wire->calls);
    for (GList *item = calls; item; item = item->next)
        wire_finish(wire, item->data, RPC_CANTRECV, g_error_copy(wire->broken));
    wire->next_deadline_us = WIRE_NO_DEADLINE;
    if (wire->on_break) {
        wire_watch_detach(wire);
        wire->on_break(wire->break_data);
    }
    wire_notify(wire);
    wire_wake(wire);
}

void wire_expire(Wire *wire)
{
    int64_t now = g_get_monotonic_time();
    int64_t next = WIRE_NO_DEADLINE;
    g_autoptr(GList) calls = NULL;

    if (now < wire->next_deadline_us)
        return;
    calls = g_hash_table_get_values(wire->calls);
    for (GList *item = calls; item; item = item->next) {
        WireCall *call = item->data;
        g_autofree char *name = NULL;
        GError *error = NULL;

        if (call->deadline_us > now) {
            next = MIN(next, call->deadline_us);
            continue;
        }
        name = wire_call_name(call);
        error_set(&error, ERR_OPERATION_TIMEOUT, "%s: no answer in time from %s", name,
                  wire->address);
        wire_finish(wire, call, RPC_TIMEDOUT, error);
    }
    wire->next_deadline_us = next;
    next = keepalive_look(wire);
    wire->next_deadline_us = MIN(wire->next_deadline_us, next);
}

/* ---- sending ------------------------------------------------- */

static bool wire_may_start(const Wire *wire, GError **err)
{
    if (wire->broken) {
        if (err)
            *err = g_error_copy(wire->broken);
        return false;
    }
    if (g_hash_table_size(wire->calls) >= CLIENT_CALLS_MAX)
        return error_set(err, ERR_RESOURCE_BUSY, "%s: %u calls are in flight already",
                         wire->address, CLIENT_CALLS_MAX);
    if (connection_queued(wire->connection) >= CLIENT_QUEUED_MAX)
        return error_set(err, ERR_RESOURCE_BUSY, "%s: the server does not take what is sent to it",
                         wire->address);
    return true;
}

/* XID 0 is legal, but left to events so that traces are easy to read. */
static uint32_t wire_choose_xid(Wire *wire)
{
    uint32_t xid;

    do
        xid = wire->next_xid++;
    while (xid == 0 || g_hash_table_contains(wire->calls, GUINT_TO_POINTER(xid)));
    return xid;
}

static bool wire_encode(Wire *wire, WireCall *call, xdrproc_t xdr_args, void *args, GError **err)
{
    Codec *codec = connection_codec(wire->connection);
    Buffer *out = connection_out(wire->connection);
    size_t before = buffer_size(out);
    size_t start = codec_begin_call(codec, out, &call->id);
    XDR xdr;

    xdr_buffer_init(&xdr, out, CODEC_RECORD_MAX - 1024);
    if (!xdr_args(&xdr, args)) {
        g_autofree char *name = wire_call_name(call);
        bool overflowed = xdr_buffer_overflowed(&xdr);

        buffer_truncate(out, before);
        if (overflowed)
            return error_set(err, ERR_OVERFLOW, "%s: the arguments are too long", name);
        return error_set(err, ERR_INVALID_ARG,
                         "%s: an argument is missing, or too long, and cannot be sent", name);
    }
    codec_end(codec, out, start);
    connection_commit(wire->connection);
    return true;
}

/* Writes what goes at once, and sees to it that the rest will. */
static void wire_flush(Wire *wire)
{
    g_autoptr(GError) error = NULL;

    if (!connection_flush(wire->connection, &error)) {
        wire_break(wire, ERR_RPC, "the connection to %s is broken: %s", wire->address,
                   error->message);
        return;
    }
    if (connection_queued(wire->connection) > 0)
        wire_interrupt(wire);
    wire_watch_update(wire);
}

bool wire_start(Wire *wire, WireCall *call, xdrproc_t xdr_args, void *args, GError **err)
{
    memset(&call->rpc, 0, sizeof(call->rpc));
    call->done = false;
    call->error = NULL;
    if (!wire_may_start(wire, err)) {
        call->rpc.re_status = RPC_CANTSEND;
        return false;
    }
    call->id.xid = wire_choose_xid(wire);
    if (!wire_encode(wire, call, xdr_args, args, err)) {
        call->rpc.re_status = RPC_CANTENCODEARGS;
        return false;
    }
    if (!call->one_way) {
        g_hash_table_insert(wire->calls, GUINT_TO_POINTER(call->id.xid), call);
        if (call->deadline_us < wire->next_deadline_us) {
            wire->next_deadline_us = call->deadline_us;
            wire_interrupt(wire);
            wire_notify(wire);
        }
    } else {
        call->done = true;
    }
    wire_flush(wire);
    return true;
}

void wire_start_one(Wire *wire, WireCall *call, xdrproc_t xdr_args, void *args)
{
    GError *error = NULL;

    if (wire_start(wire, call, xdr_args, args, &error))
        return;
    call->done = true;
    call->error = error;
}

/* ---- receiving ------------------------------------------------- */

static void wire_take_reply(Wire *wire, const Message *reply)
{
    WireCall *call = g_hash_table_lookup(wire->calls, GUINT_TO_POINTER(reply->id.xid));
    enum clnt_stat stat = RPC_SYSTEMERROR;
    GError *error;

    if (!call) /* given up by now */
        return;
    error = wire_reply_take(wire, call, reply, &stat);
    wire_finish(wire, call, stat, error);
}

/* Everything complete that was read. false: the wire is broken. */
static bool wire_take_messages(Wire *wire)
{
    g_autoptr(GError) error = NULL;
    Message message;

    for (;;) {
        switch (connection_next(wire->connection, &message, &error)) {
        case FEED_MORE:
            return true;
        case FEED_BROKEN:
            wire_break(wire, ERR_RPC, "the connection to %s is broken: %s", wire->address,
                       error->message);
            return false;
        case FEED_MESSAGE:
            break;
        }
        if (message.kind == MESSAGE_REPLY)
            wire_take_reply(wire, &message);
        else if (message.id.program == VMRPC_PROGRAM && message.id.version == VMRPC_V1 &&
                 message.id.procedure == VMRPC_EVENT && wire->take_event)
            wire->take_event(message.body, message.body_size, wire->event_data);
    }
}

void wire_transfer(Wire *wire, unsigned reads)
{
    if (wire->connection && !wire->broken && connection_queued(wire->connection) > 0)
        wire_flush(wire);
    while (reads-- > 0 && wire->connection && !wire->broken) {
        g_autoptr(GError) error = NULL;

        switch (connection_fill(wire->connection, &error)) {
        case FILL_DATA:
        case FILL_MORE:
            keepalive_heard(wire);
            wire_take_messages(wire);
            break;
        case FILL_AGAIN:
            return;
        case FILL_CLOSED:
            if (wire_take_messages(wire))
                wire_break(wire, ERR_RPC, "the connection to %s is broken: the server closed it",
                           wire->address);
            return;
        case FILL_ERROR:
            wire_break(wire, ERR_RPC, "the connection to %s is broken: %s", wire->address,
                       error->message);
            return;
        }
    }
}
