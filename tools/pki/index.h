/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the CA has issued, and what of it is revoked: ca/index.json.
 *
 * A certificate is written here before it is written anywhere else, so every one that exists can be
 * revoked by name, also when its file is gone. Entries are never removed.
 */
#ifndef VMRPC_TOOLS_PKI_INDEX_H
#define VMRPC_TOOLS_PKI_INDEX_H

#include <glib.h>
#include <stdbool.h>
#include <time.h>

typedef struct {
    char *serial; /* lower-case hexadecimal */
    char *kind;   /* "server", "client" */
    char *name;
    time_t until;
    time_t revoked; /* 0: it is not */
} IndexEntry;

typedef struct {
    gint64 crl_number;  /* of the last list made; grows by one with each */
    GPtrArray *entries; /* of IndexEntry * */
} Index;

Index *index_new(void);
void index_free(Index *index);
/* A file that is not there is an empty index. */
Index *index_read(const char *path, GError **err);
char *index_text(const Index *index);
bool index_write(const Index *index, const char *path, GError **err);
void index_add(Index *index, const char *serial, const char *kind, const char *name, time_t until);
/* NULL if there is none. */
IndexEntry *index_find(const Index *index, const char *serial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Index, index_free)

#endif
