/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A storage pool as a document: <pool type='dir'>, a folder whose files are volumes.
 *
 * Only what belongs to the definition is read; sizes and timestamps, which tools send back as they
 * got them, are read over. Names can be names of files, and paths are absolute and without "//".
 */
#ifndef VMRPC_CONF_POOL_H
#define VMRPC_CONF_POOL_H

#include "base/error.h"
#include "conf/permissions.h"
#include "conf/uuid.h"

#define POOL_NAME_MAX 240 /* bytes: files are named after it, with a suffix */

typedef struct {
    char *name;
    uint8_t uuid[UUID_BYTES];
    char *path;
    Permissions permissions; /* that the folder is made with */
} PoolDef;

/* In bytes. */
typedef struct {
    uint64_t capacity;
    uint64_t allocation;
    uint64_t available;
} PoolUsage;

/* A document without a uuid gets a random one. */
PoolDef *pool_def_parse(const char *xml, GError **err);
PoolDef *pool_def_copy(const PoolDef *def);
void pool_def_free(PoolDef *def); /* takes NULL */

/* permissions NULL: those of the definition. */
char *pool_def_format(const PoolDef *def, const PoolUsage *usage, const Permissions *permissions);

/* <storagepoolCapabilities>: what pools there can be. */
char *pool_capabilities_format(void);
/* Whether it is a type of pools that libvirt's documents know; NULL is none. */
bool pool_type_is_known(const char *type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PoolDef, pool_def_free)

#endif
