/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any text as a connection URI: it is refused with an error, or what comes out keeps its promises
 * (nothing of the client's own goes to the server).
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "client/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What ssh and the far shell get to see. */
static void check_ssh(const Uri *uri)
{
    g_assert_cmpint(uri->host[0], !=, '-');
    g_assert_cmpint(uri->host[0], !=, '\0');
    g_assert_true(!uri->user || (uri->user[0] != '-' && !strpbrk(uri->user, " '\"`$;&|<>()\\")));
    g_assert_true(!uri->helper || (uri->helper[0] != '-' && !strpbrk(uri->helper, "'\\!\n")));
    for (const char *c = uri->far_uri; *c; c++)
        g_assert_true(g_ascii_isalnum(*c) || strchr("-._~:/?=%+", *c));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *) data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(Uri) uri = uri_parse(text, false, &error);

    if (!uri) {
        g_assert_nonnull(error);
        g_assert_cmpstr(error->message, !=, "");
        return 0;
    }
    g_assert_no_error(error);
    g_assert_nonnull(uri->driver);
    g_assert_nonnull(uri->server_uri);
    g_assert_null(strchr(uri->server_uri, '?'));
    g_assert_true(uri->command || uri->transport != URI_EXT);
    if (uri->transport == URI_SSH)
        check_ssh(uri);
    if (uri->transport == URI_TCP || uri->transport == URI_TLS) {
        g_assert_nonnull(uri->host);
        g_assert_cmpint(atoi(uri->port), >, 0);
    }
    if (uri->socket && uri->transport != URI_SSH)
        g_assert_cmpint(uri->transport, ==, URI_UNIX);
    return 0;
}
