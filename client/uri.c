/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * DRIVER[+TRANSPORT]://[HOST[:PORT]]/PATH[?NAME=VALUE&...], by way of GLib's parser.
 *
 * Everything that is not understood is refused rather than left out. The parameters are read by
 * uri_parameters.c.
 */
#include "client/uri.h"

#include <string.h>

#include "base/error.h"
#include "client/uri_parameters.h"
#include "client/uri_short.h"
#include "client/uri_ssh.h"
#include "vmrpc.h"

#define STRINGIFY(x) #x
#define STRING_OF(x) STRINGIFY(x)

void uri_free(Uri *uri)
{
    if (!uri)
        return;
    g_free(uri->driver);
    g_free(uri->user);
    g_free(uri->host);
    g_free(uri->port);
    g_free(uri->socket);
    g_free(uri->command);
    g_free(uri->keyfile);
    g_free(uri->helper);
    g_free(uri->pki_path);
    g_free(uri->far_uri);
    g_free(uri->server_uri);
    g_free(uri);
}

const char *uri_transport_name(UriTransport transport)
{
    static const char *const names[] = {
        [URI_UNIX] = "unix", [URI_TCP] = "tcp", [URI_SPAWN] = "stdio",
        [URI_TLS] = "tls",   [URI_EXT] = "ext", [URI_SSH] = "ssh"};

    return names[transport];
}

/* Splits the scheme; the transport is NULL if none is given. */
static bool uri_split_scheme(const char *text, const char *scheme, char **ret_driver,
                             char **ret_transport, GError **err)
{
    const char *plus = strchr(scheme, '+');

    if (plus && (plus == scheme || plus[1] == '\0' || strchr(plus + 1, '+')))
        return error_set(err, ERR_INVALID_ARG, "URI '%s': expected DRIVER+TRANSPORT before ://",
                         text);
    *ret_driver = plus ? g_strndup(scheme, (gsize) (plus - scheme)) : g_strdup(scheme);
    *ret_transport = plus ? g_strdup(plus + 1) : NULL;
    return true;
}

static bool uri_choose_transport(const char *text, Uri *uri, const char *transport, bool has_host,
                                 GError **err)
{
    if (!transport && has_host)
        transport = "tls"; /* what a URI with a host means by default */
    if (!transport && strcmp(uri->driver, "test") == 0)
        uri->transport = URI_SPAWN;
    else if (!transport || strcmp(transport, "unix") == 0)
        uri->transport = URI_UNIX;
    else if (strcmp(transport, "tcp") == 0)
        uri->transport = URI_TCP;
    else if (strcmp(transport, "tls") == 0)
        uri->transport = URI_TLS;
    else if (strcmp(transport, "ext") == 0)
        uri->transport = URI_EXT;
    else if (strcmp(transport, "ssh") == 0)
        uri->transport = URI_SSH;
    else
        return error_set(err, ERR_INVALID_ARG,
                         "URI '%s': transport '%s' is not supported by this library "
                         "(there are unix, tls, ssh, tcp and ext, as in %s+tls://HOST/PATH)",
                         text, transport, uri->driver);
    return true;
}

/* Without the brackets of an address. */
static void uri_take_host(Uri *uri, GUri *parsed)
{
    int port = g_uri_get_port(parsed);

    uri->host = g_strdup(g_uri_get_host(parsed));
    if (port > 0)
        uri->port = g_strdup_printf("%d", port);
    else if (uri->transport == URI_TCP)
        uri->port = g_strdup(STRING_OF(VMRPC_CONNECTION_TCP_PORT));
    else if (uri->transport == URI_TLS)
        uri->port = g_strdup(STRING_OF(VMRPC_CONNECTION_TLS_PORT));
}

static bool uri_take_authority(const char *text, Uri *uri, GUri *parsed, GError **err)
{
    bool has_host = *g_uri_get_host(parsed);
    const char *user = g_uri_get_userinfo(parsed);
    bool is_remote =
        uri->transport == URI_TCP || uri->transport == URI_TLS || uri->transport == URI_SSH;
    const char *name = uri_transport_name(uri->transport);

    if (user && uri->transport != URI_SSH)
        return error_set(err, ERR_INVALID_ARG, "URI '%s': transport %s does not take a user name",
                         text, name);
    if (is_remote && !has_host)
        return error_set(err, ERR_INVALID_ARG,
                         "URI '%s': transport %s needs a host, as in %s+%s://HOST/PATH", text, name,
                         uri->driver, name);
    if (!is_remote && (has_host || g_uri_get_port(parsed) > 0))
        return error_set(err, ERR_INVALID_ARG, "URI '%s': transport %s does not take a host", text,
                         name);
    uri->user = g_strdup(user);
    if (has_host)
        uri_take_host(uri, parsed);
    return true;
}

/* Whose daemon it is that a unix socket at the usual place belongs to. (ssh: the far side decides,
 * by far_uri.) */
static bool uri_choose_daemon(const char *text, Uri *uri, const char *path, bool has_transport,
                              bool is_root, GError **err)
{
    bool is_system = strcmp(path, "/system") == 0;

    uri->is_session = strcmp(path, "/session") == 0;
    if (!is_system && !uri->is_session) {
        if (strcmp(uri->driver, "qemu") == 0)
            return error_set(err, ERR_INVALID_ARG,
                             "URI '%s': a qemu URI ends in /system or /session", text);
        uri->is_session = !is_root;
    }
    uri->may_start = uri->is_session && !uri->socket && !has_transport;
    return true;
}

static char *uri_for_server(const Uri *uri, const char *path)
{
    g_autofree char *escaped = NULL;

    if (strcmp(uri->driver, "remote") == 0)
        return g_strdup("");
    escaped = g_uri_escape_string(path, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, TRUE);
    return g_strdup_printf("%s://%s", uri->driver, escaped);
}

static bool uri_fill(Uri *uri, const char *text, GUri *parsed, bool is_root, GError **err)
{
    g_autofree char *transport = NULL;
    const char *path = g_uri_get_path(parsed);
    bool has_host = *g_uri_get_host(parsed);

    if (!uri_split_scheme(text, g_uri_get_scheme(parsed), &uri->driver, &transport, err) ||
        !uri_choose_transport(text, uri, transport, has_host, err) ||
        !uri_take_authority(text, uri, parsed, err) ||
        !uri_parameters_take(text, uri, g_uri_get_query(parsed), err))
        return false;
    if (uri->transport == URI_SSH && !uri_ssh_check(text, uri, err))
        return false;
    if ((uri->transport == URI_UNIX || uri->transport == URI_SSH) &&
        !uri_choose_daemon(text, uri, path, transport != NULL, is_root, err))
        return false;
    uri->server_uri = uri_for_server(uri, path);
    if (uri->transport == URI_SSH)
        uri->far_uri = uri_ssh_far(uri, path);
    return true;
}

/* What RFC 3986 wants as %XX, which GLib does not mind. */
static bool uri_is_escaped(const char *text)
{
    for (const char *at = text; *at; at++)
        if (!g_ascii_isgraph(*at) || strchr("\"<>\\^`{|}", *at))
            return false;
    return true;
}

/* NULL: it is not of the form that ours have. */
static GUri *uri_parse_form(const char *text, GError **err)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GUri) parsed =
        uri_is_escaped(text) ? g_uri_parse(text, G_URI_FLAGS_ENCODED_QUERY, &error) : NULL;

    if (parsed && g_uri_get_host(parsed) && !g_uri_get_fragment(parsed))
        return g_steal_pointer(&parsed);
    if (g_error_matches(error, G_URI_ERROR, G_URI_ERROR_BAD_PORT))
        error_set(err, ERR_INVALID_ARG,
                  "URI '%s' is not well-formed: the port is no number from 1 to 65535", text);
    else
        error_set(err, ERR_INVALID_ARG,
                  "URI '%s' is not well-formed: expected DRIVER[+TRANSPORT]://[HOST[:PORT]]/PATH, "
                  "such as qemu:///system",
                  text);
    return NULL;
}

Uri *uri_parse(const char *text, bool is_root, GError **err)
{
    g_autoptr(Uri) uri = g_new0(Uri, 1);
    g_autoptr(GUri) parsed = NULL;
    g_autofree char *expanded = NULL;
    size_t length = strlen(text);

    if (length > VMRPC_CONNECTION_URI_MAX) {
        error_set(err, ERR_INVALID_ARG, "the URI is longer than %d bytes",
                  VMRPC_CONNECTION_URI_MAX);
        return NULL;
    }
    if (!g_utf8_validate(text, (gssize) length, NULL) || strstr(text, "%00")) {
        error_set(err, ERR_INVALID_ARG, "the URI is not UTF-8, or contains a NUL");
        return NULL;
    }
    if (uri_is_short(text)) {
        expanded = uri_short_expand(text, err);
        if (!expanded)
            return NULL;
        text = expanded;
    }
    parsed = uri_parse_form(text, err);
    if (!parsed || !uri_fill(uri, text, parsed, is_root, err))
        return NULL;
    return g_steal_pointer(&uri);
}
