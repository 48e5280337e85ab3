/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Packets: see codec_libvirt.h.
 *
 * A packet is served from the in-buffer without a copy. Packets that ask for nothing (replies and
 * events from a client, unknown types) are dropped here. Failures that RFC 5531 has statuses for
 * are errors of libvirt's domain RPC, with the texts that its clients look at.
 */
#include "rpc/codec_libvirt.h"

#include <string.h>

/* virErrorNumber, virErrorDomain and virErrorLevel of what the framing itself says. */
enum { ERROR_CODE_RPC = 39, ERROR_DOMAIN_RPC = 7, ERROR_LEVEL_ERROR = 2 };

/* Enough for the texts below; they quote numbers only. */
#define FAIL_TEXT_MAX 128

typedef struct CodecLibvirt {
    Codec codec;
    unsigned fd_bytes; /* that follow the last packet and are not counted in its length */
} CodecLibvirt;

size_t codec_libvirt_begin(Buffer *out, const CallId *id, LibvirtType type, uint32_t status)
{
    const uint32_t words[] = {0, id->program, id->version, id->procedure, type, id->xid, status};
    size_t start = buffer_size(out);
    uint8_t *at = buffer_reserve(out, sizeof(words));

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        buffer_poke_u32(at + i * 4, words[i]);
    buffer_commit(out, sizeof(words));
    return start;
}

void codec_libvirt_end(Buffer *out, size_t start, size_t extra)
{
    buffer_poke_u32(out->memory + out->head + start, (uint32_t) (buffer_size(out) - start + extra));
}

void codec_libvirt_mark_fd(Buffer *out, size_t start)
{
    uint8_t *packet;
    size_t body;

    buffer_append_u32(out, 0);
    packet = out->memory + out->head + start;
    body = buffer_size(out) - start - LIBVIRT_HEADER_SIZE - 4;
    memmove(packet + LIBVIRT_HEADER_SIZE + 4, packet + LIBVIRT_HEADER_SIZE, body);
    buffer_poke_u32(packet + LIBVIRT_HEADER_SIZE, 1);
    buffer_poke_u32(packet + 16, LIBVIRT_REPLY_WITH_FDS);
    codec_libvirt_end(out, start, 0);
}

void codec_libvirt_keepalive(Buffer *out, uint32_t procedure)
{
    const CallId id = {.program = LIBVIRT_PROGRAM_KEEPALIVE, .version = 1, .procedure = procedure};

    codec_libvirt_end(out, codec_libvirt_begin(out, &id, LIBVIRT_EVENT, STREAM_STATUS_OK), 0);
}

bool codec_libvirt_hole(const Message *message, uint64_t *ret_size)
{
    if (message->body_size < 12 || buffer_peek_u32(message->body + 8) != 0)
        return false;
    *ret_size =
        (uint64_t) buffer_peek_u32(message->body) << 32 | buffer_peek_u32(message->body + 4);
    return *ret_size <= INT64_MAX;
}

void codec_libvirt_send_hole(Buffer *out, const CallId *id, uint64_t size)
{
    size_t start = codec_libvirt_begin(out, id, LIBVIRT_HOLE, STREAM_STATUS_CONTINUE);

    buffer_append_u32(out, (uint32_t) (size >> 32));
    buffer_append_u32(out, (uint32_t) size);
    buffer_append_u32(out, 0);
    codec_libvirt_end(out, start, 0);
}

/* Fills in what the header says; false for packets that nobody has to look at. */
static bool codec_libvirt_parse(const uint8_t *packet, size_t size, Message *ret_message)
{
    uint32_t type = buffer_peek_u32(packet + 16), status = buffer_peek_u32(packet + 24);

    *ret_message = (Message){
        .id = {.program = buffer_peek_u32(packet + 4),
               .version = buffer_peek_u32(packet + 8),
               .procedure = buffer_peek_u32(packet + 12),
               .xid = buffer_peek_u32(packet + 20)},
        .rpc_version = 2,
        .stream = (StreamStatus) status,
        .body = packet + LIBVIRT_HEADER_SIZE,
        .body_size = size - LIBVIRT_HEADER_SIZE,
    };
    switch (type) {
    case LIBVIRT_CALL:
    case LIBVIRT_CALL_WITH_FDS:
        ret_message->kind = MESSAGE_CALL;
        if (status != STREAM_STATUS_OK)
            ret_message->rpc_version = 0;
        return true;
    case LIBVIRT_EVENT:
        ret_message->kind = MESSAGE_KEEPALIVE;
        return ret_message->id.program == LIBVIRT_PROGRAM_KEEPALIVE && ret_message->id.version == 1;
    case LIBVIRT_STREAM:
        ret_message->kind = MESSAGE_STREAM;
        return status <= STREAM_STATUS_CONTINUE;
    case LIBVIRT_HOLE:
        ret_message->kind = MESSAGE_HOLE;
        return status == STREAM_STATUS_CONTINUE;
    default:
        return false;
    }
}

/* A call with descriptors begins with their number. We take none: what a client sends goes away
 * with the bytes it comes with. */
static bool codec_libvirt_count_fds(CodecLibvirt *libvirt, Message *message, GError **err)
{
    uint32_t fds;

    if (message->body_size < 4)
        return error_set(err, ERR_RPC, "a packet without the number of its descriptors");
    fds = buffer_peek_u32(message->body);
    if (fds > LIBVIRT_FDS_MAX)
        return error_set(err, ERR_RPC, "%u descriptors with a packet are over the limit of %u", fds,
                         LIBVIRT_FDS_MAX);
    libvirt->fd_bytes = fds;
    message->body += 4;
    message->body_size -= 4;
    return true;
}

static bool codec_libvirt_check_length(const Codec *codec, size_t length, GError **err)
{
    if (length < LIBVIRT_HEADER_SIZE)
        return error_set(err, ERR_RPC, "a packet of %zu bytes, less than its header", length);
    if (length > codec->record_max || length > LIBVIRT_HEADER_SIZE + LIBVIRT_BODY_MAX)
        return error_set(err, ERR_RPC, "a packet of %zu bytes is over the limit of %zu", length,
                         codec->record_max);
    return true;
}

static Feed codec_libvirt_feed(Codec *codec, Buffer *in, Message *ret_message, GError **err)
{
    CodecLibvirt *libvirt = (CodecLibvirt *) codec;
    const uint8_t *packet;
    size_t length;
    bool wanted;

    do {
        size_t skip = MIN(libvirt->fd_bytes, buffer_size(in));

        buffer_consume(in, skip);
        libvirt->fd_bytes -= (unsigned) skip;
        codec->met_fds |= skip > 0;
        codec->holds_part = libvirt->fd_bytes > 0;
        codec->lacks = 0;
        if (buffer_size(in) < 4)
            return FEED_MORE;
        packet = buffer_data(in);
        length = buffer_peek_u32(packet);
        if (!codec_libvirt_check_length(codec, length, err))
            return FEED_BROKEN;
        if (buffer_size(in) < length) {
            codec->lacks = length - buffer_size(in);
            return FEED_MORE;
        }
        buffer_consume(in, length);
        wanted = codec_libvirt_parse(packet, length, ret_message);
        if (buffer_peek_u32(packet + 16) == LIBVIRT_CALL_WITH_FDS &&
            !codec_libvirt_count_fds(libvirt, ret_message, err))
            return FEED_BROKEN;
    } while (!wanted);
    return FEED_MESSAGE;
}

static size_t codec_libvirt_begin_call(Codec *codec, Buffer *out, const CallId *id)
{
    (void) codec;
    return codec_libvirt_begin(out, id, LIBVIRT_CALL, STREAM_STATUS_OK);
}

/* The header without its last word, which every result begins with. */
static size_t codec_libvirt_begin_reply(Codec *codec, Buffer *out, const CallId *id)
{
    size_t start = codec_libvirt_begin(out, id, LIBVIRT_REPLY, STREAM_STATUS_OK);

    (void) codec;
    buffer_truncate(out, start + LIBVIRT_HEADER_SIZE - 4);
    return start;
}

static void codec_libvirt_end_message(Codec *codec, Buffer *out, size_t start, size_t extra)
{
    (void) codec;
    codec_libvirt_end(out, start, extra);
}

static void codec_libvirt_append_text(Buffer *out, const char *text)
{
    static const uint8_t padding[4];
    size_t size = strlen(text);

    buffer_append_u32(out, 1);
    buffer_append_u32(out, (uint32_t) size);
    buffer_append(out, text, size);
    buffer_append(out, padding, (4 - size % 4) % 4);
}

static void codec_libvirt_fail(Codec *codec, Buffer *out, const CallId *id, ReplyStatus status,
                               uint32_t low, uint32_t high)
{
    char text[FAIL_TEXT_MAX];
    size_t start = codec_libvirt_begin(out, id, LIBVIRT_REPLY, STREAM_STATUS_ERROR);

    (void) codec;
    (void) low;
    (void) high;
    switch (status) {
    case REPLY_PROC_UNAVAIL:
        /* Clients take this text for "no support", and then go other ways. */
        g_snprintf(text, sizeof(text), "unknown procedure: %d", (int) id->procedure);
        break;
    case REPLY_PROG_UNAVAIL:
    case REPLY_PROG_MISMATCH:
        g_snprintf(text, sizeof(text), "there is no program 0x%x version %u here", id->program,
                   id->version);
        break;
    case REPLY_GARBAGE_ARGS:
        g_snprintf(text, sizeof(text), "the arguments of procedure %u cannot be decoded",
                   id->procedure);
        break;
    case REPLY_AUTH_ERROR:
        g_strlcpy(text, "authentication required", sizeof(text));
        break;
    case REPLY_RPC_MISMATCH:
        g_strlcpy(text, "a call with a status is none", sizeof(text));
        break;
    default:
        g_snprintf(text, sizeof(text), "the result of procedure %u cannot be encoded",
                   id->procedure);
    }
    buffer_append_u32(out, ERROR_CODE_RPC);
    buffer_append_u32(out, ERROR_DOMAIN_RPC);
    codec_libvirt_append_text(out, text);
    buffer_append_u32(out, ERROR_LEVEL_ERROR);
    buffer_append_u32(out, 0); /* domain */
    codec_libvirt_append_text(out, "%s");
    codec_libvirt_append_text(out, text);
    buffer_append_u32(out, 0);          /* third text */
    buffer_append_u32(out, UINT32_MAX); /* two numbers: -1 */
    buffer_append_u32(out, UINT32_MAX);
    buffer_append_u32(out, 0); /* network */
    codec_libvirt_end(out, start, 0);
}

static void codec_libvirt_free(Codec *codec)
{
    g_free(codec);
}

Codec *codec_libvirt_new(void)
{
    static const CodecOps ops = {
        .name = "libvirt",
        .framing = FRAMING_LIBVIRT,
        .tail_ignored = true,
        .feed = codec_libvirt_feed,
        .begin_call = codec_libvirt_begin_call,
        .begin_reply = codec_libvirt_begin_reply,
        .end = codec_libvirt_end_message,
        .fail = codec_libvirt_fail,
        .free = codec_libvirt_free,
    };
    CodecLibvirt *libvirt = g_new0(CodecLibvirt, 1);

    libvirt->codec.ops = &ops;
    libvirt->codec.record_max = CODEC_RECORD_MAX;
    return &libvirt->codec;
}
