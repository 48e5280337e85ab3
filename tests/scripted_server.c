/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server that is a script: see scripted_server.h. */
#include "tests/scripted_server.h"

#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "remote_protocol.h"
#include "rpc/codec.h"

typedef struct ScriptedServer {
    Transport transport;
    Codec *codec;
    const uint8_t *script;
    size_t left;
    Buffer in, out; /* as the server sees them */
} ScriptedServer;

static bool server_next_piece(ScriptedServer *server, PieceKind *kind, const uint8_t **bytes,
                              size_t *size)
{
    if (server->left < 3)
        return false;
    *kind = server->script[0] % PIECE_KINDS;
    *size = MIN((size_t) (server->script[1] << 8 | server->script[2]), server->left - 3);
    *bytes = server->script + 3;
    server->script += 3 + *size;
    server->left -= 3 + *size;
    return true;
}

static void server_send(ScriptedServer *server, PieceKind kind, const CallId *call,
                        const uint8_t *bytes, size_t size)
{
    static const CallId one_way = {
        .program = VMRPC_PROGRAM, .version = VMRPC_V1, .procedure = VMRPC_EVENT};
    size_t start = 0;

    if (kind == PIECE_REPLY)
        start = codec_begin_reply(server->codec, &server->out, call);
    else if (kind == PIECE_EVENT)
        start = codec_begin_call(server->codec, &server->out, &one_way);
    buffer_append(&server->out, bytes, size);
    if (kind != PIECE_RAW)
        codec_end(server->codec, &server->out, start);
}

static void server_answer(ScriptedServer *server, const CallId *call)
{
    PieceKind kind = PIECE_RAW;
    const uint8_t *bytes;
    size_t size;

    while (kind != PIECE_REPLY && server_next_piece(server, &kind, &bytes, &size))
        server_send(server, kind, call, bytes, size);
}

static ssize_t server_read(Transport *transport, void *data, size_t size)
{
    ScriptedServer *server = (ScriptedServer *) transport;
    size_t got = MIN(size, buffer_size(&server->out));

    if (got > 0)
        memcpy(data, buffer_data(&server->out), got);
    buffer_consume(&server->out, got);
    return (ssize_t) got;
}

static ssize_t server_writev(Transport *transport, const struct iovec *iov, int n_iov)
{
    ScriptedServer *server = (ScriptedServer *) transport;
    ssize_t taken = 0;
    Message message;

    for (int i = 0; i < n_iov; i++) {
        buffer_append(&server->in, iov[i].iov_base, iov[i].iov_len);
        taken += (ssize_t) iov[i].iov_len;
    }
    while (codec_feed(server->codec, &server->in, &message, NULL) == FEED_MESSAGE)
        server_answer(server, &message.id);
    return taken;
}

static void server_free(Transport *transport)
{
    ScriptedServer *server = (ScriptedServer *) transport;

    close(transport->in_fd);
    codec_free(server->codec);
    buffer_clear(&server->in);
    buffer_clear(&server->out);
    g_free(server);
}

Transport *scripted_server_new(const uint8_t *script, size_t size)
{
    static const TransportOps ops = {
        .name = "script", .read = server_read, .writev = server_writev, .free = server_free};
    ScriptedServer *server = g_new0(ScriptedServer, 1);
    int fd = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);

    server->transport = (Transport){.ops = &ops, .in_fd = fd, .out_fd = fd};
    server->codec = codec_onc_new();
    server->script = script;
    server->left = size;
    return &server->transport;
}
