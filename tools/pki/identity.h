/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who we are towards a server: a client certificate and its key, from files. */
#ifndef VMRPC_TOOLS_PKI_IDENTITY_H
#define VMRPC_TOOLS_PKI_IDENTITY_H

#include <openssl/ssl.h>

#include "tools/pki/options.h"

typedef struct {
    char *cert_path; /* where it would be, if there is none */
    char *name;      /* its common name, printable; NULL if there is no certificate */
    char *issuer;    /* the common name of who issued it */
    char *usages;    /* as one line */
    X509 *certificate;
    EVP_PKEY *key;
} Identity;

/* By --cert and --key, --client, or client-cert.pem of the folder, which may be missing: then there
 * is no certificate. One that cannot work (wrong key, expired, not a client's) is an error. */
Identity *identity_load(const Options *options, GError **err);
void identity_free(Identity *identity);
/* Offers it in handshakes of this context. */
bool identity_apply(const Identity *identity, SSL_CTX *context, GError **err);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Identity, identity_free)

#endif
