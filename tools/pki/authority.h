/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The CA of a folder, opened for work: its certificate, its key, the index, and the lock.
 *
 * As long as one exists no other process issues or revokes in the same folder.
 */
#ifndef VMRPC_TOOLS_PKI_AUTHORITY_H
#define VMRPC_TOOLS_PKI_AUTHORITY_H

#include <glib.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "tools/pki/certificate.h"
#include "tools/pki/index.h"

typedef struct {
    char *folder;
    int lock;
    X509 *certificate;
    EVP_PKEY *key;
    Index *index;
} Authority;

Authority *authority_open(const char *folder, GError **err);
void authority_free(Authority *authority);
/* The end of the CA's own certificate. */
time_t authority_end(const Authority *authority);
/* Signs a certificate for the key. It is in the index, on disk, when this returns. */
X509 *authority_issue(Authority *authority, const Request *request, EVP_PKEY *key, GError **err);
/* Whether the certificate is signed with this CA's key. */
bool authority_has_issued(const Authority *authority, X509 *certificate);
/* The entry of a certificate; NULL if the index does not know it. */
IndexEntry *authority_entry(const Authority *authority, const X509 *certificate);
/* Writes index and revocation list. */
bool authority_write_crl(Authority *authority, time_t until, GError **err);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Authority, authority_free)

#endif
