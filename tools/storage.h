/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the commands of storage share: finding the pool and the volume that are meant, and saying
 * what was made.
 */
#ifndef VMRPC_TOOLS_STORAGE_H
#define VMRPC_TOOLS_STORAGE_H

#include <jansson.h>

#include "tools/command.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmrpcPool, vmrpc_pool_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmrpcVolume, vmrpc_volume_unref)

/* The rows of the options that name a pool, a volume by name, key or path, and the pool that a
 * volume's name is of. */
#define OPTION_POOL                                                                                \
    {                                                                                              \
        "pool", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "name or UUID of the pool",    \
            complete_pools                                                                         \
    }
#define OPTION_VOLUME                                                                              \
    {                                                                                              \
        "vol", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,                                 \
            "name (with --pool), key or path of the volume", complete_volumes                      \
    }
#define OPTION_POOL_OF_VOLUME                                                                      \
    {                                                                                              \
        "pool", OPTION_STRING, OPTION_POSITIONAL, "name or UUID of the volume's pool",             \
            complete_pools                                                                         \
    }

/* The rows that say what to make before a pool is started, and the flags of those given; both of a
 * kind are an error, which it prints. */
#define OPTIONS_POOL_BUILD                                                                         \
    {"build", OPTION_BOOL, 0, "make its folder first", NULL},                                      \
        {"no-overwrite", OPTION_BOOL, 0, "make it only where nothing is yet", NULL},               \
    {                                                                                              \
        "overwrite", OPTION_BOOL, 0, "make it whatever is there", NULL                             \
    }
bool storage_build_flags(const Arguments *arguments, unsigned *ret_flags);

/* Words for completion: the names of all pools; the paths of the volumes of all active ones. */
char **complete_pools(Tool *tool);
char **complete_volumes(Tool *tool);

/* The pool of the option of that name; prints why not and returns NULL. */
VmrpcPool *storage_pool(Tool *tool, const Arguments *arguments, const char *option);
/* The volume of the option vol, by its name if the option of the name pool_option was given. */
VmrpcVolume *storage_volume(Tool *tool, const Arguments *arguments, const char *pool_option);

/* Prints the result of a command that makes a pool or a volume, as JSON. */
void storage_print_pool(Tool *tool, VmrpcPool *pool);
void storage_print_volume(Tool *tool, VmrpcVolume *volume);
/* The sizes of a pool as members of a JSON object: null if it is not active. */
void storage_set_sizes(json_t *object, const VmrpcPoolInfo *info);

#endif
