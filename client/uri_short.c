/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* remote:TRANSPORT:WHERE, to remote+TRANSPORT://: see uri_short.h. */
#include "client/uri_short.h"

#include <string.h>

#include "base/error.h"

#define SHORT_PREFIX "remote:"

typedef struct ShortForm {
    const char *transport;
    const char *parameter; /* what WHERE is in the long form; NULL: the authority */
} ShortForm;

static const ShortForm short_forms[] = {
    {"tls", NULL}, {"tcp", NULL}, {"ssh", NULL}, {"unix", "socket"}, {"ext", "command"},
};

bool uri_is_short(const char *text)
{
    return g_str_has_prefix(text, SHORT_PREFIX) && text[strlen(SHORT_PREFIX)] != '/';
}

static const ShortForm *uri_short_find(const char *transport)
{
    for (size_t i = 0; i < G_N_ELEMENTS(short_forms); i++)
        if (strcmp(short_forms[i].transport, transport) == 0)
            return &short_forms[i];
    return NULL;
}

char *uri_short_expand(const char *text, GError **err)
{
    g_auto(GStrv) parts = g_strsplit(text + strlen(SHORT_PREFIX), ":", 2);
    const ShortForm *form = parts[0] ? uri_short_find(parts[0]) : NULL;
    const char *where = form && parts[1] ? parts[1] : "";
    g_autofree char *escaped = NULL;

    if (!where[0]) {
        error_set(err, ERR_INVALID_ARG,
                  "URI '%s': the short form is remote:tls:HOST[:PORT], remote:tcp:HOST[:PORT], "
                  "remote:ssh:[USER@]HOST[:PORT], remote:unix:PATH or remote:ext:PROGRAM",
                  text);
        return NULL;
    }
    if (form->parameter) {
        escaped = g_uri_escape_string(where, "/", FALSE);
        return g_strdup_printf("remote+%s:///?%s=%s", form->transport, form->parameter, escaped);
    }
    if (strpbrk(where, "/?#")) {
        error_set(err, ERR_INVALID_ARG,
                  "URI '%s': the short form has neither path nor parameters: write "
                  "remote+%s://HOST/?NAME=VALUE",
                  text, form->transport);
        return NULL;
    }
    return g_strdup_printf("remote+%s://%s/", form->transport, where);
}
