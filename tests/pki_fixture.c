/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A CA for one test: see pki_fixture.h. */
#include "tests/pki_fixture.h"

#include <glib/gstdio.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

struct Pki {
    char *folder;
    GHashTable *paths; /* file -> path */
    long serial;
    EVP_PKEY *ca_key;
    X509 *ca;
};

const char *pki_path(Pki *pki, const char *file)
{
    char *path = g_hash_table_lookup(pki->paths, file);

    if (!path) {
        path = g_build_filename(pki->folder, file, NULL);
        g_hash_table_insert(pki->paths, g_strdup(file), path);
    }
    return path;
}

static const char *pki_path_of(Pki *pki, const char *name, const char *suffix)
{
    g_autofree char *file = g_strconcat(name, suffix, NULL);

    return pki_path(pki, file);
}

static void add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509_EXTENSION *extension;

    if (!value)
        return;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    g_assert_nonnull(extension);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

static X509 *make_certificate(Pki *pki, const char *name, const PkiSpec *spec, EVP_PKEY *key,
                              X509 *issuer)
{
    X509 *certificate = X509_new();
    const char *subject = spec->subject ? spec->subject : name;
    int begin = spec->begin_hours ? spec->begin_hours : -1;
    int end = spec->end_hours ? spec->end_hours : 24;

    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), pki->serial++);
    X509_time_adj_ex(X509_getm_notBefore(certificate), 0, begin * 3600L, NULL);
    X509_time_adj_ex(X509_getm_notAfter(certificate), 0, end * 3600L, NULL);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               (const unsigned char *) subject, -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer ? issuer : certificate));
    X509_set_pubkey(certificate, key);
    add_extension(certificate, issuer, NID_basic_constraints,
                  spec->is_ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
    add_extension(certificate, issuer, NID_key_usage,
                  spec->is_ca ? "keyCertSign,cRLSign" : spec->usage);
    add_extension(certificate, issuer, NID_ext_key_usage, spec->eku);
    add_extension(certificate, issuer, NID_subject_alt_name, spec->san);
    return certificate;
}

static void write_certificate(const char *path, X509 *certificate, X509 *issuer)
{
    FILE *file = fopen(path, "w");

    g_assert_nonnull(file);
    PEM_write_X509(file, certificate);
    if (issuer)
        PEM_write_X509(file, issuer);
    fclose(file);
}

static void write_key(const char *path, EVP_PKEY *key)
{
    FILE *file = fopen(path, "w");

    g_assert_nonnull(file);
    g_assert_cmpint(fchmod(fileno(file), 0600), ==, 0);
    PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
    fclose(file);
}

static EVP_PKEY *read_key(Pki *pki, const char *name)
{
    FILE *file = fopen(pki_path_of(pki, name, "-key.pem"), "r");
    EVP_PKEY *key;

    g_assert_nonnull(file);
    key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    fclose(file);
    g_assert_nonnull(key);
    return key;
}

X509 *pki_read(Pki *pki, const char *name)
{
    FILE *file = fopen(pki_path_of(pki, name, ".pem"), "r");
    X509 *certificate;

    g_assert_nonnull(file);
    certificate = PEM_read_X509(file, NULL, NULL, NULL);
    fclose(file);
    g_assert_nonnull(certificate);
    return certificate;
}

static void issue(Pki *pki, const char *name, const PkiSpec *spec, GENERAL_NAMES *names)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *between = spec->issuer ? pki_read(pki, spec->issuer) : NULL;
    EVP_PKEY *between_key = spec->issuer ? read_key(pki, spec->issuer) : NULL;
    X509 *certificate = make_certificate(pki, name, spec, key, between ? between : pki->ca);

    if (names)
        X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT);
    g_assert_cmpint(X509_sign(certificate, between ? between_key : pki->ca_key, EVP_sha256()), >,
                    0);
    write_certificate(pki_path_of(pki, name, ".pem"), certificate, between);
    write_key(pki_path_of(pki, name, "-key.pem"), key);
    X509_free(certificate);
    X509_free(between);
    EVP_PKEY_free(between_key);
    EVP_PKEY_free(key);
}

void pki_issue(Pki *pki, const char *name, const PkiSpec *spec)
{
    issue(pki, name, spec, NULL);
}

void pki_issue_names(Pki *pki, const char *name, GENERAL_NAMES *names)
{
    issue(pki, name, &(PkiSpec){0}, names);
    GENERAL_NAMES_free(names);
}

void pki_revoke(Pki *pki, const char *path, const char *issuer, const char *revoked, int end_hours)
{
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *begin = X509_gmtime_adj(NULL, (end_hours < 0 ? 2L * end_hours : -1) * 3600);
    ASN1_TIME *end = X509_gmtime_adj(NULL, end_hours * 3600L);
    X509 *signer = issuer ? pki_read(pki, issuer) : X509_dup(pki->ca);
    EVP_PKEY *key = issuer ? read_key(pki, issuer) : EVP_PKEY_dup(pki->ca_key);
    FILE *file = fopen(pki_path(pki, path), "w");

    g_assert_nonnull(file);
    X509_CRL_set_version(crl, X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(signer));
    X509_CRL_set1_lastUpdate(crl, begin);
    X509_CRL_set1_nextUpdate(crl, end);
    if (revoked) {
        X509_REVOKED *entry = X509_REVOKED_new();
        X509 *certificate = pki_read(pki, revoked);

        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(certificate));
        X509_REVOKED_set_revocationDate(entry, begin);
        X509_CRL_add0_revoked(crl, entry);
        X509_free(certificate);
    }
    X509_CRL_sort(crl);
    g_assert_cmpint(X509_CRL_sign(crl, key, EVP_sha256()), >, 0);
    PEM_write_X509_CRL(file, crl);
    fclose(file);
    ASN1_TIME_free(begin);
    ASN1_TIME_free(end);
    X509_CRL_free(crl);
    EVP_PKEY_free(key);
    X509_free(signer);
}

void pki_write_text(Pki *pki, const char *file, const char *text)
{
    g_assert_true(g_file_set_contents(pki_path(pki, file), text, -1, NULL));
}

Pki *pki_new(void)
{
    static unsigned count;
    Pki *pki = g_new0(Pki, 1);
    g_autofree char *subject = g_strdup_printf("Test CA %u", ++count);

    pki->folder = g_dir_make_tmp("vmrpc-pki-XXXXXX", NULL);
    g_assert_nonnull(pki->folder);
    pki->paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    pki->serial = 0x1000 * count;
    pki->ca_key = EVP_EC_gen("P-256");
    pki->ca = make_certificate(pki, subject, &(PkiSpec){.is_ca = true, .begin_hours = -48},
                               pki->ca_key, NULL);
    g_assert_cmpint(X509_sign(pki->ca, pki->ca_key, EVP_sha256()), >, 0);
    write_certificate(pki_path(pki, "ca.pem"), pki->ca, NULL);
    return pki;
}

void pki_free(Pki *pki)
{
    GHashTableIter iter;
    gpointer path;

    if (!pki)
        return;
    g_hash_table_iter_init(&iter, pki->paths);
    while (g_hash_table_iter_next(&iter, NULL, &path))
        unlink(path);
    g_assert_cmpint(g_rmdir(pki->folder), ==, 0);
    g_hash_table_unref(pki->paths);
    g_free(pki->folder);
    X509_free(pki->ca);
    EVP_PKEY_free(pki->ca_key);
    g_free(pki);
}
