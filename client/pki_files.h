/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which files hold a client's certificates: those of the URI's folder, of the user's, of the
 * system's. The names are vmrpc-pki's: change both or neither.
 *
 * Only looks whether files are there. Whom a client trusts is never left open by a file that is
 * missing: without a CA there is no connection, unless the URI says so.
 */
#ifndef VMRPC_CLIENT_PKI_FILES_H
#define VMRPC_CLIENT_PKI_FILES_H

#include <glib.h>
#include <stdbool.h>

typedef struct PkiFiles {
    bool takes_any; /* whatever server it is; else ca is set */
    char *ca;
    char *crl;         /* or NULL */
    char *cert;        /* NULL: the server gets none */
    char *key;         /* with cert */
    char *why_no_cert; /* if cert is NULL, for messages */
} PkiFiles;

/* folder: of the URI, or NULL for the usual places. */
bool pki_files_find(PkiFiles *files, const char *folder, bool no_verify, GError **err);
void pki_files_clear(PkiFiles *files);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PkiFiles, pki_files_clear)

#endif
