/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* UUIDs: see uuid.h. The one thing here that is not a function of its input is getrandom. */
#include "conf/uuid.h"

#include <glib.h>
#include <string.h>
#include <sys/random.h>

bool uuid_parse(const char *text, uint8_t ret_uuid[UUID_BYTES])
{
    uint8_t uuid[UUID_BYTES];

    for (unsigned i = 0; i < UUID_BYTES; i++) {
        int high, low;

        if (i > 0 && *text == '-')
            text++;
        high = g_ascii_xdigit_value(text[0]);
        low = high < 0 ? -1 : g_ascii_xdigit_value(text[1]);
        if (low < 0)
            return false;
        uuid[i] = (uint8_t) (high << 4 | low);
        text += 2;
    }
    if (*text != '\0')
        return false;
    memcpy(ret_uuid, uuid, UUID_BYTES);
    return true;
}

void uuid_format(const uint8_t uuid[UUID_BYTES], char ret_text[UUID_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    char *out = ret_text;

    for (unsigned i = 0; i < UUID_BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *out++ = '-';
        *out++ = digits[uuid[i] >> 4];
        *out++ = digits[uuid[i] & 15];
    }
    *out = '\0';
}

void uuid_generate(uint8_t ret_uuid[UUID_BYTES])
{
    do {
        /* Requests of up to 256 bytes are never cut short or interrupted once seeded
         * (getrandom(2)). */
        while (getrandom(ret_uuid, UUID_BYTES, 0) != UUID_BYTES)
            ;
        ret_uuid[6] = (ret_uuid[6] & 0x0f) | 0x40; /* RFC 4122, section 4.4 */
        ret_uuid[8] = (ret_uuid[8] & 0x3f) | 0x80;
    } while (uuid_is_nil(ret_uuid));
}

bool uuid_is_nil(const uint8_t uuid[UUID_BYTES])
{
    static const uint8_t nil[UUID_BYTES];

    return memcmp(uuid, nil, UUID_BYTES) == 0;
}

unsigned uuid_hash(const void *uuid)
{
    unsigned hash;

    memcpy(&hash, uuid, sizeof hash);
    return hash;
}

int uuid_equal(const void *a, const void *b)
{
    return memcmp(a, b, UUID_BYTES) == 0;
}
