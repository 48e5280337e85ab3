/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Keys, certificates and revocation lists from PEM files and back to PEM text.
 *
 * An encrypted key is refused, never asked a password for: daemon and client could not either.
 */
#ifndef VMRPC_TOOLS_PKI_PEM_H
#define VMRPC_TOOLS_PKI_PEM_H

#include <glib.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

/* All the certificates of a file, at least one; X509 *, freed with the array. */
GPtrArray *pem_read_certificates(const char *path, GError **err);
/* The first one of a file. */
X509 *pem_read_certificate(const char *path, GError **err);
X509_CRL *pem_read_crl(const char *path, GError **err);
EVP_PKEY *pem_read_key(const char *path, GError **err);

char *pem_from_certificate(X509 *certificate);
char *pem_from_crl(X509_CRL *crl);
/* PKCS #8, not encrypted. */
char *pem_from_key(EVP_PKEY *key);

#endif
