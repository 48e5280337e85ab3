/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words for enums: see enum.h. Tables are short, so a search is a walk; never allocates but for
 * lists. */
#include "conf/enum.h"

#include <string.h>

const char *enum_word_of(const char *const *words, size_t n_words, size_t value)
{
    return value < n_words ? words[value] : NULL;
}

bool enum_value_of(const char *const *words, size_t n_words, const char *text, size_t *ret_value)
{
    for (size_t i = 0; i < n_words; i++) {
        if (words[i] && strcmp(words[i], text) == 0) {
            *ret_value = i;
            return true;
        }
    }
    return false;
}

char *enum_word_list(const char *const *words, size_t n_words)
{
    GString *list = g_string_new(NULL);

    for (size_t i = 0; i < n_words; i++) {
        if (words[i])
            g_string_append_printf(list, "%s%s", list->len ? ", " : "", words[i]);
    }
    return g_string_free(list, FALSE);
}

ENUM_DEFINE(tristate_yes, Tristate, TRISTATE_LAST, NULL, "yes", "no");
ENUM_DEFINE(tristate_on, Tristate, TRISTATE_LAST, NULL, "on", "off");
