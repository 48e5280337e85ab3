/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Headers of RFC 5531: see onc_header.h. Copies nothing and allocates nothing. Every length is
 * compared with what is left of the record before it is believed.
 */
#include "rpc/onc_header.h"

#include <string.h>

#include "base/buffer.h"

/* RFC 5531 appendix A */
#define SYS_NAME_MAX 255
#define SYS_GIDS_MAX 16
/* Bytes of a call's header up to its procedure, and with two empty authenticators. */
#define CALL_FIXED_SIZE 24
#define CALL_PLAIN_SIZE 40

typedef struct Words {
    const uint8_t *at;
    size_t left;
    bool short_of; /* something was asked for that is not there */
} Words;

static uint32_t words_take(Words *words)
{
    uint32_t value;

    if (words->left < 4) {
        words->short_of = true;
        return 0;
    }
    value = buffer_peek_u32(words->at);
    words->at += 4;
    words->left -= 4;
    return value;
}

/* Steps over size bytes and their padding. */
static void words_skip(Words *words, uint32_t size)
{
    size_t padded = ((size_t) size + 3) & ~(size_t) 3;

    if (words->left < padded) {
        words->short_of = true;
        return;
    }
    words->at += padded;
    words->left -= padded;
}

/* Whether the body of an AUTH_SYS credential is one. What it claims is never believed. */
static bool onc_header_is_sys(const uint8_t *body, uint32_t size)
{
    Words words = {.at = body, .left = size};
    uint32_t name, gids;

    words_take(&words); /* stamp */
    name = words_take(&words);
    if (name > SYS_NAME_MAX)
        return false;
    words_skip(&words, name);
    words_take(&words); /* uid */
    words_take(&words); /* gid */
    gids = words_take(&words);
    if (gids > SYS_GIDS_MAX)
        return false;
    words_skip(&words, gids * 4);
    return !words.short_of && words.left == 0;
}

static void onc_header_credentials(Words *words, Message *message)
{
    uint32_t size;
    const uint8_t *body;
    uint32_t verifier;

    message->flavor = words_take(words);
    size = words_take(words);
    if (size > MESSAGE_AUTH_MAX) {
        message->auth_fault = AUTH_STAT_BADCRED;
        return;
    }
    body = words->at;
    words_skip(words, size);
    if (message->flavor == FLAVOR_SYS && !words->short_of && !onc_header_is_sys(body, size))
        message->auth_fault = AUTH_STAT_BADCRED;
    if (message->flavor == FLAVOR_TLS && size > 0)
        message->auth_fault = AUTH_STAT_BADCRED;
    verifier = words_take(words); /* matters to none of the other credentials known here */
    size = words_take(words);
    if (message->flavor == FLAVOR_TLS && !message->auth_fault &&
        (verifier != FLAVOR_NONE || size > 0))
        message->auth_fault = AUTH_STAT_BADVERF;
    if (size > MESSAGE_AUTH_MAX) {
        if (!message->auth_fault)
            message->auth_fault = AUTH_STAT_BADVERF;
        return;
    }
    words_skip(words, size);
}

static bool onc_header_parse_call(Words *words, Message *message, GError **err)
{
    message->kind = MESSAGE_CALL;
    message->rpc_version = words_take(words);
    if (!words->short_of && message->rpc_version != 2)
        return true; /* what follows is not known */
    message->id.program = words_take(words);
    message->id.version = words_take(words);
    message->id.procedure = words_take(words);
    onc_header_credentials(words, message);
    if (words->short_of)
        return error_set(err, ERR_RPC, "a call that is cut short within its header");
    return true;
}

static bool onc_header_parse_accepted(Words *words, Message *message, GError **err)
{
    uint32_t size, status;

    words_take(words); /* verifier */
    size = words_take(words);
    if (size > MESSAGE_AUTH_MAX)
        return error_set(err, ERR_RPC, "a reply with a verifier of %u bytes", size);
    words_skip(words, size);
    status = words_take(words);
    if (words->short_of)
        return error_set(err, ERR_RPC, "a reply that is cut short within its header");
    if (status > ONC_SYSTEM_ERR)
        return error_set(err, ERR_RPC, "a reply with the unknown accept_stat %u", status);
    message->status = (ReplyStatus) status; /* same order: see codec_onc_fail() */
    return true;
}

static bool onc_header_parse_denied(Words *words, Message *message, GError **err)
{
    uint32_t status = words_take(words);

    if (status > 1)
        return error_set(err, ERR_RPC, "a reply with the unknown reject_stat %u", status);
    message->status = status == 0 ? REPLY_RPC_MISMATCH : REPLY_AUTH_ERROR;
    if (status == 1)
        message->auth_stat = words_take(words);
    return true;
}

static bool onc_header_parse_reply(Words *words, Message *message, GError **err)
{
    uint32_t status = words_take(words);

    message->kind = MESSAGE_REPLY;
    if (status > 1)
        return error_set(err, ERR_RPC, "a reply with the unknown reply_stat %u", status);
    if (!(status == 0 ? onc_header_parse_accepted : onc_header_parse_denied)(words, message, err))
        return false;
    if (message->status == REPLY_PROG_MISMATCH || message->status == REPLY_RPC_MISMATCH) {
        message->low = words_take(words);
        message->high = words_take(words);
    }
    if (words->short_of)
        return error_set(err, ERR_RPC, "a reply that is cut short within its header");
    return true;
}

/* The header that nearly every call has: version 2, AUTH_NONE twice. False: look closer. */
static bool onc_header_parse_plain(const uint8_t *record, size_t size, Message *message)
{
    static const uint8_t no_auth[CALL_PLAIN_SIZE - CALL_FIXED_SIZE];

    if (size < CALL_PLAIN_SIZE || buffer_peek_u32(record + 4) != MESSAGE_CALL ||
        buffer_peek_u32(record + 8) != 2 ||
        memcmp(record + CALL_FIXED_SIZE, no_auth, sizeof(no_auth)) != 0)
        return false;
    *message = (Message){
        .kind = MESSAGE_CALL,
        .id = {buffer_peek_u32(record), buffer_peek_u32(record + 12), buffer_peek_u32(record + 16),
               buffer_peek_u32(record + 20)},
        .rpc_version = 2,
        .body = record + CALL_PLAIN_SIZE,
        .body_size = size - CALL_PLAIN_SIZE,
    };
    return true;
}

bool onc_header_parse(const uint8_t *record, size_t size, Message *ret_message, GError **err)
{
    Words words = {.at = record, .left = size};
    uint32_t kind;

    if (onc_header_parse_plain(record, size, ret_message))
        return true;
    *ret_message = (Message){.status = REPLY_SUCCESS};
    ret_message->id.xid = words_take(&words);
    kind = words_take(&words);
    if (words.short_of)
        return error_set(err, ERR_RPC, "a record of %zu bytes is no message", size);
    if (kind > MESSAGE_REPLY)
        return error_set(err, ERR_RPC, "a message that is neither call nor reply (type %u)", kind);
    if (!(kind == MESSAGE_CALL ? onc_header_parse_call : onc_header_parse_reply)(&words,
                                                                                 ret_message, err))
        return false;
    if (!ret_message->auth_fault) {
        ret_message->body = words.at;
        ret_message->body_size = words.left;
    }
    return true;
}
