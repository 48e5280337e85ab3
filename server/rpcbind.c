/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Registration with rpcbind: see rpcbind.h. One coroutine for the life of the daemon: connect, set
 * what is ours, stay connected to see rpcbind go, and start over.
 *
 * An entry that is there already with the same address is confirmed by rpcbind without a gap; only
 * one with another address, left by a daemon that crashed, is unset first. rpcbind closes
 * connections that are idle for half a minute, so an end of file does not mean that it has
 * forgotten us, and what follows must do no harm when it has not. The library's rpcb_set() would
 * block for a minute on a rpcbind that hangs, and is not used.
 */
#include "server/rpcbind.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <rpc/rpc.h>
#include <string.h>
#include <unistd.h>

#include "base/coroutine.h"
#include "base/log.h"
#include "remote_protocol.h"
#include "rpc/connection.h"
#include "rpc/xdr_buffer.h"

/* An answer is one word; our question has a socket path at most. */
#define RPCBIND_RECORD_MAX 1024
#define RPCBIND_CALL_US (5 * G_USEC_PER_SEC)
/* The pause after trouble doubles from the one to the other. */
#define RPCBIND_RETRY_US (1 * G_USEC_PER_SEC)
#define RPCBIND_RETRY_MAX_US (60 * G_USEC_PER_SEC)
#define RPCBIND_STOP_US (G_USEC_PER_SEC / 2)

typedef struct Registration {
    uint32_t program;
    const char *netid;
    char *address; /* the universal one */
    bool held;     /* rpcbind may have it from us */
} Registration;

struct Rpcbind {
    Loop *loop;
    char *path;
    GArray *registrations;
    Connection *connection; /* NULL: none */
    LoopFd *source;
    CoWaiter waiter;
    uint32_t xid;
    int64_t retry_us; /* the next pause */
    int64_t stop_at;  /* when stopping: monotonic time at which to give up */
    bool running;     /* the coroutine has not ended */
    bool stopping;
    bool told_trouble, told_success; /* what was logged last */
};

static void registration_clear(gpointer data)
{
    Registration *registration = data;

    g_free(registration->address);
}

Rpcbind *rpcbind_new(Loop *loop, const char *path)
{
    Rpcbind *rpcbind = g_new0(Rpcbind, 1);

    rpcbind->loop = loop;
    rpcbind->path = g_strdup(path);
    rpcbind->registrations = g_array_new(FALSE, FALSE, sizeof(Registration));
    g_array_set_clear_func(rpcbind->registrations, registration_clear);
    rpcbind->xid = g_random_int();
    rpcbind->retry_us = RPCBIND_RETRY_US;
    return rpcbind;
}

static Registration *rpcbind_at(const Rpcbind *rpcbind, guint index)
{
    return &g_array_index(rpcbind->registrations, Registration, index);
}

static void rpcbind_add_address(Rpcbind *rpcbind, const char *netid, const char *address)
{
    static const uint32_t programs[] = {REMOTE_PROGRAM, QEMU_PROGRAM, VMRPC_PROGRAM};

    for (guint i = 0; i < rpcbind->registrations->len; i++) {
        if (strcmp(rpcbind_at(rpcbind, i)->netid, netid) == 0) {
            log_info("rpcbind is not told of %s, since it takes one address for %s", address,
                     netid);
            return;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
        Registration registration = {
            .program = programs[i], .netid = netid, .address = g_strdup(address)};

        g_array_append_val(rpcbind->registrations, registration);
    }
}

/* Universal address (RFC 5665 section 5.2.3): the two bytes of the port follow the host. */
static void rpcbind_add_host(Rpcbind *rpcbind, int family, const void *host, in_port_t port)
{
    unsigned number = ntohs(port);
    char text[INET6_ADDRSTRLEN] = "";
    g_autofree char *address = NULL;

    inet_ntop(family, host, text, sizeof(text));
    address = g_strdup_printf("%s.%u.%u", text, number >> 8, number & 0xff);
    rpcbind_add_address(rpcbind, family == AF_INET ? "tcp" : "tcp6", address);
}

void rpcbind_add(Rpcbind *rpcbind, const Address *address, int fd)
{
    struct sockaddr_storage bound = {0};
    const struct sockaddr_in *v4 = (const struct sockaddr_in *) &bound;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *) &bound;
    const struct in_addr any = {.s_addr = htonl(INADDR_ANY)};
    socklen_t length = sizeof(bound);

    if (address->read_only)
        return;
    if (address->kind == ADDRESS_UNIX) {
        if (address->path)
            rpcbind_add_address(rpcbind, "local", address->path);
        return;
    }
    if (getsockname(fd, (struct sockaddr *) &bound, &length) < 0)
        return;
    if (bound.ss_family == AF_INET) {
        rpcbind_add_host(rpcbind, AF_INET, &v4->sin_addr, v4->sin_port);
    } else if (bound.ss_family == AF_INET6) {
        if (address->any)
            rpcbind_add_host(rpcbind, AF_INET, &any, v6->sin6_port);
        rpcbind_add_host(rpcbind, AF_INET6, &v6->sin6_addr, v6->sin6_port);
    }
}

static void rpcbind_on_fd(LoopFd *source, uint32_t events, void *data)
{
    Rpcbind *rpcbind = data;

    (void) source;
    (void) events;
    co_wake(&rpcbind->waiter);
}

static void rpcbind_disconnect(Rpcbind *rpcbind)
{
    g_clear_pointer(&rpcbind->source, loop_fd_remove);
    g_clear_pointer(&rpcbind->connection, connection_free);
}

/* On AF_UNIX this is done at once or not at all. */
static bool rpcbind_connect(Rpcbind *rpcbind, GError **err)
{
    g_autofree char *text = g_strconcat("unix:", rpcbind->path, NULL);
    g_autoptr(Address) address = address_parse(text, err);
    Codec *codec;
    int fd;

    if (!address)
        return false;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return error_set_errno(err, errno, "cannot make a socket");
    if (connect(fd, (const struct sockaddr *) &address->sockaddr, address->length) < 0) {
        error_set_errno(err, errno, "cannot connect to '%s'", rpcbind->path);
        close(fd);
        return false;
    }
    codec = codec_onc_new();
    codec->record_max = RPCBIND_RECORD_MAX;
    rpcbind->connection = connection_new(transport_fd_new(fd, fd), codec);
    rpcbind->source = loop_fd_add(rpcbind->loop, fd, EPOLLIN, rpcbind_on_fd, rpcbind);
    return true;
}

/* One read of what has come, after a wait. */
static bool rpcbind_co_read(Rpcbind *rpcbind, int64_t until, GError **err)
{
    int64_t left = until - g_get_monotonic_time();
    bool writes = connection_queued(rpcbind->connection) > 0;

    loop_fd_set_events(rpcbind->source, writes ? EPOLLIN | EPOLLOUT : EPOLLIN);
    if (!co_wait(&rpcbind->waiter, MAX(left, 0)))
        return error_set(err, ERR_OPERATION_TIMEOUT, "it does not answer");
    switch (connection_fill(rpcbind->connection, err)) {
    case FILL_CLOSED:
        return error_set(err, ERR_RPC, "it has closed the connection");
    case FILL_ERROR:
        return false;
    default:
        return true;
    }
}

/* The reply to the last call. Calls that nobody waits for any more may be answered before. */
static bool rpcbind_co_receive(Rpcbind *rpcbind, Message *ret_reply, GError **err)
{
    bool stopping = rpcbind->stopping;
    int64_t until = stopping ? rpcbind->stop_at : g_get_monotonic_time() + RPCBIND_CALL_US;

    while (connection_flush(rpcbind->connection, err)) {
        Feed feed = connection_next(rpcbind->connection, ret_reply, err);

        if (feed == FEED_BROKEN)
            return false;
        if (feed == FEED_MESSAGE && ret_reply->kind == MESSAGE_REPLY &&
            ret_reply->id.xid == rpcbind->xid)
            return true;
        if (feed == FEED_MORE && !rpcbind_co_read(rpcbind, until, err))
            return false;
        if (rpcbind->stopping != stopping)
            return error_set(err, ERR_OPERATION_ABORTED, "the daemon ends");
    }
    return false;
}

static bool rpcbind_co_call(Rpcbind *rpcbind, uint32_t procedure, const Registration *registration,
                            bool *ret_done, GError **err)
{
    g_autofree char *owner = g_strdup_printf("%u", (unsigned) geteuid());
    g_autofree char *netid = g_strdup(registration->netid);
    struct rpcb args = {.r_prog = registration->program,
                        .r_vers = 1,
                        .r_netid = netid,
                        .r_addr = registration->address,
                        .r_owner = owner};
    const CallId id = {++rpcbind->xid, RPCBPROG, RPCBVERS4, procedure};
    Codec *codec = connection_codec(rpcbind->connection);
    Buffer *out = connection_out(rpcbind->connection);
    size_t start = codec_begin_call(codec, out, &id);
    bool encoded;
    Message reply;
    XDR xdr;

    xdr_buffer_init(&xdr, out, RPCBIND_RECORD_MAX);
    encoded = xdr_rpcb(&xdr, &args);
    g_assert(encoded);
    codec_end(codec, out, start);
    connection_commit(rpcbind->connection);
    if (!rpcbind_co_receive(rpcbind, &reply, err))
        return false;
    if (reply.status != REPLY_SUCCESS || reply.body_size != sizeof(uint32_t))
        return error_set(err, ERR_RPC, "it does not understand version %u of its protocol",
                         (unsigned) RPCBVERS4);
    *ret_done = buffer_peek_u32(reply.body) != 0;
    return true;
}

static bool rpcbind_co_set(Rpcbind *rpcbind, Registration *registration, GError **err)
{
    bool done = false, unset;

    registration->held = true;
    if (!rpcbind_co_call(rpcbind, RPCBPROC_SET, registration, &done, err))
        return false;
    if (!done && (!rpcbind_co_call(rpcbind, RPCBPROC_UNSET, registration, &unset, err) ||
                  !rpcbind_co_call(rpcbind, RPCBPROC_SET, registration, &done, err)))
        return false;
    registration->held = done;
    return done ||
           error_set(err, ERR_ACCESS_DENIED,
                     "it refuses program %u at %s (%s): another user may have registered it",
                     registration->program, registration->address, registration->netid);
}

/* All of them, also when one is refused, which is then the error. */
static bool rpcbind_co_set_all(Rpcbind *rpcbind, GError **err)
{
    g_autoptr(GError) refused = NULL;

    for (guint i = 0; i < rpcbind->registrations->len; i++) {
        GError *error = NULL;

        if (rpcbind_co_set(rpcbind, rpcbind_at(rpcbind, i), &error))
            continue;
        if (error_code(error) != ERR_ACCESS_DENIED) {
            g_propagate_error(err, error);
            return false;
        }
        g_clear_error(&refused);
        refused = error;
    }
    if (!refused)
        return true;
    g_propagate_error(err, g_steal_pointer(&refused));
    return false;
}

/* Best effort, within the time that is left. */
static void rpcbind_co_unset_all(Rpcbind *rpcbind)
{
    for (guint i = 0; i < rpcbind->registrations->len; i++) {
        g_autoptr(GError) error = NULL;
        bool done;

        if (!rpcbind_at(rpcbind, i)->held)
            continue;
        if ((!rpcbind->connection && !rpcbind_connect(rpcbind, &error)) ||
            !rpcbind_co_call(rpcbind, RPCBPROC_UNSET, rpcbind_at(rpcbind, i), &done, &error)) {
            log_debug("rpcbind still says where we were: %s", error->message);
            return;
        }
    }
}

/* Nothing more is to come but the end. */
static void rpcbind_co_watch(Rpcbind *rpcbind)
{
    while (!rpcbind->stopping) {
        uint8_t byte;
        ssize_t got;

        loop_fd_set_events(rpcbind->source, EPOLLIN);
        co_wait(&rpcbind->waiter, -1);
        got = transport_read(connection_transport(rpcbind->connection), &byte, sizeof(byte));
        if (got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) {
            log_debug("rpcbind has closed the connection");
            rpcbind_disconnect(rpcbind);
            return;
        }
    }
}

static void rpcbind_log_success(Rpcbind *rpcbind)
{
    if (!rpcbind->told_success)
        log_info("registered with rpcbind");
    rpcbind->told_success = true;
    rpcbind->told_trouble = false;
}

static void rpcbind_log_trouble(Rpcbind *rpcbind, const GError *error)
{
    if (!rpcbind->told_trouble)
        log_warning("not registered with rpcbind, which is tried again later: %s", error->message);
    rpcbind->told_trouble = true;
    rpcbind->told_success = false;
}

static void rpcbind_co_pause(Rpcbind *rpcbind)
{
    int64_t until = g_get_monotonic_time() + rpcbind->retry_us;

    while (!rpcbind->stopping && g_get_monotonic_time() < until)
        co_wait(&rpcbind->waiter, MAX(until - g_get_monotonic_time(), 1));
    rpcbind->retry_us = MIN(rpcbind->retry_us * 2, RPCBIND_RETRY_MAX_US);
}

static void rpcbind_co_run(void *data)
{
    Rpcbind *rpcbind = data;

    while (!rpcbind->stopping) {
        g_autoptr(GError) error = NULL;

        if (rpcbind_connect(rpcbind, &error) && rpcbind_co_set_all(rpcbind, &error)) {
            rpcbind_log_success(rpcbind);
            rpcbind->retry_us = RPCBIND_RETRY_US;
            rpcbind_co_watch(rpcbind);
        } else if (!rpcbind->stopping) {
            rpcbind_log_trouble(rpcbind, error);
            rpcbind_disconnect(rpcbind);
        }
        if (!rpcbind->stopping)
            rpcbind_co_pause(rpcbind);
    }
    rpcbind_co_unset_all(rpcbind);
    rpcbind_disconnect(rpcbind);
    rpcbind->running = false;
}

void rpcbind_start(Rpcbind *rpcbind)
{
    if (rpcbind->registrations->len == 0) {
        log_warning("there is no address that could be registered with rpcbind");
        return;
    }
    rpcbind->running = true;
    coroutine_start(rpcbind->loop, rpcbind_co_run, rpcbind);
}

void rpcbind_free(Rpcbind *rpcbind)
{
    if (!rpcbind)
        return;
    rpcbind->stopping = true;
    rpcbind->stop_at = g_get_monotonic_time() + RPCBIND_STOP_US;
    co_wake(&rpcbind->waiter);
    while (rpcbind->running)
        loop_run_once(rpcbind->loop, -1);
    g_array_unref(rpcbind->registrations);
    g_free(rpcbind->path);
    g_free(rpcbind);
}
