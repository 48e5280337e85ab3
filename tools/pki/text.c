/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a certificate says: see text.h. Does no I/O and judges nothing. */
#include "tools/pki/text.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>

#include "tools/pki/handles.h"

static void append_escaped(GString *out, gunichar c)
{
    if (c < 0x100)
        g_string_append_printf(out, "\\x%02x", (unsigned) c);
    else
        g_string_append_printf(out, "\\u%04x", (unsigned) c);
}

char *text_printable(const char *bytes, size_t size)
{
    GString *out = g_string_sized_new(size);

    for (size_t at = 0; at < size;) {
        gunichar c = g_utf8_get_char_validated(bytes + at, (gssize) (size - at));
        bool valid = c != (gunichar) -1 && c != (gunichar) -2;

        if (valid && g_unichar_isprint(c))
            g_string_append_unichar(out, c);
        else
            append_escaped(out, valid ? c : (unsigned char) bytes[at]);
        at += valid && c != 0 ? (size_t) g_unichar_to_utf8(c, NULL) : 1;
    }
    return g_string_free(out, FALSE);
}

static char *printable_asn1(const ASN1_STRING *string)
{
    return text_printable((const char *) ASN1_STRING_get0_data(string),
                          (size_t) ASN1_STRING_length(string));
}

char *text_name(const X509_NAME *name)
{
    g_autoptr(BIO) bio = BIO_new(BIO_s_mem());
    unsigned long flags = (ASN1_STRFLGS_RFC2253 & ~(unsigned long) ASN1_STRFLGS_ESC_MSB) |
                          XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_FN_SN;
    char *bytes = NULL;
    long size;

    if (!bio || X509_NAME_print_ex(bio, name, 0, flags) < 0)
        return g_strdup("?");
    size = BIO_get_mem_data(bio, &bytes);
    return size > 0 ? text_printable(bytes, (size_t) size) : g_strdup("(no name)");
}

char *text_common_name(const X509_NAME *name)
{
    int last = -1;
    int next;

    while ((next = X509_NAME_get_index_by_NID(name, NID_commonName, last)) >= 0)
        last = next;
    if (last < 0)
        return text_name(name);
    return printable_asn1(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)));
}

static char *address_text(const ASN1_OCTET_STRING *address)
{
    char buffer[INET6_ADDRSTRLEN];
    int size = ASN1_STRING_length(address);
    int family = size == 4 ? AF_INET : AF_INET6;

    if (size != 4 && size != 16)
        return g_strdup("(bad address)");
    inet_ntop(family, ASN1_STRING_get0_data(address), buffer, sizeof(buffer));
    return g_strdup(buffer);
}

static char *alternative_text(const GENERAL_NAME *name)
{
    g_autofree char *text = NULL;

    switch (name->type) {
    case GEN_DNS:
        return printable_asn1(name->d.dNSName);
    case GEN_IPADD:
        return address_text(name->d.iPAddress);
    case GEN_EMAIL:
        text = printable_asn1(name->d.rfc822Name);
        return g_strconcat("email:", text, NULL);
    case GEN_URI:
        text = printable_asn1(name->d.uniformResourceIdentifier);
        return g_strconcat("uri:", text, NULL);
    case GEN_DIRNAME:
        text = text_name(name->d.directoryName);
        return g_strconcat("directory:", text, NULL);
    default:
        return g_strdup("other");
    }
}

GPtrArray *text_alternatives(const X509 *certificate)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GENERAL_NAMES) names =
        X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);

    for (int i = 0; names && i < sk_GENERAL_NAME_num(names); i++)
        g_ptr_array_add(words, alternative_text(sk_GENERAL_NAME_value(names, i)));
    return words;
}

char *text_alternatives_line(const X509 *certificate)
{
    g_autoptr(GPtrArray) words = text_alternatives(certificate);

    return words->len > 0 ? text_join(words) : g_strdup("no names");
}

static char *usage_text(const ASN1_OBJECT *usage)
{
    char oid[128];

    switch (OBJ_obj2nid(usage)) {
    case NID_server_auth:
        return g_strdup("server");
    case NID_client_auth:
        return g_strdup("client");
    default:
        break;
    }
    if (OBJ_obj2txt(oid, sizeof(oid), usage, 1) <= 0)
        return g_strdup("?");
    if (g_str_equal(oid, TEXT_OID_RPC_SERVER))
        return g_strdup("rpc-server");
    if (g_str_equal(oid, TEXT_OID_RPC_CLIENT))
        return g_strdup("rpc-client");
    return g_strdup(oid);
}

GPtrArray *text_usages(const X509 *certificate)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(EXTENDED_KEY_USAGE) usages =
        X509_get_ext_d2i(certificate, NID_ext_key_usage, NULL, NULL);

    for (int i = 0; usages && i < sk_ASN1_OBJECT_num(usages); i++)
        g_ptr_array_add(words, usage_text(sk_ASN1_OBJECT_value(usages, i)));
    return words;
}

char *text_serial(const ASN1_INTEGER *serial)
{
    g_autoptr(BIGNUM) number = ASN1_INTEGER_to_BN(serial, NULL);
    char *hex = number ? BN_bn2hex(number) : NULL;
    char *text = hex ? g_ascii_strdown(hex, -1) : g_strdup("?");

    OPENSSL_free(hex);
    return text;
}

char *text_fingerprint(const X509 *certificate)
{
    GString *text = g_string_new(NULL);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;

    if (!X509_digest(certificate, EVP_sha256(), digest, &size))
        size = 0;
    for (unsigned int i = 0; i < size; i++)
        g_string_append_printf(text, "%s%02X", i > 0 ? ":" : "", digest[i]);
    return g_string_free(text, FALSE);
}

static char *time_text(time_t when, const char *format)
{
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc((gint64) when);

    return date ? g_date_time_format(date, format) : g_strdup("?");
}

char *text_time(time_t when)
{
    return time_text(when, "%Y-%m-%d %H:%M UTC");
}

char *text_time_iso(time_t when)
{
    return time_text(when, "%Y-%m-%dT%H:%M:%SZ");
}

time_t text_parse_time(const ASN1_TIME *when)
{
    struct tm broken;

    return when && ASN1_TIME_to_tm(when, &broken) ? timegm(&broken) : 0;
}

int text_days_left(time_t until)
{
    double days = difftime(until, time(NULL)) / 86400;

    return (int) (days < 0 ? days - 1 : days);
}

char *text_join(const GPtrArray *words)
{
    GString *line = g_string_new(NULL);

    for (guint i = 0; i < words->len; i++)
        g_string_append_printf(line, "%s%s", i > 0 ? ", " : "",
                               (const char *) g_ptr_array_index(words, i));
    return g_string_free(line, FALSE);
}
