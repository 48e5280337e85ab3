/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Judging certificates: see tls_verify.h. Only ever makes a verdict worse: what OpenSSL has refused
 * stays refused, unless the context says that nothing is checked, when none of this is called.
 */
#include "rpc/tls_verify.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "rpc/tls_identity.h"

/* How much of a subject fits in a message. */
#define TLS_VERIFY_SUBJECT 200

/* RFC 9289, section 5.2.1.1: the usages of its own, besides those of TLS. */
#define OID_RPC_TLS_CLIENT "1.3.6.1.5.5.7.3.33"
#define OID_RPC_TLS_SERVER "1.3.6.1.5.5.7.3.34"

void tls_verdict_clear(TlsVerdict *verdict)
{
    g_clear_pointer(&verdict->context, tls_context_unref);
    g_clear_pointer(&verdict->server_name, g_free);
    g_clear_error(&verdict->error);
}

static bool usage_lists(const EXTENDED_KEY_USAGE *usages, const char *oid)
{
    ASN1_OBJECT *wanted = OBJ_txt2obj(oid, 1);
    bool found = false;

    for (int i = 0; !found && i < sk_ASN1_OBJECT_num(usages); i++)
        found = OBJ_cmp(sk_ASN1_OBJECT_value(usages, i), wanted) == 0;
    ASN1_OBJECT_free(wanted);
    return found;
}

/* A certificate that lists no usage may be used for any (RFC 5280, section 4.2.1.12). */
static bool verify_extended_usage(const X509 *certificate, TlsRole role)
{
    int found = -1;
    EXTENDED_KEY_USAGE *usages = X509_get_ext_d2i(certificate, NID_ext_key_usage, &found, NULL);
    bool may;

    if (!usages)
        return found == -1; /* absent; anything else is damaged or there twice */
    may = role == TLS_SERVER
              ? usage_lists(usages, "1.3.6.1.5.5.7.3.1") || usage_lists(usages, OID_RPC_TLS_SERVER)
              : usage_lists(usages, "1.3.6.1.5.5.7.3.2") || usage_lists(usages, OID_RPC_TLS_CLIENT);
    sk_ASN1_OBJECT_pop_free(usages, ASN1_OBJECT_free);
    return may;
}

bool tls_verify_usage(const X509 *certificate, TlsRole role)
{
    /* Absent key usage reads as all bits set. The cast: OpenSSL fills a cache in the object. */
    uint32_t usage = X509_get_key_usage((X509 *) (uintptr_t) certificate);

    return (usage & KU_DIGITAL_SIGNATURE) && verify_extended_usage(certificate, role);
}

char *tls_verify_format_time(const ASN1_TIME *when)
{
    char text[64];
    struct tm broken;

    if (!when || !ASN1_TIME_to_tm(when, &broken))
        return g_strdup("a date that cannot be read");
    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &broken);
    return g_strdup(text);
}

bool tls_verify_own(const X509 *certificate, TlsRole role, const char *path, GError **err)
{
    const ASN1_TIME *from = X509_get0_notBefore(certificate);
    const ASN1_TIME *until = X509_get0_notAfter(certificate);
    g_autofree char *text = NULL;

    if (X509_cmp_current_time(until) < 0) {
        text = tls_verify_format_time(until);
        return error_set(err, ERR_CONF_SYNTAX, "certificate '%s': has expired on %s", path, text);
    }
    if (X509_cmp_current_time(from) > 0) {
        text = tls_verify_format_time(from);
        return error_set(err, ERR_CONF_SYNTAX,
                         "certificate '%s': is not valid before %s (is the clock right?)", path,
                         text);
    }
    if (!tls_verify_usage(certificate, role))
        return error_set(err, ERR_CONF_SYNTAX,
                         "certificate '%s': may not be used by a TLS %s (its key usages forbid it)",
                         path, role == TLS_SERVER ? "server" : "client");
    return true;
}

/* "the server's certificate (CN=a.example)" or the same for a CA of its chain. */
static char *describe(const X509 *certificate, int depth, const char *who)
{
    g_autofree char *subject = NULL;

    if (!certificate)
        return g_strdup_printf("the %s's certificate", who);
    subject = tls_identity_format_dn(X509_get_subject_name(certificate));
    return g_strdup_printf("%sthe %s's certificate (%.*s)",
                           depth > 0 ? "a certificate authority of " : "", who, TLS_VERIFY_SUBJECT,
                           *subject ? subject : "with an empty subject");
}

static char *explain_name(const TlsVerdict *verdict, const X509 *certificate)
{
    g_autofree char *names = certificate ? tls_identity_format_names(certificate) : NULL;

    if (!names || strcmp(names, "none") == 0)
        return g_strdup_printf("names no server in its subjectAltName, so it cannot be '%s'",
                               verdict->server_name);
    return g_strdup_printf("is for %s and not for '%s'", names, verdict->server_name);
}

static char *explain_trust(const TlsVerdict *verdict, const X509 *certificate)
{
    const char *ca_file = tls_context_ca_file(verdict->context);
    g_autofree char *issuer = NULL;

    if (certificate && X509_self_signed((X509 *) (uintptr_t) certificate, 0) == 1)
        return g_strdup_printf("is not trusted: it is self-signed and not in '%s'", ca_file);
    if (!certificate)
        return g_strdup_printf("is not trusted: no CA in '%s' has signed it", ca_file);
    issuer = tls_identity_format_dn(X509_get_issuer_name(certificate));
    return g_strdup_printf("is not trusted: its issuer (%.*s) is not in '%s'", TLS_VERIFY_SUBJECT,
                           issuer, ca_file);
}

static char *explain_time(const X509 *certificate, bool is_over)
{
    g_autofree char *when = tls_verify_format_time(
        certificate ? (is_over ? X509_get0_notAfter(certificate) : X509_get0_notBefore(certificate))
                    : NULL);

    return is_over ? g_strdup_printf("has expired on %s", when)
                   : g_strdup_printf("is not valid before %s (are both clocks right?)", when);
}

/* What follows "the server's certificate (…) ". */
static char *explain(const TlsVerdict *verdict, const X509 *certificate, int depth, int code)
{
    const char *crl_file = tls_context_crl_file(verdict->context);

    switch (code) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return explain_name(verdict, certificate);
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return explain_time(certificate, true);
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return explain_time(certificate, false);
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        return explain_trust(verdict, certificate);
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
        return g_strdup_printf("is not trusted: the CA in '%s' has its issuer's name but did not "
                               "sign it",
                               tls_context_ca_file(verdict->context));
    case X509_V_ERR_INVALID_CA:
        return g_strdup("is not trusted: it has signed another certificate without being a CA");
    case X509_V_ERR_CERT_REVOKED:
        return g_strdup_printf("has been revoked, says '%s'", crl_file);
    case X509_V_ERR_CRL_HAS_EXPIRED:
        return g_strdup_printf("cannot be checked: the revocation list in '%s' has expired; a new "
                               "one is needed from the CA",
                               crl_file);
    case X509_V_ERR_UNABLE_TO_GET_CRL:
        return g_strdup_printf("cannot be checked: '%s' has no revocation list of its CA",
                               crl_file);
    case X509_V_ERR_INVALID_PURPOSE:
        return g_strdup_printf(
            "may not be used for this: its key usages do not allow a TLS %s",
            depth > 0 || tls_context_role(verdict->context) == TLS_CLIENT ? "server" : "client");
    default:
        return g_strdup_printf("is refused: %s", X509_verify_cert_error_string(code));
    }
}

static void verdict_refuse(TlsVerdict *verdict, X509_STORE_CTX *store)
{
    const X509 *certificate = X509_STORE_CTX_get_current_cert(store);
    const char *who = tls_context_role(verdict->context) == TLS_CLIENT ? "server" : "client";
    int depth = X509_STORE_CTX_get_error_depth(store);
    g_autofree char *what = describe(certificate, depth, who);
    g_autofree char *why = explain(verdict, certificate, depth, X509_STORE_CTX_get_error(store));

    if (!verdict->error)
        error_set(&verdict->error, ERR_AUTH_FAILED, "%s %s", what, why);
}

/* The usages a CA certificate lists bound what it may issue; those of the root we trust do not. */
static bool step_checks_usage(X509_STORE_CTX *store, TlsRole peer)
{
    X509 *certificate = X509_STORE_CTX_get_current_cert(store);
    int depth = X509_STORE_CTX_get_error_depth(store);

    if (depth == 0)
        return tls_verify_usage(certificate, peer);
    if (depth == sk_X509_num(X509_STORE_CTX_get0_chain(store)) - 1)
        return true;
    return verify_extended_usage(certificate, peer);
}

/* Asked last: the end's own certificate is looked at after those of its CAs. */
static bool step_admits(TlsVerdict *verdict, X509_STORE_CTX *store)
{
    g_autoptr(TlsIdentity) peer = NULL;

    if (X509_STORE_CTX_get_error_depth(store) > 0 ||
        tls_context_role(verdict->context) == TLS_CLIENT)
        return true;
    peer = tls_identity_new(X509_STORE_CTX_get_current_cert(store), &verdict->error);
    return peer && tls_context_admits(verdict->context, peer, &verdict->error);
}

int tls_verify_step(int ok, X509_STORE_CTX *store)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    TlsVerdict *verdict = SSL_get_app_data(ssl);
    TlsRole peer = tls_context_role(verdict->context) == TLS_CLIENT ? TLS_SERVER : TLS_CLIENT;

    if (!ok || !step_checks_usage(store, peer)) {
        if (ok)
            X509_STORE_CTX_set_error(store, X509_V_ERR_INVALID_PURPOSE);
        verdict_refuse(verdict, store);
        return 0;
    }
    if (step_admits(verdict, store))
        return 1;
    X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
    return 0;
}

/* The address without the zone of "fe80::1%eth0", which no certificate has; NULL: not an address.
 */
static char *name_as_address(const char *name)
{
    g_autofree char *bare = g_strndup(name, strcspn(name, "%"));
    unsigned char bytes[sizeof(struct in6_addr)];

    if (inet_pton(AF_INET, name, bytes) == 1 || inet_pton(AF_INET6, bare, bytes) == 1)
        return g_steal_pointer(&bare);
    return NULL;
}

static bool verify_set_name(SSL *ssl, const char *name, bool checked, GError **err)
{
    g_autofree char *address = name_as_address(name);
    g_autofree char *host = g_strdup(name);
    size_t size = strlen(host);

    if (address)
        return !checked || X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), address) == 1 ||
               error_set(err, ERR_INVALID_ARG, "'%s' is not an address", name);
    if (size > 0 &&
        host[size - 1] == '.') /* the root's dot is no part of a name in a certificate */
        host[--size] = '\0';
    /* OpenSSL takes an empty name for "do not check" and one with a dot in front for a suffix. */
    if (size == 0 || host[0] == '.' || size > TLSEXT_MAXLEN_host_name)
        return error_set(err, ERR_INVALID_ARG, "'%.300s' cannot be the name of a server", name);
    if (SSL_set_tlsext_host_name(ssl, host) != 1)
        return error_set(err, ERR_INVALID_ARG, "'%.300s' cannot be the name of a server", name);
    if (!checked)
        return true;
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    return SSL_set1_host(ssl, host) == 1 ||
           error_set(err, ERR_INVALID_ARG, "'%.300s' cannot be the name of a server", name);
}

bool tls_verify_attach(SSL *ssl, TlsVerdict *verdict, GError **err)
{
    bool checked = tls_context_peer_check(verdict->context) != TLS_PEER_UNCHECKED;

    SSL_set_app_data(ssl, verdict);
    if (tls_context_role(verdict->context) == TLS_SERVER)
        return true;
    if (verdict->server_name)
        return verify_set_name(ssl, verdict->server_name, checked, err);
    return !checked ||
           error_set(err, ERR_INVALID_ARG, "a server whose name is not known cannot be verified");
}
