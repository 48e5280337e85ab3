/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The identity in a certificate: see tls_identity.h. Does not judge whether it is true. */
#include "rpc/tls_identity.h"

#include <arpa/inet.h>
#include <openssl/bn.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/error.h"

/* How much of the names fits in a message. */
#define TLS_IDENTITY_LINE 256

char *tls_identity_format_dn(const X509_NAME *name)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *text = NULL;
    long size;
    char *copy;

    X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253);
    size = BIO_get_mem_data(bio, &text);
    copy = g_strndup(text ? text : "", size > 0 ? (gsize) size : 0);
    BIO_free(bio);
    return copy;
}

static void append_escaped(GString *text, const ASN1_STRING *string)
{
    const unsigned char *bytes = ASN1_STRING_get0_data(string);
    int size = ASN1_STRING_length(string);

    for (int i = 0; i < size; i++) {
        if (bytes[i] >= 0x20 && bytes[i] < 0x7f && bytes[i] != '\\')
            g_string_append_c(text, (char) bytes[i]);
        else
            g_string_append_printf(text, "\\x%02X", bytes[i]);
    }
}

static char *format_ip(const ASN1_STRING *address)
{
    int size = ASN1_STRING_length(address);
    char text[INET6_ADDRSTRLEN];

    if (size != 4 && size != 16)
        return NULL;
    inet_ntop(size == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(address), text, sizeof(text));
    return g_strconcat("ip:", text, NULL);
}

/* NULL for a kind that nobody here has a use for. */
static char *format_name(const GENERAL_NAME *name)
{
    GString *text;

    switch (name->type) {
    case GEN_DNS:
        text = g_string_new("dns:");
        break;
    case GEN_URI:
        text = g_string_new("uri:");
        break;
    case GEN_EMAIL:
        text = g_string_new("email:");
        break;
    case GEN_IPADD:
        return format_ip(name->d.iPAddress);
    default:
        return NULL;
    }
    append_escaped(text, name->d.ia5);
    return g_string_free(text, FALSE);
}

static GPtrArray *list_names(const X509 *certificate)
{
    GENERAL_NAMES *san = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

    for (int i = 0; i < sk_GENERAL_NAME_num(san); i++) {
        char *name = format_name(sk_GENERAL_NAME_value(san, i));

        if (name)
            g_ptr_array_add(names, name);
    }
    GENERAL_NAMES_free(san);
    return names;
}

char *tls_identity_format_names(const X509 *certificate)
{
    g_autoptr(GPtrArray) names = list_names(certificate);
    GString *line = g_string_new(NULL);

    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];

        if (line->len + strlen(name) > TLS_IDENTITY_LINE) {
            if (i > 0)
                g_string_append_printf(line, " and %u more", names->len - i);
            else
                g_string_append(line, "names too long to show");
            break;
        }
        g_string_append_printf(line, "%s%s", i > 0 ? ", " : "", name);
    }
    if (line->len == 0)
        g_string_append(line, "none");
    return g_string_free(line, FALSE);
}

static char *format_serial(const X509 *certificate)
{
    BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
    char *hex = number ? BN_bn2hex(number) : NULL;
    char *copy = g_strdup(hex ? hex : "");

    OPENSSL_free(hex);
    BN_free(number);
    return copy;
}

static char *format_fingerprint(const X509 *certificate)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    GString *text = g_string_new(NULL);

    X509_digest(certificate, EVP_sha256(), digest, &size);
    for (unsigned i = 0; i < size; i++)
        g_string_append_printf(text, "%02x", digest[i]);
    return g_string_free(text, FALSE);
}

static bool fits(const TlsIdentity *identity, guint n_names)
{
    if (n_names > TLS_IDENTITY_NAMES_MAX || strlen(identity->subject) > TLS_IDENTITY_TEXT_MAX ||
        strlen(identity->issuer) > TLS_IDENTITY_TEXT_MAX ||
        strlen(identity->serial) > TLS_IDENTITY_TEXT_MAX)
        return false;
    for (guint i = 0; i < n_names; i++)
        if (strlen(identity->names[i]) > TLS_IDENTITY_TEXT_MAX)
            return false;
    return true;
}

TlsIdentity *tls_identity_new(const X509 *certificate, GError **err)
{
    g_autoptr(TlsIdentity) identity = g_new0(TlsIdentity, 1);
    GPtrArray *names = list_names(certificate);
    guint n_names = names->len;

    g_ptr_array_add(names, NULL);
    identity->names = (char **) g_ptr_array_free(names, FALSE);
    identity->subject = tls_identity_format_dn(X509_get_subject_name(certificate));
    identity->issuer = tls_identity_format_dn(X509_get_issuer_name(certificate));
    identity->serial = format_serial(certificate);
    identity->fingerprint = format_fingerprint(certificate);
    if (fits(identity, n_names))
        return g_steal_pointer(&identity);
    error_set(
        err, ERR_AUTH_FAILED,
        "the certificate with the SHA-256 fingerprint %s has a name of over %d bytes, or more "
        "than %d names",
        identity->fingerprint, TLS_IDENTITY_TEXT_MAX, TLS_IDENTITY_NAMES_MAX);
    return NULL;
}

void tls_identity_free(TlsIdentity *identity)
{
    if (!identity)
        return;
    g_free(identity->subject);
    g_strfreev(identity->names);
    g_free(identity->issuer);
    g_free(identity->serial);
    g_free(identity->fingerprint);
    g_free(identity);
}
