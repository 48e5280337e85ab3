/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The context: see tls_context.h. Wraps an SSL_CTX that is not touched again once it is made, so
 * connections in several threads may share it.
 */
#include "rpc/tls_context.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "rpc/tls_pem.h"
#include "rpc/tls_verify.h"

/* Before anybody has proved anything: the most bytes of certificates the other end may send, and
 * the most CAs between it and one of ours. */
#define TLS_CHAIN_BYTES_MAX (32 * 1024)
#define TLS_CHAIN_DEPTH_MAX 6
/* How much of our own subject fits in a message. */
#define TLS_OWN_SUBJECT 200

struct TlsContext {
    gatomicrefcount refs;
    SSL_CTX *ctx;
    TlsRole role;
    TlsPeerCheck peer_check;
    char *ca_file, *crl_file;
    char *own, *why_no_cert;
    TlsAdmitFunc admit;
    void *admit_data;
    GDestroyNotify admit_free;
    int keylog_fd;
};

static const unsigned char alpn_offer[] = "\x06" TLS_ALPN;

static char *describe_own(const X509 *certificate, const char *path)
{
    g_autofree char *subject = tls_identity_format_dn(X509_get_subject_name(certificate));

    return g_strdup_printf("certificate '%s' (%.*s)", path, TLS_OWN_SUBJECT,
                           *subject ? subject : "with an empty subject");
}

static bool set_own_certificate(TlsContext *context, const TlsOptions *options, GError **err)
{
    SSL_CTX *ctx = context->ctx;
    STACK_OF(X509) *chain = tls_pem_read_certificates(options->cert_file, "certificate", err);
    EVP_PKEY *key = NULL;
    bool done = false;

    if (!chain)
        return false;
    if (!tls_verify_own(sk_X509_value(chain, 0), options->role, options->cert_file, err))
        goto out;
    key = tls_pem_read_key(options->key_file, err);
    if (!key)
        goto out;
    if (X509_check_private_key(sk_X509_value(chain, 0), key) != 1) {
        error_set(err, ERR_CONF_SYNTAX, "private key '%s': does not belong to certificate '%s'",
                  options->key_file, options->cert_file);
        goto out;
    }
    done = SSL_CTX_use_certificate(ctx, sk_X509_value(chain, 0)) == 1 &&
           SSL_CTX_use_PrivateKey(ctx, key) == 1;
    for (int i = 1; done && i < sk_X509_num(chain); i++)
        done = SSL_CTX_add1_chain_cert(ctx, sk_X509_value(chain, i)) == 1;
    if (done)
        context->own = describe_own(sk_X509_value(chain, 0), options->cert_file);
    else
        error_set(err, ERR_CONF_SYNTAX, "certificate '%s': OpenSSL refuses it: %s",
                  options->cert_file, ERR_reason_error_string(ERR_peek_last_error()));
out:
    EVP_PKEY_free(key);
    sk_X509_pop_free(chain, X509_free);
    return done;
}

static bool set_authorities(SSL_CTX *ctx, const TlsOptions *options, GError **err)
{
    STACK_OF(X509) *certificates =
        tls_pem_read_certificates(options->ca_file, "CA certificate", err);
    bool done = true;

    if (!certificates)
        return false;
    for (int i = 0; done && i < sk_X509_num(certificates); i++) {
        X509 *certificate = sk_X509_value(certificates, i);

        done = X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), certificate) == 1;
        if (options->role == TLS_SERVER) /* so that a client knows which certificate to show */
            done = done && SSL_CTX_add_client_CA(ctx, certificate) == 1;
    }
    if (!done)
        error_set(err, ERR_CONF_SYNTAX, "CA certificate '%s': OpenSSL refuses it: %s",
                  options->ca_file, ERR_reason_error_string(ERR_peek_last_error()));
    sk_X509_pop_free(certificates, X509_free);
    return done;
}

static bool check_crl_time(const X509_CRL *crl, const char *path, GError **err)
{
    const ASN1_TIME *until = X509_CRL_get0_nextUpdate(crl);
    g_autofree char *text = NULL;

    if (!until || X509_cmp_current_time(until) > 0)
        return true;
    text = tls_verify_format_time(until);
    return error_set(err, ERR_CONF_SYNTAX,
                     "revocation list '%s': has expired on %s; a new one is needed from the CA",
                     path, text);
}

static bool set_revocation(SSL_CTX *ctx, const char *path, GError **err)
{
    X509_STORE *store = SSL_CTX_get_cert_store(ctx);
    STACK_OF(X509_CRL) *crls = tls_pem_read_crls(path, err);
    bool done = true;

    if (!crls)
        return false;
    for (int i = 0; done && i < sk_X509_CRL_num(crls); i++) {
        done = check_crl_time(sk_X509_CRL_value(crls, i), path, err);
        if (done && X509_STORE_add_crl(store, sk_X509_CRL_value(crls, i)) != 1)
            done = error_set(err, ERR_CONF_SYNTAX, "revocation list '%s': OpenSSL refuses it: %s",
                             path, ERR_reason_error_string(ERR_peek_last_error()));
    }
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
    return done;
}

/* OpenSSL calls this only if the client offers anything; see transport_tls_alpn() for the rest. */
static int alpn_select(SSL *ssl, const unsigned char **ret_name, unsigned char *ret_size,
                       const unsigned char *offered, unsigned offered_size, void *data)
{
    unsigned char *name;

    (void) ssl;
    (void) data;
    if (SSL_select_next_proto(&name, ret_size, alpn_offer, sizeof(alpn_offer) - 1, offered,
                              offered_size) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *ret_name = name;
    return SSL_TLSEXT_ERR_OK;
}

/* One write per line, so that programs that share the file do not mix theirs. */
static void keylog_write(const SSL *ssl, const char *text)
{
    const TlsContext *context = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    g_autofree char *line = g_strconcat(text, "\n", NULL);
    ssize_t put = write(context->keylog_fd, line, strlen(line));

    (void) put; /* an aid for looking into traffic; nothing depends on it */
}

static bool open_keylog(TlsContext *context, GError **err)
{
    const char *path = secure_getenv("SSLKEYLOGFILE");

    if (!path || !*path)
        return true;
    context->keylog_fd =
        open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
    if (context->keylog_fd < 0)
        return error_set_errno(err, errno, "SSLKEYLOGFILE '%s': cannot be opened", path);
    SSL_CTX_set_keylog_callback(context->ctx, keylog_write);
    return true;
}

static void set_rules(TlsContext *context)
{
    SSL_CTX *ctx = context->ctx;
    int mode = SSL_VERIFY_PEER;

    SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION);
    SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION);
    SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(ctx, 0);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_max_early_data(ctx, 0);
    /* Most connections are idle; tls_warm.h has the others. What is sent is what the certificate's
     * file holds. */
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_max_cert_list(ctx, TLS_CHAIN_BYTES_MAX);
    SSL_CTX_set_verify_depth(ctx, TLS_CHAIN_DEPTH_MAX);
    SSL_CTX_set_purpose(ctx, X509_PURPOSE_ANY); /* tls_verify_step() looks at the usages */
    if (context->role == TLS_SERVER) {
        SSL_CTX_set_alpn_select_cb(ctx, alpn_select, NULL);
        if (context->peer_check == TLS_PEER_REQUIRED)
            mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    } else {
        SSL_CTX_set_alpn_protos(ctx, alpn_offer, sizeof(alpn_offer) - 1);
    }
    if (context->peer_check == TLS_PEER_UNCHECKED)
        SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    else
        SSL_CTX_set_verify(ctx, mode, tls_verify_step);
}

static bool check_options(const TlsOptions *options, GError **err)
{
    if (options->peer_check != TLS_PEER_UNCHECKED && !options->ca_file)
        return error_set(err, ERR_INVALID_ARG, "TLS needs a file of CA certificates to trust");
    if (options->role == TLS_SERVER && !options->cert_file)
        return error_set(err, ERR_INVALID_ARG, "a TLS server needs a certificate");
    if (!options->cert_file != !options->key_file)
        return error_set(err, ERR_INVALID_ARG,
                         "certificate and private key go together: %s '%s' "
                         "is alone",
                         options->cert_file ? "certificate" : "private key",
                         options->cert_file ? options->cert_file : options->key_file);
    return true;
}

static TlsContext *context_new(const TlsOptions *options)
{
    TlsContext *context = g_new0(TlsContext, 1);

    g_atomic_ref_count_init(&context->refs);
    context->keylog_fd = -1;
    context->role = options->role;
    context->peer_check = options->peer_check;
    context->ca_file = g_strdup(options->ca_file);
    context->crl_file = g_strdup(options->crl_file);
    context->why_no_cert = g_strdup(options->why_no_cert);
    context->admit = options->admit;
    context->admit_data = options->admit_data;
    context->admit_free = options->admit_free;
    return context;
}

TlsContext *tls_context_new(const TlsOptions *options, GError **err)
{
    g_autoptr(TlsContext) context = NULL;

    context = context_new(options);
    if (!check_options(options, err))
        return NULL;
    ERR_clear_error();
    context->ctx =
        SSL_CTX_new(options->role == TLS_SERVER ? TLS_server_method() : TLS_client_method());
    if (!context->ctx) {
        error_set(err, ERR_INTERNAL, "OpenSSL cannot be used: %s",
                  ERR_reason_error_string(ERR_peek_last_error()));
        return NULL;
    }
    SSL_CTX_set_app_data(context->ctx, context);
    set_rules(context);
    if (options->peer_check != TLS_PEER_UNCHECKED) {
        if (!set_authorities(context->ctx, options, err) ||
            (options->crl_file && !set_revocation(context->ctx, options->crl_file, err)))
            return NULL;
    }
    if ((options->cert_file && !set_own_certificate(context, options, err)) ||
        (options->allow_keylog && !open_keylog(context, err)))
        return NULL;
    return g_steal_pointer(&context);
}

TlsContext *tls_context_ref(TlsContext *context)
{
    g_atomic_ref_count_inc(&context->refs);
    return context;
}

void tls_context_unref(TlsContext *context)
{
    if (!context || !g_atomic_ref_count_dec(&context->refs))
        return;
    SSL_CTX_free(context->ctx);
    if (context->keylog_fd >= 0)
        close(context->keylog_fd);
    g_free(context->ca_file);
    g_free(context->crl_file);
    g_free(context->own);
    g_free(context->why_no_cert);
    if (context->admit_free)
        context->admit_free(context->admit_data);
    g_free(context);
}

TlsRole tls_context_role(const TlsContext *context)
{
    return context->role;
}

TlsPeerCheck tls_context_peer_check(const TlsContext *context)
{
    return context->peer_check;
}

const char *tls_context_ca_file(const TlsContext *context)
{
    return context->ca_file;
}

const char *tls_context_crl_file(const TlsContext *context)
{
    return context->crl_file;
}

const char *tls_context_why_no_cert(const TlsContext *context)
{
    return context->why_no_cert;
}

const char *tls_context_own(const TlsContext *context)
{
    return context->own;
}

bool tls_context_admits(const TlsContext *context, const TlsIdentity *peer, GError **err)
{
    return !context->admit || context->admit(peer, context->admit_data, err);
}

SSL *tls_context_new_ssl(TlsContext *context)
{
    return SSL_new(context->ctx);
}
