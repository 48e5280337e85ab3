/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A certificate and its key: see pair.h. Decides what a repeated command does. */
#include "tools/pki/pair.h"

#include <openssl/err.h>
#include <stdio.h>
#include <string.h>

#include "tools/pki/fail.h"
#include "tools/pki/handles.h"
#include "tools/pki/pem.h"
#include "tools/pki/period.h"
#include "tools/pki/store.h"
#include "tools/pki/text.h"

bool pair_read_names(const Pair *pair, char **ret_common, GENERAL_NAMES **ret_names, GError **err)
{
    g_autoptr(X509) certificate = pem_read_certificate(pair->cert_path, err);

    if (!certificate)
        return false;
    *ret_common = text_common_name(X509_get_subject_name(certificate));
    *ret_names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    return true;
}

/* A client for which no names are asked may have any. */
static bool same_names(const X509 *certificate, const Request *request)
{
    g_autoptr(GENERAL_NAMES) there =
        X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    g_autofree char *common = text_common_name(X509_get_subject_name(certificate));
    unsigned char *der_there = NULL;
    unsigned char *der_wanted = NULL;
    int size_there = there ? i2d_GENERAL_NAMES(there, &der_there) : 0;
    int size_wanted = request->names ? i2d_GENERAL_NAMES(request->names, &der_wanted) : 0;
    bool any = request->kind == KIND_CLIENT && !request->names;
    bool same = g_str_equal(common, request->common_name) &&
                (any || (size_there > 0 && size_there == size_wanted &&
                         memcmp(der_there, der_wanted, (size_t) size_there) == 0));

    OPENSSL_free(der_there);
    OPENSSL_free(der_wanted);
    return same;
}

/* Why the certificate that is there is not what is asked for; NULL if it is. */
static char *why_unfit(const Authority *authority, X509 *certificate, EVP_PKEY *key,
                       const Request *request)
{
    time_t until = text_parse_time(X509_get0_notAfter(certificate));
    g_autofree char *end = text_time(until);

    if (X509_check_private_key(certificate, key) != 1) {
        ERR_clear_error();
        return g_strdup("does not belong to the key beside it");
    }
    if (!authority_has_issued(authority, certificate))
        return g_strdup("is not from this CA");
    if (!same_names(certificate, request)) {
        g_autofree char *names = text_alternatives_line(certificate);
        g_autofree char *common = text_common_name(X509_get_subject_name(certificate));

        return g_strdup_printf("is that of '%s' (%s)", common, names);
    }
    if (text_days_left(until) < PERIOD_WARN_DAYS)
        return g_strdup_printf("%s on %s", until <= time(NULL) ? "expired" : "expires", end);
    return NULL;
}

static bool pair_keep(const Pair *pair, const Authority *authority, const Request *request,
                      GError **err)
{
    g_autoptr(X509) certificate = pem_read_certificate(pair->cert_path, err);
    g_autoptr(EVP_PKEY) key = certificate ? pem_read_key(pair->key_path, err) : NULL;
    g_autofree char *why = NULL;
    g_autofree char *end = NULL;
    const IndexEntry *entry = key ? authority_entry(authority, certificate) : NULL;

    if (!key)
        return false;
    if (entry && entry->revoked)
        return fail_with(err, "'%s' is there, but revoked: --force makes key and certificate anew",
                         pair->cert_path);
    why = why_unfit(authority, certificate, key, request);
    if (why)
        return fail_with(err,
                         "'%s' is there, but %s: --renew makes a new certificate for its key, "
                         "--force a new key too",
                         pair->cert_path, why);
    end = text_time(text_parse_time(X509_get0_notAfter(certificate)));
    printf("already there, valid until %s:\n  %s\n  %s\n", end, pair->cert_path, pair->key_path);
    return true;
}

/* What the new certificate replaces: refuses to renew what is revoked, and keeps its serial number
 * for the note that it is still valid. */
static bool pair_look_at_old(const Pair *pair, const Authority *authority, bool keep_key,
                             char **ret_serial, GError **err)
{
    g_autoptr(X509) old = NULL;
    const IndexEntry *entry;

    *ret_serial = NULL;
    if (!store_exists(pair->cert_path))
        return true;
    old = pem_read_certificate(pair->cert_path, keep_key ? err : NULL);
    if (!old)
        return !keep_key;
    entry = authority_has_issued(authority, old) ? authority_entry(authority, old) : NULL;
    if (keep_key && entry && entry->revoked)
        return fail_with(err, "'%s' is revoked, and its key with it: make a new one with --force",
                         pair->cert_path);
    if (entry && !entry->revoked && entry->until > time(NULL))
        *ret_serial = g_strdup(entry->serial);
    return true;
}

static void pair_report(const Pair *pair, const Request *request, X509 *certificate,
                        const char *old_serial)
{
    g_autofree char *names = text_alternatives_line(certificate);
    g_autofree char *end = text_time(request->until);

    printf("%s certificate '%s'%s%s, valid until %s:\n  %s\n  %s\n",
           request->kind == KIND_SERVER ? "server" : "client", request->common_name,
           request->names ? " for " : "", request->names ? names : "", end, pair->cert_path,
           pair->key_path);
    if (old_serial)
        printf("the one before stays valid until it ends or 'vmrpc pki revoke %s'\n", old_serial);
}

bool pair_make(const Pair *pair, Authority *authority, const Options *options, Request *request,
               GError **err)
{
    bool key_there = store_exists(pair->key_path);
    bool keep_key = key_there && !options->force;
    g_autoptr(Batch) batch = batch_new();
    g_autoptr(EVP_PKEY) key = NULL;
    g_autoptr(X509) certificate = NULL;
    g_autofree char *old_serial = NULL;
    g_autofree char *text = NULL;

    if (keep_key && store_exists(pair->cert_path) && !options->renew)
        return pair_keep(pair, authority, request, err);
    if (!key_there && !options->force && store_exists(pair->cert_path))
        return fail_with(err, "'%s' is there, its key '%s' is not: --force makes both anew",
                         pair->cert_path, pair->key_path);
    if (!period_choose(options, PERIOD_CERT_DAYS, authority_end(authority), &request->from,
                       &request->until, err) ||
        !pair_look_at_old(pair, authority, keep_key, &old_serial, err))
        return false;
    key = keep_key ? pem_read_key(pair->key_path, err) : certificate_make_key(options->rsa, err);
    certificate = key ? authority_issue(authority, request, key, err) : NULL;
    if (!certificate)
        return false;
    if (!keep_key) {
        g_autofree char *key_text = pem_from_key(key);

        batch_add(batch, pair->key_path, key_text, STORE_MODE_KEY);
    }
    text = pem_from_certificate(certificate);
    batch_add(batch, pair->cert_path, text, STORE_MODE_PUBLIC);
    if (!batch_commit(batch, err))
        return false;
    pair_report(pair, request, certificate, old_serial);
    return true;
}
