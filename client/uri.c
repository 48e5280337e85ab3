/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * DRIVER[+TRANSPORT]://[HOST[:PORT]]/PATH[?NAME=VALUE&...], by way of libxml2's parser.
 *
 * Everything that is not understood is refused rather than left out. The parameters are read by
 * uri_parameters.c.
 */
#include "client/uri.h"

#include <libxml/uri.h>
#include <string.h>

#include "base/error.h"
#include "client/uri_parameters.h"
#include "client/uri_short.h"
#include "client/uri_ssh.h"
#include "vmrpc.h"

#define STRINGIFY(x) #x
#define STRING_OF(x) STRINGIFY(x)

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlURI, xmlFreeURI)

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

/* An address in brackets loses them; libxml2 has unquoted it. */
static bool uri_take_host(const char *text, Uri *uri, const xmlURI *parsed, GError **err)
{
    size_t length = strlen(parsed->server);

    if (parsed->server[0] != '[')
        uri->host = g_strdup(parsed->server);
    else if (length >= 3 && parsed->server[length - 1] == ']')
        uri->host = g_strndup(parsed->server + 1, length - 2);
    else
        return error_set(err, ERR_INVALID_ARG, "URI '%s': expected an address in brackets", text);
    if (parsed->port > 65535)
        return error_set(err, ERR_INVALID_ARG, "URI '%s': port %d is above 65535", text,
                         parsed->port);
    if (parsed->port > 0)
        uri->port = g_strdup_printf("%d", parsed->port);
    else if (uri->transport == URI_TCP)
        uri->port = g_strdup(STRING_OF(VMRPC_TCP_PORT));
    else if (uri->transport == URI_TLS)
        uri->port = g_strdup(STRING_OF(VMRPC_TLS_PORT));
    return true;
}

static bool uri_take_authority(const char *text, Uri *uri, const xmlURI *parsed, GError **err)
{
    bool has_host = parsed->server && parsed->server[0];
    bool is_remote =
        uri->transport == URI_TCP || uri->transport == URI_TLS || uri->transport == URI_SSH;
    const char *name = uri_transport_name(uri->transport);

    if (parsed->user && uri->transport != URI_SSH)
        return error_set(err, ERR_INVALID_ARG, "URI '%s': transport %s does not take a user name",
                         text, name);
    if (is_remote && !has_host)
        return error_set(err, ERR_INVALID_ARG,
                         "URI '%s': transport %s needs a host, as in %s+%s://HOST/PATH", text, name,
                         uri->driver, name);
    if (!is_remote && (has_host || parsed->port > 0))
        return error_set(err, ERR_INVALID_ARG, "URI '%s': transport %s does not take a host", text,
                         name);
    uri->user = g_strdup(parsed->user);
    return !has_host || uri_take_host(text, uri, parsed, err);
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

static bool uri_fill(Uri *uri, const char *text, const xmlURI *parsed, bool is_root, GError **err)
{
    g_autofree char *transport = NULL;
    const char *path = parsed->path ? parsed->path : "";
    bool has_host = parsed->server && parsed->server[0];

    if (!uri_split_scheme(text, parsed->scheme, &uri->driver, &transport, err) ||
        !uri_choose_transport(text, uri, transport, has_host, err) ||
        !uri_take_authority(text, uri, parsed, err) ||
        !uri_parameters_take(text, uri, parsed->query_raw, err))
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

Uri *uri_parse(const char *text, bool is_root, GError **err)
{
    g_autoptr(Uri) uri = g_new0(Uri, 1);
    g_autoptr(xmlURI) parsed = NULL;
    g_autofree char *expanded = NULL;
    size_t length = strlen(text);

    if (length > VMRPC_URI_MAX) {
        error_set(err, ERR_INVALID_ARG, "the URI is longer than %d bytes", VMRPC_URI_MAX);
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
    parsed = xmlParseURI(text);
    if (!parsed || !parsed->scheme || parsed->opaque || parsed->fragment || !strstr(text, "://")) {
        error_set(err, ERR_INVALID_ARG,
                  "URI '%s' is not well-formed: expected DRIVER[+TRANSPORT]://[HOST[:PORT]]/PATH, "
                  "such as qemu:///system",
                  text);
        return NULL;
    }
    if (!uri_fill(uri, text, parsed, is_root, err))
        return NULL;
    return g_steal_pointer(&uri);
}
