/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names in certificates: see names.h. Asks no name server. */
#include "tools/pki/names.h"

#include <arpa/inet.h>
#include <string.h>

#include "tools/pki/fail.h"
#include "tools/pki/handles.h"
#include "tools/pki/text.h"

int names_parse_address(const char *host, unsigned char address[16])
{
    if (inet_pton(AF_INET, host, address) == 1)
        return 4;
    if (inet_pton(AF_INET6, host, address) == 1)
        return 16;
    return 0;
}

static bool is_label(const char *label)
{
    size_t size = strlen(label);

    if (size == 0 || size > 63 || label[0] == '-' || label[size - 1] == '-')
        return false;
    return strspn(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") == size;
}

/* Letters, digits, hyphens; the last label is not a number, or it would be a bad address. */
static bool is_host_name(const char *host)
{
    g_auto(GStrv) labels = g_strsplit(host, ".", -1);
    guint count = g_strv_length(labels);

    if (count == 0 || strlen(host) > 253)
        return false;
    for (guint i = 0; i < count; i++) {
        if (!is_label(labels[i]))
            return false;
    }
    return strspn(labels[count - 1], "0123456789") != strlen(labels[count - 1]);
}

static char *normalize_address(const char *text)
{
    unsigned char address[16];
    char buffer[INET6_ADDRSTRLEN];
    size_t size = strlen(text);
    g_autofree char *inner = text[0] == '[' && size > 1 && text[size - 1] == ']'
                                 ? g_strndup(text + 1, size - 2)
                                 : g_strdup(text);
    int bytes = names_parse_address(inner, address);

    if (bytes == 0)
        return NULL;
    inet_ntop(bytes == 4 ? AF_INET : AF_INET6, address, buffer, sizeof(buffer));
    return g_strdup(buffer);
}

char *names_normalize_host(const char *text, GError **err)
{
    g_autofree char *shown = text_printable(text, strlen(text));
    g_autofree char *ascii = NULL;
    g_autofree char *lower = NULL;
    char *address = normalize_address(text);
    size_t size;

    if (address)
        return address;
    ascii = g_utf8_validate(text, -1, NULL) ? g_hostname_to_ascii(text) : NULL;
    lower = g_ascii_strdown(ascii ? ascii : "", -1);
    size = strlen(lower);
    if (size > 1 && lower[size - 1] == '.')
        lower[size - 1] = '\0';
    if (is_host_name(lower))
        return g_steal_pointer(&lower);
    if (strchr(text, '*'))
        fail_usage(err, "'%s': wildcards are not matched by RPC-with-TLS clients, name each host",
                   shown);
    else
        fail_usage(err, "'%s' is neither a host name nor an IP address (no port, no URI)", shown);
    return NULL;
}

static void add_text(GENERAL_NAMES *names, int type, const char *text)
{
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_IA5STRING *value = ASN1_IA5STRING_new();

    if (!name || !value || !ASN1_STRING_set(value, text, (int) strlen(text)))
        g_error("out of memory");
    GENERAL_NAME_set0_value(name, type, value);
    sk_GENERAL_NAME_push(names, name);
}

static void add_address(GENERAL_NAMES *names, const unsigned char *address, int size)
{
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();

    if (!name || !value || !ASN1_OCTET_STRING_set(value, address, size))
        g_error("out of memory");
    GENERAL_NAME_set0_value(name, GEN_IPADD, value);
    sk_GENERAL_NAME_push(names, name);
}

GENERAL_NAMES *names_of_server(char **hosts)
{
    GENERAL_NAMES *names = GENERAL_NAMES_new();

    for (; *hosts; hosts++) {
        unsigned char address[16];
        int size = names_parse_address(*hosts, address);

        if (size > 0)
            add_address(names, address, size);
        else
            add_text(names, GEN_DNS, *hosts);
    }
    return names;
}

static bool is_graphic(const char *text)
{
    for (; *text; text++) {
        if (!g_ascii_isgraph(*text))
            return false;
    }
    return true;
}

bool names_of_client(char **emails, char **uris, GENERAL_NAMES **ret_names, GError **err)
{
    g_autoptr(GENERAL_NAMES) names = GENERAL_NAMES_new();

    for (; emails && *emails; emails++) {
        const char *at = strchr(*emails, '@');

        if (!at || at == *emails || !at[1] || !is_graphic(*emails))
            return fail_usage(err, "--email: not an address of the form user@host");
        add_text(names, GEN_EMAIL, *emails);
    }
    for (; uris && *uris; uris++) {
        g_autofree char *scheme = g_uri_parse_scheme(*uris);

        if (!scheme || !is_graphic(*uris))
            return fail_usage(err, "--uri: not a URI with a scheme, such as spiffe://site/name");
        add_text(names, GEN_URI, *uris);
    }
    *ret_names = sk_GENERAL_NAME_num(names) > 0 ? g_steal_pointer(&names) : NULL;
    return true;
}

bool names_check_client(const char *name, GError **err)
{
    g_autofree char *shown = text_printable(name, strlen(name));
    size_t size = strlen(name);

    if (size == 0 || size > NAMES_MAX_COMMON)
        return fail_usage(err, "the name of a client has 1 to %d characters", NAMES_MAX_COMMON);
    for (const char *c = name; *c; c++) {
        if (!g_ascii_isalnum(*c) && !strchr("._@+-", *c))
            return fail_usage(err, "'%s': the name of a client has letters, digits and ._@+-",
                              shown);
    }
    if (!g_ascii_isalnum(name[0]))
        return fail_usage(err, "'%s': the name of a client begins with a letter or digit", shown);
    return true;
}
