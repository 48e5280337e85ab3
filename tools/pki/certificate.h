/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Keys, certificates and revocation lists, made in memory.
 *
 * Profiles (RFC 5280, RFC 9289): EC P-256 or RSA 3072, SHA-256, random serial of 127 bits, key
 * identifiers. Server and client certificates carry the usage that every TLS library looks for
 * (serverAuth, clientAuth) and that of RPC-with-TLS: one with the latter alone fails OpenSSL's own
 * check of purpose.
 */
#ifndef VMRPC_TOOLS_PKI_CERTIFICATE_H
#define VMRPC_TOOLS_PKI_CERTIFICATE_H

#include <glib.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <time.h>

#include "tools/pki/index.h"

typedef enum {
    KIND_CA,
    KIND_SERVER,
    KIND_CLIENT,
} Kind;

typedef struct {
    Kind kind;
    const char *common_name;  /* at most NAMES_MAX_COMMON characters of UTF-8 */
    const X509_NAME *subject; /* NULL: the common name alone */
    GENERAL_NAMES *names;     /* NULL: no subject alternative names */
    time_t from;
    time_t until;
} Request;

EVP_PKEY *certificate_make_key(bool rsa, GError **err);
/* Without an issuer it is self-signed with issuer_key, which then is the subject's too. */
X509 *certificate_make(const Request *request, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key,
                       GError **err);
/* The list of all that is revoked in the index, under the number in the index. */
X509_CRL *certificate_make_crl(const Index *index, X509 *issuer, EVP_PKEY *issuer_key, time_t until,
                               GError **err);

#endif
