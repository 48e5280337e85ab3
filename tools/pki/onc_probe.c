/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One call and its reply: see onc_probe.h. RFC 5531, sections 9 and 11; RFC 9289, section 4.1. */
#include "tools/pki/onc_probe.h"

#include <stdbool.h>
#include <string.h>

enum {
    PROBE_PROGRAM = 0x20008086,
    PROBE_VERSION = 1,
    PROBE_LAST_FRAGMENT = INT32_MIN,
    PROBE_AUTH_TLS = 7,
    PROBE_MAX_AUTH = 400,
};

static const char starttls[] = "STARTTLS";

static uint8_t *put(uint8_t *out, uint32_t value)
{
    out[0] = (uint8_t) (value >> 24);
    out[1] = (uint8_t) (value >> 16);
    out[2] = (uint8_t) (value >> 8);
    out[3] = (uint8_t) value;
    return out + 4;
}

void onc_make_call(uint8_t call[ONC_CALL_SIZE], uint32_t xid, int probe)
{
    const uint32_t words[] = {
        (uint32_t) PROBE_LAST_FRAGMENT | (ONC_CALL_SIZE - 4), /* record mark */
        xid,
        0, /* CALL */
        2, /* RPC version */
        PROBE_PROGRAM,
        PROBE_VERSION,
        0, /* procedure */
        probe ? PROBE_AUTH_TLS : 0,
        0, /* credentials: no bytes */
        0,
        0, /* verifier: AUTH_NONE, no bytes */
    };

    _Static_assert(sizeof(words) == ONC_CALL_SIZE, "a call of 11 words");
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        call = put(call, words[i]);
}

typedef struct {
    const uint8_t *at;
    size_t left;
    bool bad; /* read beyond the end: what was returned is 0 */
} Reader;

static uint32_t get(Reader *reader)
{
    uint32_t value;

    if (reader->left < 4) {
        reader->bad = true;
        return 0;
    }
    value = (uint32_t) reader->at[0] << 24 | (uint32_t) reader->at[1] << 16 |
            (uint32_t) reader->at[2] << 8 | reader->at[3];
    reader->at += 4;
    reader->left -= 4;
    return value;
}

/* Takes the fragments of the first record together. ONC_FAILED: it is complete. */
static OncAnswer join_fragments(const uint8_t *bytes, size_t size, uint8_t *record,
                                size_t *ret_size)
{
    Reader reader = {bytes, size, false};
    size_t have = 0;

    for (;;) {
        uint32_t mark = get(&reader);
        size_t length = mark & 0x7fffffff;

        if (reader.bad)
            return ONC_MORE;
        if (length > ONC_MAX_REPLY - have)
            return ONC_STRANGE;
        if (length > reader.left)
            return ONC_MORE;
        memcpy(record + have, reader.at, length);
        have += length;
        reader.at += length;
        reader.left -= length;
        if (mark >> 31)
            break;
    }
    *ret_size = have;
    return ONC_FAILED;
}

static OncAnswer read_accepted(Reader *reader)
{
    uint32_t flavor = get(reader);
    uint32_t length = get(reader);
    size_t padded = (length + 3) & ~(size_t) 3;
    bool tls;

    if (reader->bad || length > PROBE_MAX_AUTH || padded > reader->left)
        return ONC_STRANGE;
    tls = flavor == 0 && length == strlen(starttls) && memcmp(reader->at, starttls, length) == 0;
    reader->at += padded;
    reader->left -= padded;
    if (tls)
        return ONC_STARTTLS;
    switch (get(reader)) {
    case 0:
        return reader->bad ? ONC_STRANGE : ONC_SUCCESS;
    case 1:
    case 2:
        return ONC_NO_PROGRAM;
    default:
        return ONC_FAILED;
    }
}

OncAnswer onc_read_reply(const uint8_t *bytes, size_t size, uint32_t xid)
{
    uint8_t record[ONC_MAX_REPLY];
    Reader reader = {record, 0, false};
    OncAnswer joined = join_fragments(bytes, size, record, &reader.left);

    if (joined != ONC_FAILED)
        return joined;
    if (get(&reader) != xid || get(&reader) != 1 || reader.bad)
        return ONC_STRANGE;
    switch (get(&reader)) {
    case 0:
        return reader.bad ? ONC_STRANGE : read_accepted(&reader);
    case 1:
        return get(&reader) == 1 ? ONC_REFUSED : ONC_FAILED;
    default:
        return ONC_STRANGE;
    }
}
