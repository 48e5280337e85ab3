/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whom we trust, and what is wrong with the certificate that a server shows.
 *
 * Every fault of a chain is noted, not the first one only, and any fault ends the handshake: a
 * server that is not who it should be gets no call.
 */
#ifndef VMRPC_TOOLS_PKI_TRUST_H
#define VMRPC_TOOLS_PKI_TRUST_H

#include <glib.h>
#include <openssl/ssl.h>
#include <stdbool.h>

typedef struct {
    char *ca_path;
    GPtrArray *authorities; /* of X509 * */
    char *crl_path;         /* NULL: no list */
    X509_CRL *crl;
    char *host;     /* the name or address that the certificate must have */
    GArray *faults; /* X509_V_ERR_… in the order of their discovery, each once */
    X509 *leaf;     /* what the server showed; NULL before it did */
} Trust;

/* crl_path may be NULL. host is a name or an address as the user gave it. */
Trust *trust_load(const char *ca_path, const char *crl_path, const char *host, GError **err);
void trust_free(Trust *trust);
/* Makes handshakes of this context judge with it; trust outlives the context. */
bool trust_apply(Trust *trust, SSL_CTX *context, GError **err);
/* What is wrong and what to do, as one line; NULL if nothing is. */
char *trust_explain(const Trust *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trust, trust_free)

#endif
