/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The framing of RFC 5531: record marking (section 11), around messages whose headers onc_header.c
 * reads.
 *
 * A record that is one fragment is served from the in-buffer without a copy. Only one that comes in
 * several is put together in a buffer of the codec's own, which is given back when the message has
 * been dealt with. What leaves is always one fragment and never an empty one that is not the last:
 * stock clients hang on those.
 */
#include "rpc/codec.h"

#include <string.h>

#include "rpc/onc_header.h"

#define MARK_SIZE 4
#define MARK_LAST 0x80000000u

enum { MSG_ACCEPTED = 0, MSG_DENIED = 1 };
enum { RPC_MISMATCH = 0, AUTH_ERROR = 1 };

typedef struct CodecOnc {
    Codec codec;
    Buffer record;          /* fragments of a record that comes in several */
    uint32_t fragment_left; /* bytes of the present one that are still to come */
    unsigned fragments;     /* begun in this record; 0: between records */
    bool last;              /* the present fragment is the record's last */
    bool delivered;         /* `record` is what the caller was given */
} CodecOnc;

static void codec_onc_reset(CodecOnc *onc)
{
    onc->fragment_left = 0;
    onc->fragments = 0;
    onc->last = false;
    onc->codec.holds_part = false;
}

/* Checks what a record mark announces against the limits. */
static bool codec_onc_check_mark(const CodecOnc *onc, uint32_t mark, GError **err)
{
    size_t whole = buffer_size(&onc->record) + (mark & ~MARK_LAST);

    if (whole > onc->codec.record_max)
        return error_set(err, ERR_RPC, "a record of %zu bytes is over the limit of %zu", whole,
                         onc->codec.record_max);
    if (onc->fragments >= CODEC_FRAGMENTS_MAX)
        return error_set(err, ERR_RPC, "a record in more than %u fragments", CODEC_FRAGMENTS_MAX);
    return true;
}

/* Moves what is there of a record in several fragments; FEED_MESSAGE when it is whole. */
static Feed codec_onc_gather(CodecOnc *onc, Buffer *in, GError **err)
{
    onc->codec.holds_part = true;
    for (;;) {
        size_t take = MIN(onc->fragment_left, buffer_size(in));
        uint32_t mark;

        if (take > 0) {
            buffer_append(&onc->record, buffer_data(in), take);
            buffer_consume(in, take);
            onc->codec.held = buffer_size(&onc->record);
        }
        onc->fragment_left -= take;
        onc->codec.lacks = onc->fragment_left;
        if (onc->fragment_left > 0)
            return FEED_MORE;
        if (onc->last)
            return FEED_MESSAGE;
        if (buffer_size(in) < MARK_SIZE)
            return FEED_MORE;
        mark = buffer_peek_u32(buffer_data(in));
        if (!codec_onc_check_mark(onc, mark, err))
            return FEED_BROKEN;
        buffer_consume(in, MARK_SIZE);
        onc->fragments++;
        onc->fragment_left = mark & ~MARK_LAST;
        onc->last = mark & MARK_LAST;
    }
}

static Feed codec_onc_deliver(const uint8_t *record, size_t size, Message *ret_message,
                              GError **err)
{
    return onc_header_parse(record, size, ret_message, err) ? FEED_MESSAGE : FEED_BROKEN;
}

static Feed codec_onc_feed(Codec *codec, Buffer *in, Message *ret_message, GError **err)
{
    CodecOnc *onc = (CodecOnc *) codec;
    Feed feed;

    codec->lacks = 0;
    if (onc->delivered) {
        buffer_clear(&onc->record);
        onc->codec.held = 0;
        onc->delivered = false;
    }
    if (onc->fragments == 0) {
        const uint8_t *data;
        uint32_t mark;
        size_t size;

        if (buffer_size(in) < MARK_SIZE)
            return FEED_MORE;
        data = buffer_data(in);
        mark = buffer_peek_u32(data);
        size = mark & ~MARK_LAST;
        if (!codec_onc_check_mark(onc, mark, err))
            return FEED_BROKEN;
        if (mark & MARK_LAST) {
            if (buffer_size(in) - MARK_SIZE < size) {
                codec->lacks = MARK_SIZE + size - buffer_size(in);
                return FEED_MORE;
            }
            buffer_consume(in, MARK_SIZE + size);
            return codec_onc_deliver(data + MARK_SIZE, size, ret_message, err);
        }
        buffer_consume(in, MARK_SIZE);
        onc->fragments = 1;
        onc->fragment_left = (uint32_t) size;
    }
    feed = codec_onc_gather(onc, in, err);
    if (feed != FEED_MESSAGE)
        return feed;
    codec_onc_reset(onc);
    onc->delivered = true;
    if (buffer_size(&onc->record) == 0)
        return codec_onc_deliver(NULL, 0, ret_message, err);
    return codec_onc_deliver(buffer_data(&onc->record), buffer_size(&onc->record), ret_message,
                             err);
}

/* A reply without a body, as it is sent; but for its XID and its accept_stat. */
#define ACCEPTED_SIZE 28
#define ACCEPTED_XID 4
#define ACCEPTED_STAT 24

/* Appends words in one go: the longest header there is costs one look at the buffer. */
static void codec_onc_append(Buffer *out, const uint32_t *words, size_t n_words)
{
    uint8_t *at = buffer_reserve(out, n_words * 4);

    for (size_t i = 0; i < n_words; i++)
        buffer_poke_u32(at + i * 4, words[i]);
    buffer_commit(out, n_words * 4);
}

static size_t codec_onc_begin_call(Codec *codec, Buffer *out, const CallId *id)
{
    /* record mark; XID, CALL, RPC version; what is called; AUTH_NONE as credential and verifier */
    const uint32_t words[] = {
        0, id->xid, MESSAGE_CALL, 2, id->program, id->version, id->procedure, 0, 0, 0, 0};
    size_t start = buffer_size(out);

    (void) codec;
    codec_onc_append(out, words, G_N_ELEMENTS(words));
    return start;
}

static size_t codec_onc_begin_accepted(Buffer *out, uint32_t xid, uint32_t accept_stat)
{
    static const uint8_t accepted[ACCEPTED_SIZE] = {
        [0] = MARK_LAST >> 24, [3] = ACCEPTED_SIZE - MARK_SIZE, [11] = MESSAGE_REPLY};
    size_t start = buffer_size(out);
    uint8_t *at = buffer_reserve(out, ACCEPTED_SIZE);

    memcpy(at, accepted, ACCEPTED_SIZE);
    buffer_poke_u32(at + ACCEPTED_XID, xid);
    buffer_poke_u32(at + ACCEPTED_STAT, accept_stat);
    buffer_commit(out, ACCEPTED_SIZE);
    return start;
}

static size_t codec_onc_begin_reply(Codec *codec, Buffer *out, const CallId *id)
{
    (void) codec;
    return codec_onc_begin_accepted(out, id->xid, ONC_SUCCESS);
}

static void codec_onc_end(Codec *codec, Buffer *out, size_t start, size_t extra)
{
    size_t size = buffer_size(out) - start - MARK_SIZE + extra;

    (void) codec;
    g_assert(size < MARK_LAST);
    buffer_poke_u32(out->memory + out->head + start, MARK_LAST | (uint32_t) size);
}

static void codec_onc_fail(Codec *codec, Buffer *out, const CallId *id, ReplyStatus status,
                           uint32_t low, uint32_t high)
{
    bool auth = status == REPLY_AUTH_ERROR;
    size_t start = buffer_size(out);

    if (auth || status == REPLY_RPC_MISMATCH) {
        const uint32_t words[] = {
            0, id->xid, MESSAGE_REPLY, MSG_DENIED, auth ? AUTH_ERROR : RPC_MISMATCH, low, high};

        codec_onc_append(out, words, auth ? 6 : 7);
    } else {
        /* The accepted statuses have RFC 5531's own order, PROG_UNAVAIL = 1 to SYSTEM_ERR = 5. */
        codec_onc_begin_accepted(out, id->xid, (uint32_t) status);
        if (status == REPLY_PROG_MISMATCH)
            codec_onc_append(out, (uint32_t[]){low, high}, 2);
    }
    codec_onc_end(codec, out, start, 0);
}

static void codec_onc_starttls(Codec *codec, Buffer *out, const CallId *id)
{
    /* the verifier is AUTH_NONE with a body of 8 bytes: "STAR", "TTLS" */
    const uint32_t words[] = {0, id->xid,    MESSAGE_REPLY, MSG_ACCEPTED, FLAVOR_NONE,
                              8, 0x53544152, 0x54544c53,    ONC_SUCCESS};
    size_t start = buffer_size(out);

    codec_onc_append(out, words, G_N_ELEMENTS(words));
    codec_onc_end(codec, out, start, 0);
}

static void codec_onc_free(Codec *codec)
{
    CodecOnc *onc = (CodecOnc *) codec;

    buffer_clear(&onc->record);
    g_free(onc);
}

Codec *codec_onc_new(void)
{
    static const CodecOps ops = {
        .name = "onc",
        .framing = FRAMING_ONC,
        .feed = codec_onc_feed,
        .begin_call = codec_onc_begin_call,
        .begin_reply = codec_onc_begin_reply,
        .end = codec_onc_end,
        .fail = codec_onc_fail,
        .starttls = codec_onc_starttls,
        .free = codec_onc_free,
    };
    CodecOnc *onc = g_new0(CodecOnc, 1);

    onc->codec.ops = &ops;
    onc->codec.record_max = CODEC_RECORD_MAX;
    return &onc->codec;
}
