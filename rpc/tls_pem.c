/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PEM files: see tls_pem.h. Nothing of a key is ever put into a message, and the memory that held a
 * key's text is wiped.
 */
#include "rpc/tls_pem.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

/* A bundle of all public CAs has about 230 kB. */
#define TLS_PEM_SIZE_MAX (4 * 1024 * 1024)

typedef struct PemFile {
    const char *path;
    char *text;
    size_t size;
    mode_t mode;
} PemFile;

static void pem_file_clear(PemFile *file)
{
    if (file->text)
        OPENSSL_cleanse(file->text, file->size);
    g_clear_pointer(&file->text, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PemFile, pem_file_clear)

static bool pem_file_read_fd(PemFile *file, int fd, const char *what, GError **err)
{
    struct stat status;
    size_t size;

    if (fstat(fd, &status) < 0)
        return error_set_errno(err, errno, "%s '%s': cannot be read", what, file->path);
    if (!S_ISREG(status.st_mode))
        return error_set(err, ERR_OPEN_FAILED, "%s '%s': is not a regular file", what, file->path);
    if (status.st_size > TLS_PEM_SIZE_MAX)
        return error_set(err, ERR_OPEN_FAILED, "%s '%s': is larger than %d bytes", what, file->path,
                         TLS_PEM_SIZE_MAX);
    file->mode = status.st_mode & 07777;
    size = (size_t) status.st_size;
    file->text = g_malloc0(size + 1);
    while (file->size < size) {
        ssize_t got = read(fd, file->text + file->size, size - file->size);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set_errno(err, errno, "%s '%s': cannot be read", what, file->path);
        if (got == 0)
            break;
        file->size += (size_t) got;
    }
    return true;
}

static bool pem_file_read(PemFile *file, const char *path, const char *what, GError **err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    bool done;

    if (fd < 0)
        return error_set_errno(err, errno, "%s '%s': cannot be opened", what, path);
    file->path = path;
    done = pem_file_read_fd(file, fd, what, err);
    close(fd);
    return done;
}

/* After the last object PEM_read says "no start line": that is the end, all else is damage. */
static bool pem_file_ended_well(void)
{
    unsigned long last = ERR_peek_last_error();
    bool ended = ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;

    ERR_clear_error();
    return ended;
}

static bool pem_file_complain(const PemFile *file, const char *what, bool ended, GError **err)
{
    return ended ? error_set(err, ERR_CONF_SYNTAX, "%s '%s': holds no %s in PEM form", what,
                             file->path, what)
                 : error_set(err, ERR_CONF_SYNTAX, "%s '%s': is damaged", what, file->path);
}

STACK_OF(X509) * tls_pem_read_certificates(const char *path, const char *what, GError **err)
{
    g_auto(PemFile) file = {0};
    STACK_OF(X509) * certificates;
    X509 *certificate;
    BIO *bio;
    bool ended;

    if (!pem_file_read(&file, path, what, err))
        return NULL;
    certificates = sk_X509_new_null();
    bio = BIO_new_mem_buf(file.text, (int) file.size);
    ERR_clear_error();
    while ((certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL)))
        sk_X509_push(certificates, certificate);
    ended = pem_file_ended_well();
    BIO_free(bio);
    if (ended && sk_X509_num(certificates) > 0)
        return certificates;
    pem_file_complain(&file, what, ended, err);
    sk_X509_pop_free(certificates, X509_free);
    return NULL;
}

STACK_OF(X509_CRL) * tls_pem_read_crls(const char *path, GError **err)
{
    static const char what[] = "revocation list";
    g_auto(PemFile) file = {0};
    STACK_OF(X509_CRL) * crls;
    X509_CRL *crl;
    BIO *bio;
    bool ended;

    if (!pem_file_read(&file, path, what, err))
        return NULL;
    crls = sk_X509_CRL_new_null();
    bio = BIO_new_mem_buf(file.text, (int) file.size);
    ERR_clear_error();
    while ((crl = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL)))
        sk_X509_CRL_push(crls, crl);
    ended = pem_file_ended_well();
    BIO_free(bio);
    if (ended && sk_X509_CRL_num(crls) > 0)
        return crls;
    pem_file_complain(&file, what, ended, err);
    sk_X509_CRL_pop_free(crls, X509_CRL_free);
    return NULL;
}

/* There is nobody who could be asked for a passphrase. */
static int pem_no_passphrase(char *text, int size, int is_writing, void *data)
{
    (void) text;
    (void) size;
    (void) is_writing;
    *(bool *) data = true;
    return -1;
}

EVP_PKEY *tls_pem_read_key(const char *path, GError **err)
{
    g_auto(PemFile) file = {0};
    bool encrypted = false;
    EVP_PKEY *key;
    BIO *bio;

    if (!pem_file_read(&file, path, "private key", err))
        return NULL;
    if (file.mode & (S_IRWXO | S_IWGRP)) {
        error_set(err, ERR_ACCESS_DENIED,
                  "private key '%s': its mode %04o lets others read or change it: chmod 0600 (or "
                  "0640) it",
                  path, (unsigned) file.mode);
        return NULL;
    }
    bio = BIO_new_mem_buf(file.text, (int) file.size);
    ERR_clear_error();
    key = PEM_read_bio_PrivateKey(bio, NULL, pem_no_passphrase, &encrypted);
    ERR_clear_error();
    BIO_free(bio);
    if (key)
        return key;
    if (encrypted)
        error_set(err, ERR_CONF_SYNTAX,
                  "private key '%s': is encrypted; give one that needs no passphrase", path);
    else
        error_set(err, ERR_CONF_SYNTAX, "private key '%s': holds no usable private key in PEM form",
                  path);
    return NULL;
}
