/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths and names of files: see path.h. */
#include "conf/path.h"

#include <string.h>

char *path_clean(const char *path)
{
    GString *clean;

    if (path[0] != '/')
        return NULL;
    clean = g_string_new(NULL);
    for (const char *at = path; *at; at++) {
        if (at[0] != '/' || (at[1] != '/' && at[1] != '\0'))
            g_string_append_c(clean, *at);
    }
    if (clean->len == 0)
        g_string_append_c(clean, '/');
    return g_string_free(clean, FALSE);
}

const char *path_name_problem(const char *name, size_t max)
{
    if (*name == '\0')
        return "is empty";
    if (strlen(name) > max)
        return "is too long";
    if (!g_utf8_validate(name, -1, NULL))
        return "is not UTF-8";
    if (strchr(name, '/'))
        return "cannot contain '/'";
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return "is that of a folder";
    for (const char *at = name; *at; at = g_utf8_next_char(at)) {
        if (g_unichar_iscntrl(g_utf8_get_char(at)))
            return "cannot contain control characters";
    }
    return NULL;
}
