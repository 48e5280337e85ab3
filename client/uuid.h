/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * UUIDs between bytes, as on the wire, and text.
 */
#ifndef VMRPC_CLIENT_UUID_H
#define VMRPC_CLIENT_UUID_H

#include <glib.h>
#include <stdbool.h>

#include "vmrpc/base.h"

/* Lower case, with hyphens. */
void uuid_format(const uint8_t uuid[VMRPC_UUID_SIZE], char ret_text[VMRPC_UUID_STRING_SIZE]);
/* 32 hexadecimal digits; hyphens may stand anywhere between two bytes. */
bool uuid_parse(const char *text, uint8_t ret_uuid[VMRPC_UUID_SIZE]);

#endif
