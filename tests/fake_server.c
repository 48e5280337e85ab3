/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The scripted server of the client's unit tests: see fake_server.h. Blocking, one thread. */
#include "fake_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/connection.h"

static void *fake_run(void *data)
{
    FakeServer *server = data;

    server->script(server);
    shutdown(server->fd, SHUT_RDWR);
    return NULL;
}

VmrpcConnection *fake_connect(FakeServer *server, void (*script)(FakeServer *server), void *data)
{
    VmrpcConnection *connection;
    int fds[2];

    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
    server->fd = fds[0];
    server->script = script;
    server->data = data;
    connection = connection_create(transport_fd_new(fds[1], fds[1]), "fake", 0, NULL);
    g_assert_nonnull(connection);
    server->thread = g_thread_new("server", fake_run, server);
    return connection;
}

void fake_serve(int fd, void (*script)(FakeServer *server), void *data)
{
    FakeServer server = {.fd = fd, .script = script, .data = data};

    script(&server);
    close(fd);
}

void fake_end(FakeServer *server, VmrpcConnection *connection)
{
    vmrpc_connection_close(connection);
    g_thread_join(server->thread);
    close(server->fd);
}

static bool fake_read(FakeServer *server, void *bytes, size_t size)
{
    return size == 0 || recv(server->fd, bytes, size, MSG_WAITALL) == (ssize_t) size;
}

static uint32_t fake_word(const uint8_t *bytes)
{
    uint32_t word;

    memcpy(&word, bytes, sizeof(word));
    return ntohl(word);
}

/* A record in any number of fragments; its size, or 0 at the end of the connection. */
static size_t fake_read_record(FakeServer *server, uint8_t *record, size_t max)
{
    size_t size = 0;
    uint8_t mark[4];

    do {
        size_t part;

        if (!fake_read(server, mark, sizeof(mark)))
            return 0;
        part = fake_word(mark) & 0x7fffffff;
        g_assert_cmpuint(size + part, <=, max);
        if (!fake_read(server, record + size, part))
            return 0;
        size += part;
    } while (!(mark[0] & 0x80));
    return size;
}

bool fake_receive(FakeServer *server, FakeCall *ret_call)
{
    uint8_t record[8192];
    size_t size = fake_read_record(server, record, sizeof(record));

    if (size == 0)
        return false;
    g_assert_cmpuint(size, >=, 40);
    g_assert_cmpuint(fake_word(record + 4), ==, 0);  /* CALL */
    g_assert_cmpuint(fake_word(record + 8), ==, 2);  /* RPC version */
    g_assert_cmpuint(fake_word(record + 28), ==, 0); /* no credential body */
    ret_call->xid = fake_word(record);
    ret_call->program = fake_word(record + 12);
    ret_call->procedure = fake_word(record + 20);
    ret_call->body_size = size - 40;
    g_assert_cmpuint(ret_call->body_size, <=, sizeof(ret_call->body));
    memcpy(ret_call->body, record + 40, ret_call->body_size);
    return true;
}

void fake_send(FakeServer *server, const void *bytes, size_t size)
{
    const uint8_t *rest = bytes;

    while (size > 0) {
        ssize_t n = send(server->fd, rest, size, MSG_NOSIGNAL);

        if (n <= 0)
            return; /* the client has gone: the next receive says so */
        rest += n;
        size -= (size_t) n;
    }
}

static void fake_send_record(FakeServer *server, const uint32_t *words, size_t n_words,
                             xdrproc_t xdr_body, void *body)
{
    static _Thread_local uint8_t record[VMRPC_STREAM_DATA_MAX + 1024];
    size_t size = 4;
    uint32_t mark;

    for (size_t i = 0; i < n_words; i++, size += 4) {
        uint32_t word = htonl(words[i]);

        memcpy(record + size, &word, sizeof(word));
    }
    if (xdr_body) {
        XDR xdr;

        xdrmem_create(&xdr, (char *) record + size, (u_int) (sizeof(record) - size), XDR_ENCODE);
        g_assert_true(xdr_body(&xdr, body));
        size += xdr_getpos(&xdr);
    }
    mark = htonl(0x80000000u | (uint32_t) (size - 4));
    memcpy(record, &mark, sizeof(mark));
    fake_send(server, record, size);
}

bool fake_has_more(FakeServer *server)
{
    struct pollfd pollfd = {.fd = server->fd, .events = POLLIN};

    return poll(&pollfd, 1, 0) > 0;
}

void fake_refuse(FakeServer *server, const FakeCall *call, uint32_t accept_stat)
{
    uint32_t words[] = {call->xid, 1, 0, 0, 0, accept_stat};

    fake_send_record(server, words, G_N_ELEMENTS(words), NULL, NULL);
}

void fake_reply(FakeServer *server, const FakeCall *call, xdrproc_t xdr_result, void *result)
{
    uint32_t words[] = {call->xid, 1, 0, 0, 0, 0};

    fake_send_record(server, words, G_N_ELEMENTS(words), xdr_result, result);
}

void fake_reply_done(FakeServer *server, const FakeCall *call)
{
    uint32_t words[] = {call->xid, 1, 0, 0, 0, 0, 0};

    fake_send_record(server, words, G_N_ELEMENTS(words), NULL, NULL);
}

void fake_reply_error(FakeServer *server, const FakeCall *call, int code, const char *message)
{
    char *text = (char *) message;
    domain_create_res result = {.status = 1,
                                .domain_create_res_u.error = {.code = code, .message = &text}};

    fake_reply(server, call, (xdrproc_t) xdr_domain_create_res, &result);
}

void fake_event(FakeServer *server, uint64_t sequence, const char *name)
{
    uint32_t words[] = {0, 0, 2, VMRPC_PROGRAM, VMRPC_V1, VMRPC_EVENT, 0, 0, 0, 0};
    event_message message = {.sequence = sequence, .time_us = 1000000};
    event_lifecycle *body = &message.body.event_u.lifecycle;

    message.body.kind = EVENT_LIFECYCLE;
    body->dom.name = (char *) name;
    memset(body->dom.uuid, name[0], sizeof(body->dom.uuid));
    body->happened = DOMAIN_EVENT_STARTED;
    fake_send_record(server, words, G_N_ELEMENTS(words), (xdrproc_t) xdr_event_message, &message);
}

static void fake_answer_hello(FakeServer *server, const FakeCall *call)
{
    char software[] = "fake 1.2";
    char feature[] = "fake-feature";
    vmrpc_feature features[] = {feature};
    vmrpc_hello_res result = {0};
    vmrpc_hello_ret *hello = &result.vmrpc_hello_res_u.ret;

    hello->major = 1;
    hello->minor = 2;
    hello->software = software;
    hello->features.features_len = 1;
    hello->features.features_val = features;
    hello->event_epoch = 7;
    hello->event_sequence = 100;
    fake_reply(server, call, (xdrproc_t) xdr_vmrpc_hello_res, &result);
}

bool fake_answer(FakeServer *server, const FakeCall *call)
{
    if (call->program == VMRPC_PROGRAM && call->procedure == VMRPC_HELLO) {
        fake_answer_hello(server, call);
    } else if (call->program == VMRPC_PROGRAM) {
        return false;
    } else if (call->procedure == CONNECT_GET_HOSTNAME) {
        char name[] = "fake";
        connect_get_hostname_res result = {.connect_get_hostname_res_u.ret.hostname = name};

        fake_reply(server, call, (xdrproc_t) xdr_connect_get_hostname_res, &result);
    } else if (call->procedure == CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY) {
        connect_domain_event_callback_register_any_res result = {0};

        fake_reply(server, call, (xdrproc_t) xdr_connect_domain_event_callback_register_any_res,
                   &result);
    } else if (call->procedure == CONNECT_OPEN || call->procedure == CONNECT_CLOSE ||
               call->procedure == CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY) {
        fake_reply_done(server, call);
    } else {
        return false;
    }
    return true;
}

void fake_script_answer(FakeServer *server)
{
    FakeCall call;

    while (fake_receive(server, &call))
        if (!fake_answer(server, &call))
            fake_refuse(server, &call, 3); /* PROC_UNAVAIL */
}

VmrpcCall *fake_start_echo(VmrpcConnection *connection, int number,
                           connect_list_domains_res *result, int timeout_ms)
{
    static const VmrpcCallProcedure procedure = {
        .program = REMOTE_PROGRAM,
        .version = REMOTE_V1,
        .procedure = CONNECT_LIST_DOMAINS,
        .xdr_args = (xdrproc_t) xdr_connect_list_domains_args,
        .xdr_result = (xdrproc_t) xdr_connect_list_domains_res,
    };
    connect_list_domains_args args = {.maxids = number};
    VmrpcCall *call =
        vmrpc_call_start(connection, &procedure, &args, result, NULL, NULL, timeout_ms, NULL);

    g_assert_nonnull(call);
    return call;
}

void fake_reply_echo(FakeServer *server, const FakeCall *call)
{
    int number = (int) fake_word(call->body);
    connect_list_domains_res result = {0};

    g_assert_cmpuint(call->procedure, ==, CONNECT_LIST_DOMAINS);
    result.connect_list_domains_res_u.ret.ids.ids_len = 1;
    result.connect_list_domains_res_u.ret.ids.ids_val = &number;
    fake_reply(server, call, (xdrproc_t) xdr_connect_list_domains_res, &result);
}

int fake_echoed(const connect_list_domains_res *result)
{
    g_assert_cmpint(result->status, ==, 0);
    g_assert_cmpuint(result->connect_list_domains_res_u.ret.ids.ids_len, ==, 1);
    return result->connect_list_domains_res_u.ret.ids.ids_val[0];
}
