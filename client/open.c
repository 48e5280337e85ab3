/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmrpc_connection_open(): URI, link, HELLO and CONNECT_OPEN.
 *
 * HELLO is the one call whose failure is no failure: a server that does not know it is an older
 * one, or somebody else's. Everything up to the end counts against one deadline.
 */
#include <string.h>
#include <unistd.h>

#include "client/error.h"
#include "client/limits.h"
#include "client/link.h"
#include "client/open.h"
#include "client/recovery.h"
#include "client/stub.h"

static const char *open_default_uri(void)
{
    const char *uri = g_getenv("VMRPC_URI");

    if (uri && uri[0])
        return uri;
    return geteuid() == 0 ? "qemu:///system" : "qemu:///session";
}

/* Words for what a server of this release is to this library. */
static char *open_describe(const VmrpcConnection *connection)
{
    unsigned release = connection->release_major * 1000 + connection->release_minor;
    bool is_older = release < VMRPC_VERSION_NUMBER / 1000;

    return g_strdup_printf("it is %s%s", is_older ? "older: " : "", connection->software);
}

static void open_keep_hello(VmrpcConnection *connection, const vmrpc_hello_ret *hello)
{
    g_autofree char *words = NULL;

    g_strfreev(connection->features);
    connection->features = g_new0(char *, hello->features.features_len + 1);
    for (u_int i = 0; i < hello->features.features_len; i++)
        connection->features[i] = g_strdup(hello->features.features_val[i]);
    connection->software = g_strdup(hello->software);
    connection->release_major = hello->major;
    connection->release_minor = hello->minor;
    words = open_describe(connection);
    wire_lock(connection->wire);
    wire_set_server(connection->wire, words);
    wire_unlock(connection->wire);
    event_queue_start(&connection->events,
                      (EventPlace){.epoch = hello->event_epoch, .sequence = hello->event_sequence});
}

/* HELLO with what it says; the software is to be freed. */
static vmrpc_hello_args open_hello_args(void)
{
    return (vmrpc_hello_args){.major = VMRPC_VERSION_NUMBER / 1000000,
                              .minor = VMRPC_VERSION_NUMBER / 1000 % 1000,
                              .software = g_strdup_printf("libvmrpc %s", vmrpc_library_version()),
                              .highest_procedure = DOMAIN_GET_MESSAGES};
}

bool open_ask_place(VmrpcConnection *connection, EventPlace *place, GError **err)
{
    vmrpc_hello_args args = open_hello_args();
    vmrpc_hello_res result = {0};
    bool asked =
        STUB_CALL_PROGRAM(connection, VMRPC_PROGRAM, VMRPC_V1, vmrpc_hello, &args, &result, err);

    g_free(args.software);
    if (!asked)
        return false;
    place->epoch = result.vmrpc_hello_res_u.ret.event_epoch;
    place->sequence = result.vmrpc_hello_res_u.ret.event_sequence;
    STUB_FREE(vmrpc_hello, &result);
    return true;
}

/* The first calls, which leave together: a far server costs one way and back. */
typedef struct FirstCalls {
    WireCall hello, open;
    vmrpc_hello_res greeting;
    connect_open_res opened;
} FirstCalls;

static void open_call(VmrpcConnection *connection, FirstCalls *calls, const Uri *uri,
                      unsigned flags, int64_t deadline_us)
{
    vmrpc_hello_args hello = open_hello_args();
    remote_string name = uri->server_uri;
    connect_open_args open = {
        .name = &name,
        .flags = flags & VMRPC_CONNECTION_OPEN_READ_ONLY ? CONNECT_OPEN_READONLY : 0};
    Wire *wire = connection->wire;

    *calls = (FirstCalls){
        .hello = {.id = {.program = VMRPC_PROGRAM, .version = VMRPC_V1, .procedure = VMRPC_HELLO},
                  .name = "vmrpc_hello",
                  .xdr_result = (xdrproc_t) xdr_vmrpc_hello_res,
                  .result = &calls->greeting,
                  .deadline_us = deadline_us},
        .open = {.id = {.program = REMOTE_PROGRAM, .version = REMOTE_V1, .procedure = CONNECT_OPEN},
                 .name = "connect_open",
                 .xdr_result = (xdrproc_t) xdr_connect_open_res,
                 .result = &calls->opened,
                 .deadline_us = deadline_us},
    };
    wire_lock(wire);
    wire_start_one(wire, &calls->hello, (xdrproc_t) xdr_vmrpc_hello_args, &hello);
    wire_start_one(wire, &calls->open, (xdrproc_t) xdr_connect_open_args, &open);
    wire_wait(wire, &calls->hello);
    wire_wait(wire, &calls->open);
    wire_unlock(wire);
    g_free(hello.software);
}

/* A server that does not know HELLO is an older one. */
static bool open_greeted(VmrpcConnection *connection, FirstCalls *calls, GError **err)
{
    g_autoptr(GError) error = NULL;

    if (stub_end_call(&calls->hello, &error)) {
        open_keep_hello(connection, &calls->greeting.vmrpc_hello_res_u.ret);
        STUB_FREE(vmrpc_hello, &calls->greeting);
    } else if (client_error_code(error) != ERR_NO_SUPPORT) {
        g_propagate_error(err, g_steal_pointer(&error));
        return false;
    }
    return true;
}

static bool open_opened(VmrpcConnection *connection, FirstCalls *calls, GError **err)
{
    if (!stub_end_call(&calls->open, err))
        return false;
    wire_lock(connection->wire);
    connection->is_opened = true;
    wire_unlock(connection->wire);
    return true;
}

static bool open_session(VmrpcConnection *connection, const Uri *uri, unsigned flags,
                         int64_t deadline_us, GError **err)
{
    FirstCalls calls;
    g_autoptr(GError) error = NULL;
    bool greeted, opened;

    open_call(connection, &calls, uri, flags, deadline_us);
    greeted = open_greeted(connection, &calls, err);
    opened = open_opened(connection, &calls, &error);
    if (greeted && !opened)
        g_propagate_error(err, g_steal_pointer(&error));
    return greeted && opened;
}

/* Names the way on which the first calls failed and, if it broke, what the program on it has come
 * to. Takes the error. */
static void open_explain(GError **err, GError *error, VmrpcConnection *connection, const char *way)
{
    ErrorCode code = error_code(error);
    bool is_broken = code == ERR_RPC;
    g_autofree char *end = NULL;

    if (client_error_is_remote(error)) {
        g_propagate_error(err, error);
        return;
    }
    if (connection->child && (is_broken || code == ERR_OPERATION_TIMEOUT)) {
        wire_lock(connection->wire);
        wire_close(connection->wire, ERR_INVALID_CONN, "the connection is closed");
        wire_unlock(connection->wire);
        end = child_end(g_steal_pointer(&connection->child), !is_broken);
    }
    error_set(err, is_broken ? ERR_NO_CONNECT : code, "%s: first call: %s%s%s", way, error->message,
              is_broken && end ? "; " : "", is_broken && end ? end : "");
    g_error_free(error);
}

VmrpcConnection *open_connection(const char *text, unsigned flags, GError **err)
{
    int64_t deadline_us = connection_deadline_of(VMRPC_TIMEOUT_DEFAULT, CLIENT_TIMEOUT_MS);
    g_autoptr(Uri) uri = uri_parse(text, geteuid() == 0, err);
    g_autoptr(VmrpcConnection) connection = NULL;
    g_autofree char *address = NULL;
    g_autofree char *way = NULL;
    GError *error = NULL;
    Link link = {0};

    if (!uri || !link_open(&link, uri, flags, deadline_us, err))
        return NULL;
    address = link.address;
    way = link.way;
    connection = connection_create(link.transport, address, link.child, err);
    if (!connection)
        return NULL;
    if (!open_session(connection, uri, flags, deadline_us, &error)) {
        open_explain(err, error, connection, way);
        return NULL;
    }
    wire_lock(connection->wire);
    wire_set_keepalive(connection->wire, uri->keepalive);
    wire_unlock(connection->wire);
    return g_steal_pointer(&connection);
}

VmrpcConnection *vmrpc_connection_open(const char *uri, unsigned int flags, VmrpcError **error)
{
    unsigned known = VMRPC_CONNECTION_OPEN_READ_ONLY | VMRPC_CONNECTION_OPEN_NO_AUTOSTART |
                     VMRPC_CONNECTION_OPEN_RECONNECT;
    VmrpcConnection *connection = NULL;
    GError *err = NULL;

    if (!uri)
        uri = open_default_uri();
    if (flags & ~known)
        error_set(&err, ERR_INVALID_ARG, "unknown flags 0x%x", flags & ~known);
    else
        connection =
            open_connection(uri, flags & ~(unsigned) VMRPC_CONNECTION_OPEN_RECONNECT, &err);
    if (!connection)
        client_error_give(error, err);
    else if (flags & VMRPC_CONNECTION_OPEN_RECONNECT)
        recovery_enable(connection, uri, flags);
    return connection;
}
