/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The path of a call: see dispatch.h.
 *
 * Arguments are decoded before the handler is looked for, so that garbage gets the same answer from
 * whoever sends it. What was decoded is freed exactly once, here, whatever became of the call; a
 * handler never frees, and fills results with memory that free() takes.
 */
#include "server/dispatch.h"

#include <string.h>
#include <unistd.h>

#include "base/coroutine.h"
#include "base/log.h"
#include "rpc/codec_libvirt.h"
#include "rpc/xdr_buffer.h"
#include "server/call.h"
#include "server/error_body.h"
#include "server/own_calls.h"
#include "server/stream_packets.h"

/* virErrorDomain of what the daemon itself says: RPC. */
#define DISPATCH_ERROR_DOMAIN 7

/* The programs, and what the daemon itself answers of each. */
static const struct {
    const DispatchTable *table;
    const void *handlers; /* NULL: drivers have all of it */
    bool libvirt;         /* whether that framing has it as well */
} dispatch_programs[] = {
    {&remote_dispatch_table, &session_handlers, true},
    {&qemu_dispatch_table, NULL, true},
    {&vmrpc_dispatch_table, &own_handlers, false},
};

static COLD void dispatch_fail(Peer *peer, const CallId *id, ReplyStatus status, uint32_t low,
                               uint32_t high)
{
    Connection *connection = peer_connection(peer);

    if (!connection)
        return;
    codec_fail(connection_codec(connection), connection_out(connection), id, status, low, high);
    connection_commit(connection);
}

void call_lend(Call *call, char **where, GBytes *bytes)
{
    g_assert(!call->loan);
    *where = (char *) (uintptr_t) g_bytes_get_data(bytes, NULL);
    call->loan = bytes;
    call->loan_at = where;
}

/* The result has nothing of others any more. */
static void dispatch_return_loan(Call *call)
{
    if (!call->loan)
        return;
    *call->loan_at = NULL;
    g_clear_pointer(&call->loan, g_bytes_unref);
}

static bool dispatch_encode(XDR *xdr, Buffer *out, const DispatchRow *row, void *res, XdrLoan *loan)
{
    xdr_buffer_init(xdr, out, CODEC_RECORD_MAX);
    xdr_buffer_set_loan(xdr, loan);
    return row->res(xdr, res);
}

static void dispatch_reply_error(const Call *call, const GError *error)
{
    Connection *connection = peer_connection(call->peer);
    Buffer *out = connection_out(connection);
    size_t before = buffer_size(out);
    size_t start = codec_begin_reply(connection_codec(connection), out, &call->id);
    g_auto(ErrorBody) strings = {0};
    XDR xdr;

    *(int *) call->res = 1;
    error_body_fill(&strings, (remote_error *) ((char *) call->res + call->row->error_offset),
                    error, call->error_domain, peer_framing(call->peer) == FRAMING_LIBVIRT);
    if (dispatch_encode(&xdr, out, call->row, call->res, NULL)) {
        codec_end(connection_codec(connection), out, start);
        connection_commit(connection);
    } else {
        buffer_truncate(out, before);
        dispatch_fail(call->peer, &call->id, REPLY_SYSTEM_ERR, 0, 0);
    }
    memset(call->res, 0, call->row->res_size);
}

/* False: it is answered with a failure. */
static bool dispatch_reply(Call *call)
{
    static LogLimit limit = {.burst = LIMIT_LOG_BURST};
    Connection *connection = peer_connection(call->peer);
    Buffer *out = connection_out(connection);
    size_t before = buffer_size(out);
    size_t start = codec_begin_reply(connection_codec(connection), out, &call->id);
    XdrLoan loan = {0};
    XDR xdr;

    if (call->loan)
        loan = (XdrLoan){.bytes = *call->loan_at, .size = g_bytes_get_size(call->loan)};
    if (dispatch_encode(&xdr, out, call->row, call->res, &loan)) {
        codec_end_around(connection_codec(connection), out, start, loan.placed ? loan.size : 0);
        if (call->fd >= 0)
            codec_libvirt_mark_fd(out, start);
        if (loan.placed)
            connection_commit_around(connection, loan.at, call->loan);
        else
            connection_commit(connection);
        if (call->fd >= 0)
            connection_send_fd(connection, g_steal_fd(&call->fd));
        return true;
    }
    buffer_truncate(out, before);
    log_limited(&limit, LOG_ERROR, "%s: the result of %s cannot be encoded%s",
                peer_name(call->peer), call->row->name,
                xdr_buffer_overflowed(&xdr) ? ": it is too large" : "");
    dispatch_fail(call->peer, &call->id, REPLY_SYSTEM_ERR, 0, 0);
    return false;
}

static void dispatch_free_object(DispatchXdr routine, void *object)
{
    XDR xdr = {.x_op = XDR_FREE};

    routine(&xdr, object);
}

static void dispatch_end(Call *call)
{
    if (call->row->args_size)
        dispatch_free_object(call->row->args, call->args);
    dispatch_return_loan(call);
    dispatch_free_object(call->row->res, call->res);
    if (call->fd >= 0)
        close(call->fd);
    peer_end_call(call->peer);
    g_free(call);
}

/* Who was refused what. */
static void dispatch_log_refusal(const Call *call, const GError *error)
{
    static LogLimit limit = {.burst = LIMIT_LOG_BURST};
    ErrorCode code = error_code(error);

    if (code == ERR_ACCESS_DENIED || code == ERR_OPERATION_DENIED)
        log_limited(&limit, LOG_WARNING, "%s: refused %s: %s", peer_name(call->peer),
                    call->row->name, error->message);
}

/* DriverCall.open_stream */
static bool dispatch_open_stream(DriverCall *driver_call, StreamEnd *end, GError **err)
{
    Call *call = call_of(driver_call);

    g_assert(!call->stream);
    call->stream =
        stream_open(peer_streams(call->peer), peer_host(call->peer)->limits, &call->id, end, err);
    return call->stream != NULL;
}

/* DriverCall.give_fd */
static bool dispatch_give_fd(DriverCall *driver_call, int fd, GError **err)
{
    Call *call = call_of(driver_call);
    bool passes = peer_passes_fds(call->peer);

    g_assert(call->fd < 0);
    if (passes && connection_queued_fds(peer_connection(call->peer)) < LIMIT_FDS_QUEUED) {
        call->fd = fd;
        return true;
    }
    close(fd);
    if (passes)
        return error_set(err, ERR_RESOURCE_BUSY,
                         "%d descriptors for this connection wait to be received, the most there "
                         "may be",
                         LIMIT_FDS_QUEUED);
    return error_set(err, ERR_NO_SUPPORT, "this connection cannot carry descriptors");
}

/* What the call has opened is there from the reply on, or not at all. */
static void dispatch_settle_stream(Call *call, bool succeeded)
{
    if (!call->stream)
        return;
    if (succeeded) {
        stream_begin(call->stream);
        transport_widen(connection_transport(peer_connection(call->peer)));
        if (peer_framing(call->peer) == FRAMING_LIBVIRT)
            stream_packets_begin(call->peer, call->stream, call->error_domain);
    } else {
        stream_abort(call->stream);
    }
    g_clear_pointer(&call->stream, stream_unref);
}

static void dispatch_finish(Call *call, const GError *error)
{
    bool succeeded = false;

    if (error) {
        dispatch_log_refusal(call, error);
        dispatch_return_loan(call);
        dispatch_free_object(call->row->res, call->res);
        memset(call->res, 0, call->row->res_size);
    }
    if (peer_connection(call->peer)) {
        if (error)
            dispatch_reply_error(call, error);
        else
            succeeded = dispatch_reply(call);
    }
    dispatch_settle_stream(call, succeeded);
    dispatch_end(call);
}

static void dispatch_co_run(void *data)
{
    Call *call = data;
    g_autoptr(GError) error = NULL;

    call->row->invoke(call->handlers, &call->driver_call, call->args, call->res, &error);
    dispatch_finish(call, error);
}

/* What the daemon itself has for the program. */
static const void *dispatch_own_handlers(const DispatchTable *table)
{
    size_t i = 0;

    while (dispatch_programs[i].table != table)
        i++;
    return dispatch_programs[i].handlers;
}

/* The opened driver, or the one beside it that answers this row; NULL: none is open. */
static Driver *dispatch_find_driver(Peer *peer, const DispatchTable *table, const DispatchRow *row)
{
    Driver *driver = peer_session(peer)->driver, *companion = NULL;

    if (driver && !dispatch_row_implemented(row, driver_handlers(driver, table)))
        companion = registry_find_companion(peer_host(peer)->registry, table, row);
    return companion ? companion : driver;
}

/* Who answers this row for this peer: the daemon, the opened driver, or one beside it. */
static void dispatch_find_handlers(Call *call, const DispatchTable *table)
{
    const void *own = dispatch_own_handlers(table);
    Driver *driver;

    call->error_domain = DISPATCH_ERROR_DOMAIN;
    if (dispatch_row_implemented(call->row, own)) {
        call->handlers = own;
    } else if ((driver = dispatch_find_driver(call->peer, table, call->row))) {
        call->driver_call.driver = driver;
        call->handlers = driver_handlers(driver, table);
        call->error_domain = driver->ops->error_domain;
        call->by_driver = true;
    }
}

/* What the rules say of a driver that answers beside the one that was opened. */
static bool dispatch_check_driver(Peer *peer, const Driver *driver, const char *procedure,
                                  DispatchAccess access, GError **err)
{
    AccessGrant grant;

    if (driver->ops->serves)
        return true;
    grant = peer_grant(peer, driver->ops->name);
    if (grant == GRANT_NONE || (grant == GRANT_READ && access == ACCESS_WRITE))
        return error_set(err, grant == GRANT_NONE ? ERR_ACCESS_DENIED : ERR_OPERATION_DENIED,
                         "%s: the access rules of this server do not let you %s driver '%s'",
                         procedure, grant == GRANT_NONE ? "use" : "change anything of",
                         driver->ops->name);
    return true;
}

Driver *dispatch_driver_to_read(const Call *call, uint32_t procedure, GError **err)
{
    const DispatchTable *table = &remote_dispatch_table;
    Driver *driver = dispatch_find_driver(call->peer, table, &table->rows[procedure]);

    return dispatch_check_driver(call->peer, driver, call->row->name, ACCESS_READ, err) ? driver
                                                                                        : NULL;
}

static bool dispatch_check_access(const Call *call, GError **err)
{
    const Session *session = peer_session(call->peer);
    DispatchAccess access = dispatch_row_access(call->row, call->args);

    if (access == ACCESS_FREE)
        return true;
    if (!session->driver)
        return error_set(err, ERR_INVALID_CONN, "%s: this connection has not opened a driver yet",
                         call->row->name);
    if (access == ACCESS_WRITE && session->read_only)
        return error_set(err, ERR_OPERATION_DENIED, "%s: this connection is read-only",
                         call->row->name);
    return !call->by_driver || dispatch_check_driver(call->peer, call->driver_call.driver,
                                                     call->row->name, access, err);
}

static Call *dispatch_new_call(Peer *peer, const Message *message, const DispatchRow *row)
{
    const size_t align = G_MEM_ALIGN * 2;
    size_t args_at = (sizeof(Call) + align - 1) / align * align;
    size_t res_at = args_at + (row->args_size + align - 1) / align * align;
    /* Not calloc(): glibc's goes past the thread's own free memory. */
    Call *call = memset(g_malloc(res_at + row->res_size), 0, res_at + row->res_size);
    const Session *session = peer_session(peer);

    call->driver_call = (DriverCall){
        .driver = session->driver,
        .read_only = session->read_only,
        .uri = session->uri,
        .open_stream = dispatch_open_stream,
        .give_fd = dispatch_give_fd,
    };
    call->fd = -1;
    call->peer = peer_begin_call(peer);
    call->id = message->id;
    call->row = row;
    call->args = (char *) call + args_at;
    call->res = (char *) call + res_at;
    return call;
}

static bool dispatch_decode(const Call *call, const Message *message)
{
    bool tail_ignored = connection_codec(peer_connection(call->peer))->ops->tail_ignored;
    XDR xdr;

    if (message->body_size == 0)
        return call->row->args_size == 0;
    xdrmem_create(&xdr, (char *) (uintptr_t) message->body, (u_int) message->body_size, XDR_DECODE);
    return call->row->args(&xdr, call->args) &&
           (tail_ignored || xdr_getpos(&xdr) == message->body_size);
}

static void dispatch_call(Peer *peer, const Message *message, const DispatchTable *table,
                          const DispatchRow *row)
{
    Call *call = dispatch_new_call(peer, message, row);
    g_autoptr(GError) error = NULL;

    if (!dispatch_decode(call, message)) {
        dispatch_fail(peer, &message->id, REPLY_GARBAGE_ARGS, 0, 0);
        dispatch_end(call);
        return;
    }
    dispatch_find_handlers(call, table);
    if (!dispatch_check_access(call, &error)) {
        call->error_domain = DISPATCH_ERROR_DOMAIN;
        dispatch_finish(call, error);
        return;
    }
    coroutine_start(peer_host(peer)->loop, dispatch_co_run, call);
}

/* Procedure 0 of every program: needs neither session nor coroutine. */
static void dispatch_null(Peer *peer, const Message *message)
{
    Connection *connection = peer_connection(peer);
    Codec *codec = connection_codec(connection);
    Buffer *out = connection_out(connection);

    if (message->body_size > 0) {
        dispatch_fail(peer, &message->id, REPLY_GARBAGE_ARGS, 0, 0);
        return;
    }
    codec_end(codec, out, codec_begin_reply(codec, out, &message->id));
    connection_commit(connection);
}

/* False: it is answered, as a probe for TLS is. */
static bool dispatch_admit(Peer *peer, const Message *message)
{
    static LogLimit limit = {.burst = LIMIT_LOG_BURST};
    Connection *connection = peer_connection(peer);
    uint32_t fault = peer_check_credential(peer, message);

    if (fault) {
        log_limited(&limit, LOG_WARNING, "%s: refused procedure %u: %s", peer_name(peer),
                    message->id.procedure,
                    fault == AUTH_STAT_TOOWEAK ? "it did not begin TLS"
                                               : "its credential is not accepted");
        dispatch_fail(peer, &message->id, REPLY_AUTH_ERROR, fault, 0);
    } else if (message->flavor == FLAVOR_TLS) {
        codec_starttls(connection_codec(connection), connection_out(connection), &message->id);
        connection_commit(connection);
        return false;
    }
    return fault == 0;
}

/* NULL: it is answered, since there is no such program or version. */
static const DispatchTable *dispatch_find_table(Peer *peer, const CallId *id)
{
    bool libvirt = peer_framing(peer) == FRAMING_LIBVIRT;

    for (size_t i = 0; i < G_N_ELEMENTS(dispatch_programs); i++) {
        const DispatchTable *table = dispatch_programs[i].table;

        if (table->program != id->program || (libvirt && !dispatch_programs[i].libvirt))
            continue;
        if (table->version == id->version)
            return table;
        dispatch_fail(peer, id, REPLY_PROG_MISMATCH, table->version, table->version);
        return NULL;
    }
    dispatch_fail(peer, id, REPLY_PROG_UNAVAIL, 0, 0);
    return NULL;
}

static void dispatch_answer(Peer *peer, const Message *message)
{
    const CallId *id = &message->id;
    const DispatchTable *table;
    const DispatchRow *row;

    if (message->rpc_version != 2) {
        dispatch_fail(peer, id, REPLY_RPC_MISMATCH, 2, 2);
        return;
    }
    if (!dispatch_admit(peer, message))
        return;
    table = dispatch_find_table(peer, id);
    if (!table)
        return;
    row = dispatch_table_find(table, id->procedure);
    if (!row || (id->procedure == 0 && peer_framing(peer) == FRAMING_LIBVIRT))
        dispatch_fail(peer, id, REPLY_PROC_UNAVAIL, 0, 0);
    else if (!row->invoke || row->res_size == 0)
        dispatch_null(peer, message);
    else
        dispatch_call(peer, message, table, row);
}

static void dispatch_keepalive(Peer *peer, const Message *message)
{
    if (message->id.procedure != LIBVIRT_PING)
        return;
    codec_libvirt_keepalive(connection_out(peer_connection(peer)), LIBVIRT_PONG);
    connection_commit(peer_connection(peer));
}

void dispatch_message(Peer *peer, const Message *message)
{
    switch (message->kind) {
    case MESSAGE_CALL:
        dispatch_answer(peer, message);
        break;
    case MESSAGE_KEEPALIVE:
        dispatch_keepalive(peer, message);
        break;
    case MESSAGE_STREAM:
    case MESSAGE_HOLE:
        stream_packets_take(peer, message);
        break;
    case MESSAGE_REPLY:
        break; /* nothing was asked of the client */
    }
}
