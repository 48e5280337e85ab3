/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A small public key infrastructure for one test: made when the test runs, so that nothing in the
 * sources can expire. Keys are of P-256. Everything that fails ends the test.
 */
#ifndef VMRPC_TESTS_PKI_FIXTURE_H
#define VMRPC_TESTS_PKI_FIXTURE_H

#include <glib.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

typedef struct Pki Pki;

typedef struct PkiSpec {
    const char *subject; /* the common name; NULL: the name of the files */
    const char *san;     /* as in openssl.cnf: "DNS:localhost,IP:127.0.0.1"; NULL: none */
    const char *eku;     /* "serverAuth", "1.3.6.1.5.5.7.3.34"; NULL: none */
    const char *usage;   /* "keyEncipherment"; NULL: none */
    bool is_ca;
    const char *issuer; /* the name of a certificate issued before; NULL: the CA */
    int begin_hours;    /* from now; 0: an hour ago */
    int end_hours;      /* from now; 0: in a day */
} PkiSpec;

/* A CA in a folder of its own, with the file ca.pem. */
Pki *pki_new(void);
void pki_free(Pki *pki); /* removes the folder */

/* Makes NAME.pem (the certificate and, if the issuer is not the CA, its issuer's) and
 * NAME-key.pem. */
void pki_issue(Pki *pki, const char *name, const PkiSpec *spec);
/* As above, with a SAN made by the caller, taken over. */
void pki_issue_names(Pki *pki, const char *name, GENERAL_NAMES *names);
/* Makes FILE, the list of an issuer (NULL: the CA), with the certificate called `revoked` (NULL:
 * with none). */
void pki_revoke(Pki *pki, const char *file, const char *issuer, const char *revoked, int end_hours);

/* The path of a file in the folder; valid as long as the Pki. */
const char *pki_path(Pki *pki, const char *file);
X509 *pki_read(Pki *pki, const char *name); /* to be freed */
void pki_write_text(Pki *pki, const char *file, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pki, pki_free)

#endif
