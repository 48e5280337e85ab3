/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * JSON from who need not be trusted (QEMU, an agent in a guest): as jansson reads it, within
 * bounds. Does no I/O.
 */
#ifndef VMRPC_QEMU_JSON_TEXT_H
#define VMRPC_QEMU_JSON_TEXT_H

#include <jansson.h>
#include <stddef.h>

/* Texts nested deeper are refused: what walks them may recurse. */
#define JSON_TEXT_DEPTH_MAX 64

typedef struct JsonTextLimits {
    size_t depth;
    size_t values; /* in all: each costs far more memory than text */
} JsonTextLimits;

/* NULL, with what is wrong with it in *ret_problem (static): the text goes beyond the limits, is no
 * JSON, or not an object. Whole numbers too large for 63 bits become the largest of these. */
json_t *json_text_load(const char *text, size_t size, const JsonTextLimits *limits,
                       const char **ret_problem);

#endif
