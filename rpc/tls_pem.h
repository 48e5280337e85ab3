/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Certificates, keys and revocation lists as PEM files.
 *
 * Reads whole files of a bounded size and says in words what is wrong with one. It judges form
 * only; what a certificate is good for is tls_verify.h's.
 */
#ifndef VMRPC_RPC_TLS_PEM_H
#define VMRPC_RPC_TLS_PEM_H

#include <glib.h>
#include <openssl/x509.h>
#include <stdbool.h>

/* `what` is for messages: "CA certificate". At least one, in the order of the file; free with
 * sk_X509_pop_free(). */
STACK_OF(X509) * tls_pem_read_certificates(const char *path, const char *what, GError **err);
STACK_OF(X509_CRL) * tls_pem_read_crls(const char *path, GError **err);
/* Refuses a file that users outside its owner and group may open, and an encrypted key. */
EVP_PKEY *tls_pem_read_key(const char *path, GError **err);

#endif
