/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What there is to say about a certificate or a revocation list, as JSON, warnings included.
 *
 * The text that `show` prints is made of the same objects, so the two cannot disagree. All strings
 * in them are printable.
 */
#ifndef VMRPC_TOOLS_PKI_INSPECT_H
#define VMRPC_TOOLS_PKI_INSPECT_H

#include <jansson.h>
#include <openssl/x509.h>

#include "tools/pki/index.h"

typedef enum {
    ROLE_UNKNOWN,
    ROLE_CA,
    ROLE_SERVER,
    ROLE_CLIENT,
} Role;

/* What certificates are held against. */
typedef struct {
    X509 *ca;      /* NULL: there is none */
    X509_CRL *crl; /* NULL: there is none */
} Yardstick;

/* key_path: where its key should be, NULL if that is not known. */
json_t *inspect_certificate(X509 *certificate, Role role, const char *key_path,
                            const Yardstick *yardstick);
/* What was issued, and what of it is revoked. */
json_t *inspect_index(const Index *index);
json_t *inspect_crl(X509_CRL *crl, const Yardstick *yardstick);

#endif
