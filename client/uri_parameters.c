/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NAME=VALUE, separated by & or ;, each checked by its kind: see uri_parameters.h.
 *
 * Values are percent-decoded once, here. A change that decodes again, or later, lets a value say
 * something else than what was checked.
 */
#include "client/uri_parameters.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* Seconds. */
#define URI_KEEPALIVE 30
#define URI_KEEPALIVE_MAX 3600

typedef enum {
    KIND_TEXT,   /* anything */
    KIND_PATH,   /* an absolute path */
    KIND_SOCKET, /* an absolute path, or an abstract name */
    KIND_FLAG,   /* 1 or 0 */
    KIND_SECONDS,
    KIND_MODE, /* which daemon of libvirt's; ours is one */
} Kind;

typedef struct Parameter {
    const char *name;
    Kind kind;
    unsigned transports; /* bits 1 << UriTransport */
    size_t offset;       /* in Uri; of a char *, of a bool for KIND_FLAG, of an unsigned for
                            KIND_SECONDS; not of KIND_MODE */
} Parameter;

#define ON(transport) (1u << (transport))
#define ON_REMOTE (ON(URI_TCP) | ON(URI_TLS) | ON(URI_SSH))

static const Parameter parameters[] = {
    {"socket", KIND_SOCKET, ON(URI_UNIX) | ON(URI_SSH), offsetof(Uri, socket)},
    {"command", KIND_TEXT, ON(URI_EXT) | ON(URI_SSH), offsetof(Uri, command)},
    {"keyfile", KIND_TEXT, ON(URI_SSH), offsetof(Uri, keyfile)},
    {"helper", KIND_TEXT, ON(URI_SSH), offsetof(Uri, helper)},
    {"pkipath", KIND_PATH, ON(URI_TLS), offsetof(Uri, pki_path)},
    {"no_verify", KIND_FLAG, ON(URI_TLS) | ON(URI_SSH), offsetof(Uri, no_verify)},
    {"no_tty", KIND_FLAG, ON(URI_SSH), offsetof(Uri, no_tty)},
    {"keepalive", KIND_SECONDS, ON_REMOTE, offsetof(Uri, keepalive)},
    {"mode", KIND_MODE, ~0u, 0},
};

/* The names that a transport takes, for messages. */
static char *uri_parameters_names(UriTransport transport)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(parameters); i++)
        if (parameters[i].transports & ON(transport))
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", parameters[i].name);
    return g_string_free(g_steal_pointer(&names), FALSE);
}

static const Parameter *uri_parameters_find(const char *text, const Uri *uri, const char *name,
                                            GError **err)
{
    const char *transport = uri_transport_name(uri->transport);
    g_autofree char *names = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(parameters); i++)
        if (strcmp(parameters[i].name, name) == 0 && parameters[i].transports & ON(uri->transport))
            return &parameters[i];
    names = uri_parameters_names(uri->transport);
    error_set(err, ERR_INVALID_ARG,
              "URI '%s': transport %s does not have a parameter '%s' (it has %s)", text, transport,
              name, names);
    return NULL;
}

static bool uri_parameters_check(const char *text, Kind kind, const char *name, const char *value,
                                 GError **err)
{
    if (!value || !value[0])
        return error_set(err, ERR_INVALID_ARG, "URI '%s': parameter '%s' needs a value", text,
                         name);
    for (const char *c = value; *c; c++)
        if (g_ascii_iscntrl(*c))
            return error_set(err, ERR_INVALID_ARG,
                             "URI '%s': parameter '%s' contains a control character", text, name);
    if (kind == KIND_PATH && value[0] != '/')
        return error_set(err, ERR_INVALID_ARG, "URI '%s': parameter '%s': '%s' is no absolute path",
                         text, name, value);
    if (kind == KIND_SOCKET && value[0] != '/' && value[0] != '@')
        return error_set(
            err, ERR_INVALID_ARG,
            "URI '%s': socket '%s' is neither an absolute path nor an abstract name (@)", text,
            value);
    if (kind == KIND_FLAG && strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
        return error_set(err, ERR_INVALID_ARG, "URI '%s': parameter '%s' is 0 or 1, not '%s'", text,
                         name, value);
    if (kind == KIND_SECONDS &&
        !g_ascii_string_to_unsigned(value, 10, 0, URI_KEEPALIVE_MAX, NULL, NULL))
        return error_set(err, ERR_INVALID_ARG,
                         "URI '%s': parameter '%s' is a number of seconds up to %d, not '%s'", text,
                         name, URI_KEEPALIVE_MAX, value);
    if (kind == KIND_MODE && strcmp(value, "auto") != 0 && strcmp(value, "direct") != 0)
        return error_set(err, ERR_INVALID_ARG,
                         "URI '%s': mode '%s' is not known: there is one daemon, which both auto "
                         "and direct mean",
                         text, value);
    return true;
}

/* One NAME=VALUE. seen: a bit for each that came before. */
static bool uri_parameters_take_one(const char *text, Uri *uri, const char *assignment,
                                    unsigned *seen, GError **err)
{
    g_auto(GStrv) parts = g_strsplit(assignment, "=", 2);
    const Parameter *parameter = uri_parameters_find(text, uri, parts[0], err);
    g_autofree char *value = NULL;
    unsigned bit;

    if (!parameter)
        return false;
    bit = 1u << (parameter - parameters);
    if (*seen & bit)
        return error_set(err, ERR_INVALID_ARG, "URI '%s': parameter '%s' is given twice", text,
                         parts[0]);
    *seen |= bit;
    value = g_uri_unescape_string(parts[1] ? parts[1] : "", NULL);
    if (!uri_parameters_check(text, parameter->kind, parts[0], value, err))
        return false;
    if (parameter->kind == KIND_FLAG)
        *(bool *) ((char *) uri + parameter->offset) = value[0] == '1';
    else if (parameter->kind == KIND_SECONDS)
        *(unsigned *) ((char *) uri + parameter->offset) = (unsigned) strtoul(value, NULL, 10);
    else if (parameter->kind != KIND_MODE)
        *(char **) ((char *) uri + parameter->offset) = g_steal_pointer(&value);
    return true;
}

bool uri_parameters_take(const char *text, Uri *uri, const char *query, GError **err)
{
    g_auto(GStrv) assignments = g_strsplit_set(query ? query : "", "&;", -1);
    unsigned seen = 0;

    uri->keepalive = ON(uri->transport) & ON_REMOTE ? URI_KEEPALIVE : 0;
    for (char **assignment = assignments; *assignment; assignment++)
        if ((*assignment)[0] && !uri_parameters_take_one(text, uri, *assignment, &seen, err))
            return false;
    if (uri->transport == URI_EXT && !uri->command)
        return error_set(err, ERR_INVALID_ARG,
                         "URI '%s': transport ext needs a program, as in ?command=/path", text);
    return true;
}
