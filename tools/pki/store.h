/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The folder of keys and certificates, and how files get into it.
 *
 *     ca/ca-key.pem  ca/index.json        only where certificates are made
 *     ca-cert.pem    crl.pem
 *     server-cert.pem  server-key.pem     of the daemon on this machine
 *     client-cert.pem  client-key.pem     of this user or machine as a client
 *     clients/NAME-cert.pem  NAME-key.pem
 *
 * A private key is never readable by others, not even while it is written; a file is the old one or
 * the new one after a crash; a certificate is never seen beside a key that is not its own.
 */
#ifndef VMRPC_TOOLS_PKI_STORE_H
#define VMRPC_TOOLS_PKI_STORE_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#define STORE_CA_KEY "ca/ca-key.pem"
#define STORE_INDEX "ca/index.json"
#define STORE_CA_CERT "ca-cert.pem"
#define STORE_CRL "crl.pem"
#define STORE_SERVER_CERT "server-cert.pem"
#define STORE_SERVER_KEY "server-key.pem"
#define STORE_CLIENT_CERT "client-cert.pem"
#define STORE_CLIENT_KEY "client-key.pem"
#define STORE_CLIENTS "clients"

enum {
    STORE_MODE_KEY = 0600,
    STORE_MODE_PUBLIC = 0644,
    STORE_MAX_FILE = 16 * 1024 * 1024,
};

/* The system's folder for root, the user's own for anybody else. */
char *store_default_folder(void);
/* Makes a folder and what is missing above it; one that is there keeps its mode. */
bool store_make_folder(const char *path, mode_t mode, GError **err);
/* Waits until no other process changes the folder's ca/. The descriptor holds the lock; -1 on
 * failure. */
int store_lock(const char *folder, GError **err);
bool store_exists(const char *path);
/* Whether anybody but the owner may read or write the file. False if it cannot be looked at. */
bool store_is_open_to_others(const char *path);
/* The whole file, NUL-terminated, at most STORE_MAX_FILE bytes. */
char *store_read(const char *path, GError **err);

/* Files that belong together. They are all written under temporary names first; then, so that no
 * moment shows an old file beside a new one, the old ones but the first are removed, and the new
 * ones take their places in the order in which they were added: key before certificate. */
typedef struct Batch Batch;
Batch *batch_new(void);
void batch_free(Batch *batch);
void batch_add(Batch *batch, const char *path, const char *text, mode_t mode);
bool batch_commit(Batch *batch, GError **err);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Batch, batch_free)

#endif
