/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What all TLS connections of one end have in common: its certificate, whom it trusts, its rules.
 *
 * TLS 1.3 only, no early data, no resumption, ALPN "sunrpc" (RFC 9289). Everything is read from the
 * files when the context is made and checked then, so that a mistake shows before the first peer
 * does. A context never changes: to take up new files make another one and use it for what comes;
 * connections hold a reference to the one they began with.
 */
#ifndef VMRPC_RPC_TLS_CONTEXT_H
#define VMRPC_RPC_TLS_CONTEXT_H

#include <glib.h>
#include <openssl/types.h>
#include <stdbool.h>

#include "rpc/tls_identity.h"

/* The protocol name of ONC RPC inside TLS (RFC 9289, section 4.1). */
#define TLS_ALPN "sunrpc"

typedef enum { TLS_CLIENT, TLS_SERVER } TlsRole;

typedef enum {
    TLS_PEER_REQUIRED,  /* a certificate that passes all checks */
    TLS_PEER_OPTIONAL,  /* server only: a client may send none; one that is sent must pass */
    TLS_PEER_UNCHECKED, /* whatever the other end shows or does not show is believed */
} TlsPeerCheck;

/* Whether one whose certificate has passed all checks is welcome; sets err to why not. */
typedef bool (*TlsAdmitFunc)(const TlsIdentity *peer, void *data, GError **err);

typedef struct TlsOptions {
    TlsRole role;
    TlsPeerCheck peer_check;
    const char *ca_file;   /* PEM, one or more; needed unless TLS_PEER_UNCHECKED */
    const char *cert_file; /* PEM, own certificate first, then its intermediates; a client may have
                              none */
    const char *key_file;  /* PEM, not encrypted, not accessible to others; goes with cert_file */
    const char *crl_file;  /* PEM, one or more, or NULL; then every CA of a chain needs its list */
    const char *why_no_cert; /* for messages: why there is no cert_file; may be NULL */
    bool allow_keylog;       /* writes secrets to the file that SSLKEYLOGFILE names, if it does */
    /* Server only; NULL: everybody is. Refused in the handshake, so the other end is told. */
    TlsAdmitFunc admit;
    void *admit_data;
    GDestroyNotify admit_free; /* of admit_data, when the context goes or cannot be made */
} TlsOptions;

typedef struct TlsContext TlsContext;

/* Copies what it needs. Each error names the file and what is wrong with it. */
TlsContext *tls_context_new(const TlsOptions *options, GError **err);
/* References may be taken and dropped by any thread. */
TlsContext *tls_context_ref(TlsContext *context);
void tls_context_unref(TlsContext *context); /* takes NULL */

TlsRole tls_context_role(const TlsContext *context);
TlsPeerCheck tls_context_peer_check(const TlsContext *context);
/* As given in the options, for messages; may be NULL. */
const char *tls_context_ca_file(const TlsContext *context);
const char *tls_context_crl_file(const TlsContext *context);
const char *tls_context_why_no_cert(const TlsContext *context);
/* "certificate 'FILE' (CN=alice)"; NULL: there is none. */
const char *tls_context_own(const TlsContext *context);
/* Asks options.admit. */
bool tls_context_admits(const TlsContext *context, const TlsIdentity *peer, GError **err);
/* A new connection with all rules but the server's name. */
SSL *tls_context_new_ssl(TlsContext *context);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TlsContext, tls_context_unref)

#endif
