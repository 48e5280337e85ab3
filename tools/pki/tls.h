/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * TLS 1.3 as a client over a non-blocking descriptor, with a time limit on every step.
 *
 * The result of a step is an enum, since each of them means something else to the person who asked.
 */
#ifndef VMRPC_TOOLS_PKI_TLS_H
#define VMRPC_TOOLS_PKI_TLS_H

#include <stdint.h>

#include "tools/pki/identity.h"
#include "tools/pki/trust.h"

typedef enum {
    TLS_DONE,
    TLS_REFUSED, /* by us: trust_explain() says why */
    TLS_ALERT,   /* the server ended it with tls->alert */
    TLS_CLOSED,  /* without a word */
    TLS_TIMEOUT,
    TLS_NOT_TLS, /* what came is no TLS */
    TLS_BROKEN,  /* tls->words */
} TlsResult;

typedef struct {
    SSL_CTX *context;
    SSL *ssl;
    int fd;            /* not owned */
    bool was_asked;    /* the server wants a certificate of ours */
    bool shook_hands;  /* also when it ended later */
    int alert;         /* SSL_AD_… */
    const char *words; /* OpenSSL's */
} Tls;

/* Without trust (NULL) it talks to anybody, to see who is there; so without identity. name: what
 * the server is told that we want to reach; not sent if it is an address. */
Tls *tls_new(int fd, Trust *trust, const Identity *identity, const char *name, GError **err);
void tls_free(Tls *tls);
TlsResult tls_handshake(Tls *tls, gint64 deadline);
TlsResult tls_write(Tls *tls, const uint8_t *bytes, size_t size, gint64 deadline);
/* At least a byte; TLS_CLOSED at the end. */
TlsResult tls_read(Tls *tls, uint8_t *bytes, size_t size, size_t *ret_size, gint64 deadline);
/* Whether the server chose ALPN "sunrpc", which we offer. */
bool tls_is_rpc(const Tls *tls);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tls, tls_free)

#endif
