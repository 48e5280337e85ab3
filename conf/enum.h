/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Words for enums: ENUM_DECLARE in a header and ENUM_DEFINE in one .c file give an enum its
 * PREFIX_to_string(), PREFIX_from_string() and PREFIX_list() (a new string "a, b, c" for messages),
 * from one table in the order of the values.
 *
 * A NULL in the table marks a value that has no word in a document ("not given"): to_string gives
 * NULL for it and no text is read as it. The table must have exactly one entry per value; a static
 * assertion compares it with the enum's _LAST member.
 */
#ifndef VMRPC_CONF_ENUM_H
#define VMRPC_CONF_ENUM_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

const char *enum_word_of(const char *const *words, size_t n_words, size_t value);
bool enum_value_of(const char *const *words, size_t n_words, const char *text, size_t *ret_value);
char *enum_word_list(const char *const *words, size_t n_words);

#define ENUM_DECLARE(prefix, Type)                                                                 \
    const char *prefix##_to_string(Type value);                                                    \
    bool prefix##_from_string(const char *text, Type *ret_value);                                  \
    char *prefix##_list(void)

#define ENUM_DEFINE(prefix, Type, last, ...)                                                       \
    static const char *const prefix##_words[] = {__VA_ARGS__};                                     \
    G_STATIC_ASSERT(G_N_ELEMENTS(prefix##_words) == (last));                                       \
    const char *prefix##_to_string(Type value)                                                     \
    {                                                                                              \
        return enum_word_of(prefix##_words, G_N_ELEMENTS(prefix##_words), (size_t) value);         \
    }                                                                                              \
    bool prefix##_from_string(const char *text, Type *ret_value)                                   \
    {                                                                                              \
        size_t value;                                                                              \
        if (!enum_value_of(prefix##_words, G_N_ELEMENTS(prefix##_words), text, &value))            \
            return false;                                                                          \
        *ret_value = (Type) value;                                                                 \
        return true;                                                                               \
    }                                                                                              \
    char *prefix##_list(void)                                                                      \
    {                                                                                              \
        return enum_word_list(prefix##_words, G_N_ELEMENTS(prefix##_words));                       \
    }                                                                                              \
    G_STATIC_ASSERT(sizeof(Type) <= sizeof(size_t))

/* A switch that a document may leave open. Documents spell it yes/no or on/off, by place. */
typedef enum { TRISTATE_ABSENT, TRISTATE_ON, TRISTATE_OFF, TRISTATE_LAST } Tristate;

ENUM_DECLARE(tristate_yes, Tristate); /* yes, no */
ENUM_DECLARE(tristate_on, Tristate);  /* on, off */

#endif
