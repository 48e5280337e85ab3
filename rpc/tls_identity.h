/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who a certificate says the other end is, as text: for the log, for people, for access rules.
 *
 * Everything is printable ASCII: whatever else a certificate holds is escaped, so a name can
 * neither break a line nor end early. No text is ever cut: a certificate that needs more than the
 * limits below has no identity, since a rule might match what a cut left over.
 */
#ifndef VMRPC_RPC_TLS_IDENTITY_H
#define VMRPC_RPC_TLS_IDENTITY_H

#include <glib.h>
#include <openssl/types.h>

#define TLS_IDENTITY_TEXT_MAX 1024
#define TLS_IDENTITY_NAMES_MAX 256

typedef struct TlsIdentity {
    char *subject;     /* as `openssl x509 -subject -nameopt RFC2253` prints it; may be "" */
    char **names;      /* the SAN: "dns:NAME", "ip:ADDRESS", "uri:URI", "email:ADDRESS"; not NULL */
    char *issuer;      /* with serial, what RFC 9289 (section 5.2.1) takes for the identity */
    char *serial;      /* hexadecimal, capitals */
    char *fingerprint; /* SHA-256, hexadecimal, small letters, no colons */
} TlsIdentity;

TlsIdentity *tls_identity_new(const X509 *certificate, GError **err);
void tls_identity_free(TlsIdentity *identity);

/* A distinguished name in RFC 2253's form, of any length. */
char *tls_identity_format_dn(const X509_NAME *name);
/* The SAN in one line, "none" if it names nobody: "dns:a.example, ip:192.0.2.1, …". At most about
 * 300 bytes. */
char *tls_identity_format_names(const X509 *certificate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TlsIdentity, tls_identity_free)

#endif
