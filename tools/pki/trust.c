/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Judging a server's certificate: see trust.h. Does no network I/O. */
#include "tools/pki/trust.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <string.h>

#include "tools/pki/fail.h"
#include "tools/pki/handles.h"
#include "tools/pki/names.h"
#include "tools/pki/pem.h"
#include "tools/pki/text.h"

static int trust_index = -1; /* of the Trust in an SSL_CTX's ex_data */

Trust *trust_load(const char *ca_path, const char *crl_path, const char *host, GError **err)
{
    g_autoptr(Trust) trust = g_new0(Trust, 1);

    trust->host = g_strdup(host);
    trust->ca_path = g_strdup(ca_path);
    trust->crl_path = g_strdup(crl_path);
    trust->faults = g_array_new(FALSE, FALSE, sizeof(int));
    trust->authorities = pem_read_certificates(ca_path, err);
    if (!trust->authorities)
        return NULL;
    if (crl_path && !(trust->crl = pem_read_crl(crl_path, err)))
        return NULL;
    return g_steal_pointer(&trust);
}

void trust_free(Trust *trust)
{
    if (!trust)
        return;
    g_clear_pointer(&trust->authorities, g_ptr_array_unref);
    g_array_unref(trust->faults);
    X509_CRL_free(trust->crl);
    X509_free(trust->leaf);
    g_free(trust->ca_path);
    g_free(trust->crl_path);
    g_free(trust->host);
    g_free(trust);
}

static bool has_fault(const Trust *trust, int code)
{
    for (guint i = 0; i < trust->faults->len; i++) {
        if (g_array_index(trust->faults, int, i) == code)
            return true;
    }
    return false;
}

/* X509_STORE's callback for one fault: notes it and lets the search for others go on. */
static int trust_note(int ok, X509_STORE_CTX *context)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx());
    Trust *trust = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), trust_index);
    int code = X509_STORE_CTX_get_error(context);

    if (!ok && !has_fault(trust, code))
        g_array_append_val(trust->faults, code);
    return 1;
}

/* In place of X509_verify_cert() in the handshake. */
static int trust_verify(X509_STORE_CTX *context, void *data)
{
    Trust *trust = data;

    g_clear_pointer(&trust->leaf, X509_free);
    trust->leaf = X509_STORE_CTX_get0_cert(context);
    X509_up_ref(trust->leaf);
    g_array_set_size(trust->faults, 0);
    X509_STORE_CTX_set_verify_cb(context, trust_note);
    if (X509_verify_cert(context) <= 0 && trust->faults->len == 0) {
        int code = X509_V_ERR_UNSPECIFIED;

        g_array_append_val(trust->faults, code);
    }
    if (trust->faults->len > 0)
        X509_STORE_CTX_set_error(context, g_array_index(trust->faults, int, 0));
    return trust->faults->len == 0;
}

bool trust_apply(Trust *trust, SSL_CTX *context, GError **err)
{
    X509_STORE *store = SSL_CTX_get_cert_store(context);
    X509_VERIFY_PARAM *wanted = SSL_CTX_get0_param(context);
    unsigned char address[16];
    int size = names_parse_address(trust->host, address);

    if (trust_index < 0)
        trust_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    for (guint i = 0; i < trust->authorities->len; i++)
        X509_STORE_add_cert(store, g_ptr_array_index(trust->authorities, i));
    if (trust->crl) {
        X509_STORE_add_crl(store, trust->crl);
        X509_VERIFY_PARAM_set_flags(wanted, X509_V_FLAG_CRL_CHECK);
    }
    /* RFC 9289, section 5.2.1: names in the SAN only, no wildcards. */
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_WILDCARDS |
                                                X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    if (!(size > 0 ? X509_VERIFY_PARAM_set1_ip(wanted, address, (size_t) size)
                   : X509_VERIFY_PARAM_set1_host(wanted, trust->host, 0)) ||
        !SSL_CTX_set_ex_data(context, trust_index, trust))
        return fail_openssl(err, "cannot set up the check of the name");
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_cert_verify_callback(context, trust_verify, trust);
    ERR_clear_error();
    return true;
}

/* Whether one of our authorities has the name of the issuer (though not its key). */
static bool issuer_known_by_name(const Trust *trust)
{
    for (guint i = 0; i < trust->authorities->len; i++) {
        const X509 *authority = g_ptr_array_index(trust->authorities, i);

        if (X509_NAME_cmp(X509_get_subject_name(authority), X509_get_issuer_name(trust->leaf)) == 0)
            return true;
    }
    return false;
}

static char *explain_untrusted(const Trust *trust)
{
    g_autofree char *issuer = text_common_name(X509_get_issuer_name(trust->leaf));
    X509 *first = g_ptr_array_index(trust->authorities, 0);
    g_autofree char *ours = text_common_name(X509_get_subject_name(first));

    if (issuer_known_by_name(trust))
        return g_strdup_printf("the server's certificate is not trusted: it was issued by a CA of "
                               "the same name as ours, '%s', with another key (the CA was made "
                               "anew): copy the right ca-cert.pem to '%s', or issue the server's "
                               "certificate again",
                               issuer, trust->ca_path);
    if (X509_NAME_cmp(X509_get_issuer_name(trust->leaf), X509_get_subject_name(trust->leaf)) == 0)
        return g_strdup_printf(
            "the server's certificate is not trusted: '%s' signed it itself, our "
            "CA is '%s' (%s)",
            issuer, ours, trust->ca_path);
    return g_strdup_printf(
        "the server's certificate is not trusted: issued by '%s', our CA is '%s' "
        "(%s)",
        issuer, ours, trust->ca_path);
}

static char *explain_time(const Trust *trust, int code)
{
    bool early = code == X509_V_ERR_CERT_NOT_YET_VALID;
    time_t leaf =
        text_parse_time(early ? X509_get0_notBefore(trust->leaf) : X509_get0_notAfter(trust->leaf));
    g_autofree char *when = text_time(leaf);
    bool is_leaf = early ? leaf > time(NULL) : leaf < time(NULL);

    if (!is_leaf)
        return g_strdup_printf(
            "the CA certificate '%s' is %s: 'vmrpc pki init --renew' makes a new "
            "one",
            trust->ca_path, early ? "not valid yet" : "expired");
    if (early)
        return g_strdup_printf("the server's certificate is not valid before %s: is the clock "
                               "right here?",
                               when);
    return g_strdup_printf(
        "the server's certificate expired on %s: renew it with 'vmrpc pki server "
        "--renew'",
        when);
}

static char *explain_name(const Trust *trust)
{
    g_autofree char *host = text_printable(trust->host, strlen(trust->host));
    g_autofree char *names = text_alternatives_line(trust->leaf);

    return g_strdup_printf("name mismatch: the server's certificate is not for '%s' but for: %s",
                           host, names);
}

static char *explain_one(const Trust *trust, int code)
{
    switch (code) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_CERT_UNTRUSTED:
        return explain_untrusted(trust);
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return explain_time(trust, code);
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return explain_name(trust);
    case X509_V_ERR_CERT_REVOKED:
        return g_strdup_printf("the server's certificate is revoked (%s)", trust->crl_path);
    case X509_V_ERR_CRL_HAS_EXPIRED:
        return g_strdup_printf("the revocation list '%s' has run out: 'vmrpc pki crl' makes a new "
                               "one",
                               trust->crl_path);
    case X509_V_ERR_UNABLE_TO_GET_CRL:
        return g_strdup_printf("the revocation list '%s' is not that of the server's CA",
                               trust->crl_path);
    case X509_V_ERR_INVALID_PURPOSE:
        return g_strdup("the server's certificate is not for use by a server (no serverAuth)");
    default:
        return g_strdup_printf("the server's certificate is refused: %s",
                               X509_verify_cert_error_string(code));
    }
}

/* Faults that say no more than an untrusted issuer says. */
static bool follows_from_untrusted(int code)
{
    return code == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE ||
           code == X509_V_ERR_CERT_UNTRUSTED || code == X509_V_ERR_UNABLE_TO_GET_CRL;
}

char *trust_explain(const Trust *trust)
{
    g_autoptr(GString) line = g_string_new(NULL);

    for (guint i = 0; i < trust->faults->len; i++) {
        int code = g_array_index(trust->faults, int, i);
        g_autofree char *text = NULL;

        if (i > 0 && follows_from_untrusted(code))
            continue;
        text = explain_one(trust, code);
        g_string_append_printf(line, "%s%s", i > 0 ? "; also: " : "", text);
    }
    return line->len > 0 ? g_string_free(g_steal_pointer(&line), FALSE) : NULL;
}
