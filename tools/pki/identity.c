/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Our own certificate: see identity.h. */
#include "tools/pki/identity.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "tools/pki/fail.h"
#include "tools/pki/handles.h"
#include "tools/pki/names.h"
#include "tools/pki/pem.h"
#include "tools/pki/store.h"
#include "tools/pki/text.h"

void identity_free(Identity *identity)
{
    if (!identity)
        return;
    X509_free(identity->certificate);
    EVP_PKEY_free(identity->key);
    g_free(identity->cert_path);
    g_free(identity->name);
    g_free(identity->issuer);
    g_free(identity->usages);
    g_free(identity);
}

static bool identity_check(const Identity *identity, const char *key_path, GError **err)
{
    time_t from = text_parse_time(X509_get0_notBefore(identity->certificate));
    time_t until = text_parse_time(X509_get0_notAfter(identity->certificate));
    g_autofree char *start = text_time(from);
    g_autofree char *end = text_time(until);

    if (X509_check_private_key(identity->certificate, identity->key) != 1) {
        ERR_clear_error();
        return fail_with(err, "wrong key: '%s' is not the key of our certificate '%s'", key_path,
                         identity->cert_path);
    }
    if (until <= time(NULL))
        return fail_with(err,
                         "our certificate '%s' expired on %s: renew it with 'vmrpc pki client "
                         "--renew NAME'",
                         identity->cert_path, end);
    if (from > time(NULL))
        return fail_with(err,
                         "our certificate '%s' is not valid before %s: is the clock right "
                         "here?",
                         identity->cert_path, start);
    if (X509_check_purpose(identity->certificate, X509_PURPOSE_SSL_CLIENT, 0) != 1)
        return fail_with(err, "our certificate '%s' is not for use by a client (no clientAuth)",
                         identity->cert_path);
    return true;
}

static bool identity_read(Identity *identity, const char *key_path, GError **err)
{
    g_autoptr(GPtrArray) usages = NULL;

    identity->certificate = pem_read_certificate(identity->cert_path, err);
    identity->key = identity->certificate ? pem_read_key(key_path, err) : NULL;
    if (!identity->key)
        return false;
    usages = text_usages(identity->certificate);
    identity->usages = text_join(usages);
    identity->name = text_common_name(X509_get_subject_name(identity->certificate));
    identity->issuer = text_common_name(X509_get_issuer_name(identity->certificate));
    return identity_check(identity, key_path, err);
}

Identity *identity_load(const Options *options, GError **err)
{
    g_autoptr(Identity) identity = g_new0(Identity, 1);
    g_autofree char *key_path = NULL;
    bool named = options->cert || options->client;

    if ((options->cert != NULL) != (options->key != NULL) || (options->cert && options->client)) {
        fail_usage(err, "give --cert and --key together, or --client");
        return NULL;
    }
    if (options->client && !names_check_client(options->client, err))
        return NULL;
    if (options->client) {
        identity->cert_path =
            g_strdup_printf("%s/" STORE_CLIENTS "/%s-cert.pem", options->folder, options->client);
        key_path =
            g_strdup_printf("%s/" STORE_CLIENTS "/%s-key.pem", options->folder, options->client);
    } else {
        identity->cert_path = options->cert
                                  ? g_strdup(options->cert)
                                  : g_build_filename(options->folder, STORE_CLIENT_CERT, NULL);
        key_path = options->key ? g_strdup(options->key)
                                : g_build_filename(options->folder, STORE_CLIENT_KEY, NULL);
    }
    if ((named || store_exists(identity->cert_path)) && !identity_read(identity, key_path, err))
        return NULL;
    return g_steal_pointer(&identity);
}

bool identity_apply(const Identity *identity, SSL_CTX *context, GError **err)
{
    if (!identity->certificate)
        return true;
    if (SSL_CTX_use_certificate(context, identity->certificate) == 1 &&
        SSL_CTX_use_PrivateKey(context, identity->key) == 1)
        return true;
    return fail_openssl(err, "our certificate '%s' cannot be used", identity->cert_path);
}
