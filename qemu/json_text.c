/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bounded JSON: see json_text.h. The bounds are checked on the text, before anything is allocated
 * for it.
 */
#include "qemu/json_text.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* jansson itself stops only at 2048 levels, and at no number of values. NULL: it is within. */
static const char *find_excess(const char *text, size_t size, const JsonTextLimits *limits)
{
    size_t depth = 0, values = 0;
    bool in_string = false;

    for (size_t i = 0; i < size; i++) {
        char c = text[i];

        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > limits->depth)
                return "a message nested too deep";
            values++;
        } else if (c == '}' || c == ']') {
            depth = depth ? depth - 1 : 0;
        } else if (c == ',') {
            values++;
        }
        if (values > limits->values)
            return "a message of too many values";
    }
    return NULL;
}

/* The largest whole number of JSON that jansson can hold. */
static const char largest[] = "9223372036854775807";

/* Makes a whole number of so many digits the largest one if it is larger still. */
static void saturate_number(char *digits, size_t length)
{
    const size_t most = strlen(largest);

    if (length < most || length > most + 1 ||
        (length == most && memcmp(digits, largest, most) <= 0))
        return;
    digits[0] = ' ';
    memcpy(digits + length - most, largest, most);
}

/* A copy in which no whole number is too large for 63 bits: QEMU says "unknown" with the largest of
 * 64 bits, in statistics of guests' memory for one. */
static char *saturate(const char *text, size_t size)
{
    char *copy = g_memdup2(text, size);
    bool quoted = false;
    size_t i = 0;

    while (i < size) {
        size_t start = i;

        while (!quoted && i < size && g_ascii_isdigit(copy[i]))
            i++;
        if (i > start) {
            saturate_number(copy + start, i - start);
            continue;
        }
        if (copy[i] == '"')
            quoted = !quoted;
        else if (quoted && copy[i] == '\\')
            i++;
        i++;
    }
    return copy;
}

static json_t *load(const char *text, size_t size)
{
    g_autofree char *saturated = NULL;
    json_error_t error;
    json_t *whole = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);

    if (whole || json_error_code(&error) != json_error_numeric_overflow)
        return whole;
    saturated = saturate(text, size);
    return json_loadb(saturated, size, JSON_REJECT_DUPLICATES, &error);
}

json_t *json_text_load(const char *text, size_t size, const JsonTextLimits *limits,
                       const char **ret_problem)
{
    const char *excess = find_excess(text, size, limits);
    json_t *whole = excess ? NULL : load(text, size);

    if (json_is_object(whole))
        return whole;
    json_decref(whole);
    *ret_problem = excess ? excess : "what came is no JSON object";
    return NULL;
}
