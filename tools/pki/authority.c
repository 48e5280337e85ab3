/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The CA at work: see authority.h.
 *
 * The index is on disk before a certificate leaves here, and before a list with its new number
 * does.
 */
#include "tools/pki/authority.h"

#include <openssl/err.h>
#include <unistd.h>

#include "tools/pki/fail.h"
#include "tools/pki/handles.h"
#include "tools/pki/pem.h"
#include "tools/pki/store.h"
#include "tools/pki/text.h"

static bool authority_load(Authority *authority, GError **err)
{
    g_autofree char *cert_path = g_build_filename(authority->folder, STORE_CA_CERT, NULL);
    g_autofree char *key_path = g_build_filename(authority->folder, STORE_CA_KEY, NULL);
    g_autofree char *index_path = g_build_filename(authority->folder, STORE_INDEX, NULL);

    if (!store_exists(key_path))
        return fail_with(err, "there is no CA in '%s' (no %s): make one with 'vmrpc pki init'",
                         authority->folder, STORE_CA_KEY);
    authority->certificate = pem_read_certificate(cert_path, err);
    authority->key = authority->certificate ? pem_read_key(key_path, err) : NULL;
    if (!authority->key)
        return false;
    if (X509_check_private_key(authority->certificate, authority->key) != 1)
        return fail_with(err,
                         "'%s' does not belong to '%s': put back the pair, or make a new CA "
                         "with 'vmrpc pki init --force'",
                         key_path, cert_path);
    authority->index = index_read(index_path, err);
    return authority->index != NULL;
}

Authority *authority_open(const char *folder, GError **err)
{
    g_autoptr(Authority) authority = g_new0(Authority, 1);

    authority->folder = g_strdup(folder);
    authority->lock = store_lock(folder, err);
    if (authority->lock < 0 || !authority_load(authority, err))
        return NULL;
    ERR_clear_error();
    return g_steal_pointer(&authority);
}

void authority_free(Authority *authority)
{
    if (!authority)
        return;
    if (authority->lock >= 0)
        close(authority->lock);
    X509_free(authority->certificate);
    EVP_PKEY_free(authority->key);
    index_free(authority->index);
    g_free(authority->folder);
    g_free(authority);
}

time_t authority_end(const Authority *authority)
{
    return text_parse_time(X509_get0_notAfter(authority->certificate));
}

X509 *authority_issue(Authority *authority, const Request *request, EVP_PKEY *key, GError **err)
{
    g_autofree char *path = g_build_filename(authority->folder, STORE_INDEX, NULL);
    g_autofree char *serial = NULL;
    g_autoptr(X509) certificate = NULL;

    if (authority_end(authority) <= time(NULL)) {
        g_autofree char *end = text_time(authority_end(authority));

        fail_with(err, "the CA has expired on %s: 'vmrpc pki init --renew' prolongs it", end);
        return NULL;
    }
    certificate = certificate_make(request, key, authority->certificate, authority->key, err);
    if (!certificate)
        return NULL;
    serial = text_serial(X509_get0_serialNumber(certificate));
    index_add(authority->index, serial, request->kind == KIND_SERVER ? "server" : "client",
              request->common_name, request->until);
    return index_write(authority->index, path, err) ? g_steal_pointer(&certificate) : NULL;
}

bool authority_has_issued(const Authority *authority, X509 *certificate)
{
    bool issued = X509_check_issued(authority->certificate, certificate) == X509_V_OK &&
                  X509_verify(certificate, authority->key) == 1;

    ERR_clear_error();
    return issued;
}

IndexEntry *authority_entry(const Authority *authority, const X509 *certificate)
{
    g_autofree char *serial = text_serial(X509_get0_serialNumber(certificate));

    return index_find(authority->index, serial);
}

bool authority_write_crl(Authority *authority, time_t until, GError **err)
{
    g_autofree char *index_path = g_build_filename(authority->folder, STORE_INDEX, NULL);
    g_autofree char *crl_path = g_build_filename(authority->folder, STORE_CRL, NULL);
    g_autoptr(Batch) batch = batch_new();
    g_autoptr(X509_CRL) crl = NULL;
    g_autofree char *text = NULL;

    authority->index->crl_number++;
    crl =
        certificate_make_crl(authority->index, authority->certificate, authority->key, until, err);
    if (!crl || !index_write(authority->index, index_path, err))
        return false;
    text = pem_from_crl(crl);
    batch_add(batch, crl_path, text, STORE_MODE_PUBLIC);
    return batch_commit(batch, err);
}
