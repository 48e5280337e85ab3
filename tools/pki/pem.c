/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PEM files: see pem.h. Judges nothing but whether a file can be read. */
#include "tools/pki/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include "tools/pki/fail.h"
#include "tools/pki/handles.h"
#include "tools/pki/store.h"

/* Instead of the prompt on the terminal that OpenSSL has by default. */
static int no_password(char *buffer, int size, int writing, void *data)
{
    (void) buffer, (void) size, (void) writing, (void) data;
    return -1;
}

/* A BIO over the text, which must live as long. */
static BIO *open_text(const char *text)
{
    BIO *bio = BIO_new_mem_buf(text, -1);

    if (!bio)
        g_error("out of memory");
    return bio;
}

/* Whether the queue says no more than "no PEM block of this kind (any more)"; empties it. */
static bool ended_cleanly(void)
{
    unsigned long code = ERR_peek_last_error();
    bool clean = ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;

    if (clean)
        ERR_clear_error();
    return clean;
}

static void free_certificate(void *certificate)
{
    X509_free(certificate);
}

GPtrArray *pem_read_certificates(const char *path, GError **err)
{
    g_autofree char *text = store_read(path, err);
    g_autoptr(GPtrArray) certificates = g_ptr_array_new_with_free_func(free_certificate);
    g_autoptr(BIO) bio = NULL;
    X509 *certificate;

    if (!text)
        return NULL;
    bio = open_text(text);
    while ((certificate = PEM_read_bio_X509(bio, NULL, no_password, NULL)))
        g_ptr_array_add(certificates, certificate);
    if (!ended_cleanly()) {
        fail_openssl(err, "'%s' holds a damaged certificate", path);
        return NULL;
    }
    if (certificates->len == 0) {
        fail_with(err, "'%s' holds no certificate in PEM form", path);
        return NULL;
    }
    return g_steal_pointer(&certificates);
}

X509 *pem_read_certificate(const char *path, GError **err)
{
    g_autoptr(GPtrArray) certificates = pem_read_certificates(path, err);
    X509 *first = certificates ? g_ptr_array_index(certificates, 0) : NULL;

    if (first)
        X509_up_ref(first);
    return first;
}

X509_CRL *pem_read_crl(const char *path, GError **err)
{
    g_autofree char *text = store_read(path, err);
    g_autoptr(BIO) bio = text ? open_text(text) : NULL;
    X509_CRL *crl = bio ? PEM_read_bio_X509_CRL(bio, NULL, no_password, NULL) : NULL;

    if (text && !crl && ended_cleanly())
        fail_with(err, "'%s' holds no revocation list in PEM form", path);
    else if (text && !crl)
        fail_openssl(err, "'%s' holds a damaged revocation list", path);
    return crl;
}

EVP_PKEY *pem_read_key(const char *path, GError **err)
{
    g_autofree char *text = store_read(path, err);
    g_autoptr(BIO) bio = text ? open_text(text) : NULL;
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL) : NULL;

    if (!text || key)
        return key;
    if (strstr(text, "ENCRYPTED"))
        fail_with(err, "the key in '%s' is encrypted: vmrpc needs it without a password", path);
    else if (ended_cleanly())
        fail_with(err, "'%s' holds no private key in PEM form", path);
    else
        fail_openssl(err, "'%s' holds a damaged private key", path);
    ERR_clear_error();
    return NULL;
}

/* Takes what was written; memory is the one reason why writing may have failed. */
static char *written_text(BIO *bio, int written)
{
    char *bytes = NULL;
    long size = BIO_get_mem_data(bio, &bytes);

    if (!written || size <= 0)
        g_error("out of memory");
    return g_strndup(bytes, (gsize) size);
}

char *pem_from_certificate(X509 *certificate)
{
    g_autoptr(BIO) bio = BIO_new(BIO_s_mem());

    return written_text(bio, PEM_write_bio_X509(bio, certificate));
}

char *pem_from_crl(X509_CRL *crl)
{
    g_autoptr(BIO) bio = BIO_new(BIO_s_mem());

    return written_text(bio, PEM_write_bio_X509_CRL(bio, crl));
}

char *pem_from_key(EVP_PKEY *key)
{
    g_autoptr(BIO) bio = BIO_new(BIO_s_secmem());

    return written_text(bio, PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL));
}
