/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What goes to ssh: see uri_ssh.h. Pure text, as everything about URIs. */
#include "client/uri_ssh.h"

#include <string.h>

#include "base/error.h"

/* The first character of value that is neither a letter, a digit nor one of `others`; or NULL. */
static const char *uri_ssh_stranger(const char *value, const char *others)
{
    for (; *value; value++)
        if (!g_ascii_isalnum(*value) && !strchr(others, *value))
            return value;
    return NULL;
}

static bool uri_ssh_check_word(const char *text, const char *noun, const char *word,
                               const char *others, GError **err)
{
    const char *stranger = uri_ssh_stranger(word, others);

    if (word[0] == '\0' || word[0] == '-')
        return error_set(err, ERR_INVALID_ARG, "URI '%s': the %s '%s' %s", text, noun, word,
                         word[0] ? "begins with a -, which ssh would take for an option"
                                 : "is empty");
    if (stranger)
        return error_set(err, ERR_INVALID_ARG,
                         "URI '%s': the %s '%s' contains a character that is not passed to ssh: "
                         "there may be letters, digits and %s",
                         text, noun, word, others);
    return true;
}

/* Between single quotes every shell takes everything for text but these. */
static bool uri_ssh_check_helper(const char *text, const char *helper, GError **err)
{
    if (helper[0] == '-' || strpbrk(helper, "'\\!"))
        return error_set(err, ERR_INVALID_ARG,
                         "URI '%s': the helper '%s' begins with a -, or contains one of ' \\ !, "
                         "which shells disagree about",
                         text, helper);
    return true;
}

bool uri_ssh_check(const char *text, const Uri *uri, GError **err)
{
    if (uri->user && strchr(uri->user, ':'))
        return error_set(err, ERR_INVALID_ARG,
                         "the URI contains a password, which does not belong there: "
                         "ssh asks for it, or use a key");
    return uri_ssh_check_word(text, "host", uri->host, "._:%-", err) &&
           (!uri->user || uri_ssh_check_word(text, "user", uri->user, "._@+-", err)) &&
           (!uri->helper || uri_ssh_check_helper(text, uri->helper, err));
}

char *uri_ssh_far(const Uri *uri, const char *path)
{
    g_autofree char *escaped = g_uri_escape_string(path, "/", FALSE);
    g_autofree char *socket = uri->socket ? g_uri_escape_string(uri->socket, "/", FALSE) : NULL;

    if (socket)
        return g_strdup_printf("%s+unix://%s?socket=%s", uri->driver, escaped, socket);
    return g_strdup_printf("%s://%s", uri->driver, escaped);
}
