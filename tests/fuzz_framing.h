/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the fuzz targets of both framings do: however the bytes are cut up, the same messages come
 * out, and the same end. The first byte seeds the cuts and chooses the limit.
 */
#ifndef VMRPC_TESTS_FUZZ_FRAMING_H
#define VMRPC_TESTS_FUZZ_FRAMING_H

#include "rpc/codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Feeds it in pieces of at most max_piece bytes (0: in one); a digest of all that came out. */
static inline char *framing_digest(Codec *(*codec_new)(void), const uint8_t *data, size_t size,
                                   size_t record_max, uint32_t seed, size_t max_piece)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autoptr(Codec) codec = codec_new();
    Buffer in = {0};
    Feed feed = FEED_MORE;

    codec->record_max = record_max;
    for (size_t at = 0; at < size && feed != FEED_BROKEN;) {
        size_t piece;
        g_autoptr(GError) error = NULL;
        Message message;

        seed = seed * 1103515245 + 12345;
        piece = MIN(size - at, max_piece == 0 ? size : 1 + (seed >> 16) % max_piece);
        buffer_append(&in, data + at, piece);
        at += piece;
        while ((feed = codec_feed(codec, &in, &message, &error)) == FEED_MESSAGE) {
            const uint32_t words[] = {message.kind,       message.id.xid,       message.id.program,
                                      message.id.version, message.id.procedure, message.rpc_version,
                                      message.auth_fault, message.flavor,       message.low,
                                      message.high,       message.auth_stat,    message.status};

            g_checksum_update(sum, (const guchar *) words, sizeof(words));
            if (message.body_size > 0)
                g_checksum_update(sum, message.body, (gssize) message.body_size);
        }
        g_assert((feed == FEED_BROKEN) == (error != NULL));
        g_assert(feed != FEED_MORE || buffer_size(&in) <= record_max + 4);
    }
    g_checksum_update(sum, (const guchar *) &feed, sizeof(feed));
    buffer_clear(&in);
    return g_strdup(g_checksum_get_string(sum));
}

static inline int framing_fuzz(Codec *(*codec_new)(void), const uint8_t *data, size_t size)
{
    g_autofree char *whole = NULL, *cut = NULL;
    size_t record_max;

    if (size < 1)
        return 0;
    record_max = data[0] & 1 ? 100 : CODEC_RECORD_MAX;
    whole = framing_digest(codec_new, data + 1, size - 1, record_max, 0, 0);
    cut = framing_digest(codec_new, data + 1, size - 1, record_max, data[0], 1 + data[0] % 61);
    g_assert_cmpstr(whole, ==, cut);
    return 0;
}

#endif
