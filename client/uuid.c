/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* UUIDs as people write them: see uuid.h. */
#include "client/uuid.h"

#include <string.h>

void uuid_format(const uint8_t uuid[VMRPC_UUID_SIZE], char ret_text[VMRPC_UUID_STRING_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    char *text = ret_text;

    for (int i = 0; i < VMRPC_UUID_SIZE; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *text++ = '-';
        *text++ = digits[uuid[i] >> 4];
        *text++ = digits[uuid[i] & 15];
    }
    *text = '\0';
}

bool uuid_parse(const char *text, uint8_t ret_uuid[VMRPC_UUID_SIZE])
{
    uint8_t uuid[VMRPC_UUID_SIZE];
    int n = 0;

    for (; *text; text++) {
        if (*text == '-' && n > 0 && n < VMRPC_UUID_SIZE)
            continue;
        if (n == VMRPC_UUID_SIZE || !g_ascii_isxdigit(text[0]) || !g_ascii_isxdigit(text[1]))
            return false;
        uuid[n++] = (uint8_t) (g_ascii_xdigit_value(text[0]) << 4 | g_ascii_xdigit_value(text[1]));
        text++;
    }
    if (n != VMRPC_UUID_SIZE)
        return false;
    memcpy(ret_uuid, uuid, sizeof(uuid));
    return true;
}
