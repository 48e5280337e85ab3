/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A framing: bytes in, messages out, and the reverse. Does no I/O: a test or a fuzzer needs only an
 * array.
 *
 * A codec never trusts a length: it reserves nothing for bytes that have not arrived, and a record
 * beyond the limits ends the connection before it is read. Bodies are XDR and the same in every
 * framing; only what goes around them differs.
 */
#ifndef VMRPC_RPC_CODEC_H
#define VMRPC_RPC_CODEC_H

#include "base/buffer.h"
#include "base/error.h"
#include "rpc/message.h"

/* The largest record, header included: 32 MiB of payload and room for header and credentials. */
#define CODEC_RECORD_MAX (33554432u + 1024u)
/* Stock clients cut 16 MiB into some 1,900 fragments on AF_UNIX; more than this is abuse. */
#define CODEC_FRAGMENTS_MAX 4096u

typedef enum {
    FEED_MORE,    /* nothing complete yet */
    FEED_MESSAGE, /* *ret_message is set */
    FEED_BROKEN,  /* the peer does not speak this framing or passed a limit: err says which */
} Feed;

/* Which framing bytes are in. */
typedef enum {
    FRAMING_UNKNOWN, /* too few bytes to tell */
    FRAMING_ONC,
    FRAMING_LIBVIRT,
} Framing;

typedef struct Codec Codec;

typedef struct CodecOps {
    const char *name; /* onc, libvirt */
    Framing framing;
    bool tail_ignored; /* bytes behind the arguments of a call are no fault */
    Feed (*feed)(Codec *codec, Buffer *in, Message *ret_message, GError **err);
    size_t (*begin_call)(Codec *codec, Buffer *out, const CallId *id);
    size_t (*begin_reply)(Codec *codec, Buffer *out, const CallId *id);
    void (*end)(Codec *codec, Buffer *out, size_t start, size_t extra);
    void (*fail)(Codec *codec, Buffer *out, const CallId *id, ReplyStatus status, uint32_t low,
                 uint32_t high);
    void (*starttls)(Codec *codec, Buffer *out, const CallId *id);
    void (*free)(Codec *codec);
} CodecOps;

struct Codec {
    const CodecOps *ops;
    size_t record_max; /* may be raised once a peer is known; never beyond CODEC_RECORD_MAX */
    bool holds_part;   /* the codec has taken part of a message off the in-buffer */
    size_t held;       /* bytes of it, and of a message that is being dealt with */
    size_t lacks;      /* after FEED_MORE: bytes that a message, says its header, lacks; or 0 */
    bool met_fds;      /* bytes that carry descriptors were among what was taken; for the reader */
};

/* The framing of RFC 5531: record marking, then rpc_msg. */
Codec *codec_onc_new(void);
/* The framing of libvirt's tools; see rpc/codec_libvirt.h. It has no probe for TLS. */
Codec *codec_libvirt_new(void);

/* Tells the framing by the first bytes that a client has sent. What is neither is FRAMING_ONC,
 * whose codec refuses it. */
Framing codec_tell(const uint8_t *data, size_t size);
/* Whether these bytes can only be a record of ONC RPC, as nearly all of them: a record mark with
 * the last-fragment bit. */
static inline bool codec_is_whole_record(const uint8_t *data, size_t size)
{
    return size > 0 && data[0] >= 0x80;
}

/* Takes the next message off `in`. The body is valid until the next call of codec_feed() or until
 * `in` changes. After FEED_BROKEN the connection must end. */
static inline Feed codec_feed(Codec *codec, Buffer *in, Message *ret_message, GError **err)
{
    return codec->ops->feed(codec, in, ret_message, err);
}

/* After FEED_MORE: whether part of a message has arrived; for the partial-record timeout. */
static inline bool codec_is_partial(const Codec *codec, const Buffer *in)
{
    return codec->holds_part || buffer_size(in) > 0;
}

/* Starts a call (a server's event has XID 0) or a successful reply at the tail of `out`; the caller
 * then appends the XDR body and ends it, or truncates `out` back to where it was. The result is to
 * be handed to codec_end(). Bodies of results begin with their status word. */
static inline size_t codec_begin_call(Codec *codec, Buffer *out, const CallId *id)
{
    return codec->ops->begin_call(codec, out, id);
}

static inline size_t codec_begin_reply(Codec *codec, Buffer *out, const CallId *id)
{
    return codec->ops->begin_reply(codec, out, id);
}

static inline void codec_end(Codec *codec, Buffer *out, size_t start)
{
    codec->ops->end(codec, out, start, 0);
}

/* The same for a message with so many bytes that are not in `out`. */
static inline void codec_end_around(Codec *codec, Buffer *out, size_t start, size_t extra)
{
    codec->ops->end(codec, out, start, extra);
}

/* A whole reply that RPC itself gives. low and high: the versions of a mismatch; for
 * REPLY_AUTH_ERROR low is the auth_stat. */
static inline void codec_fail(Codec *codec, Buffer *out, const CallId *id, ReplyStatus status,
                              uint32_t low, uint32_t high)
{
    codec->ops->fail(codec, out, id, status, low, high);
}

/* The whole reply to the probe of RFC 9289, section 4.1: go on with TLS. */
static inline void codec_starttls(Codec *codec, Buffer *out, const CallId *id)
{
    codec->ops->starttls(codec, out, id);
}

static inline void codec_free(Codec *codec)
{
    if (codec)
        codec->ops->free(codec);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Codec, codec_free)

#endif
