/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The rules by which a certificate is accepted, and the words for why one is not.
 *
 * OpenSSL builds the path and checks signatures, dates and revocation lists. The use of a key is
 * checked here, since OpenSSL knows nothing of RFC 9289's own usages; the server's name is compared
 * with the SAN alone, never with the subject, and a wildcard matches nothing.
 */
#ifndef VMRPC_RPC_TLS_VERIFY_H
#define VMRPC_RPC_TLS_VERIFY_H

#include <glib.h>
#include <openssl/ssl.h>
#include <stdbool.h>

#include "rpc/tls_context.h"

/* One per connection, with the SSL from tls_verify_attach() on: what was decided. */
typedef struct TlsVerdict {
    TlsContext *context; /* the owner of the verdict holds the reference */
    char *server_name;   /* a client's: whom it wants to reach; NULL at a server */
    GError *error;       /* the first reason to refuse, or NULL */
} TlsVerdict;

void tls_verdict_clear(TlsVerdict *verdict);

/* Makes ssl judge the other end by verdict->context and verdict->server_name, and a client name the
 * server (SNI). Fails if the name cannot be one. */
bool tls_verify_attach(SSL *ssl, TlsVerdict *verdict, GError **err);
/* For SSL_CTX_set_verify(). */
int tls_verify_step(int ok, X509_STORE_CTX *store);

/* Whether the certificate of one who acts in `role` may be used so. */
bool tls_verify_usage(const X509 *certificate, TlsRole role);
/* Whether our own certificate is within its time and for our role. */
bool tls_verify_own(const X509 *certificate, TlsRole role, const char *path, GError **err);
/* "2031-05-01 12:00:00 UTC"; free with g_free(). */
char *tls_verify_format_time(const ASN1_TIME *when);

#endif
