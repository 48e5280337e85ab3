/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * UUIDs as 16 bytes in the order of their text, which is also the order on the wire.
 * The text given out is always lower-case 8-4-4-4-12. Random ones are of version 4, from getrandom.
 */
#ifndef VMRPC_CONF_UUID_H
#define VMRPC_CONF_UUID_H

#include <stdbool.h>
#include <stdint.h>

#define UUID_BYTES 16
#define UUID_TEXT_SIZE 37 /* with the NUL */

/* 32 hex digits, upper or lower case; dashes may stand between any two bytes. */
bool uuid_parse(const char *text, uint8_t ret_uuid[UUID_BYTES]);
void uuid_format(const uint8_t uuid[UUID_BYTES], char ret_text[UUID_TEXT_SIZE]);
void uuid_generate(uint8_t ret_uuid[UUID_BYTES]);

/* All zero: no identity of anything. */
bool uuid_is_nil(const uint8_t uuid[UUID_BYTES]);

/* For a GHashTable whose keys are uuids. */
unsigned uuid_hash(const void *uuid);
int uuid_equal(const void *a, const void *b);

#endif
