/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: storage pools: folders at the server that hold images of disks, which are volumes
 * (vmrpc/volume.h).
 */
#ifndef VMRPC_POOL_H
#define VMRPC_POOL_H

#include "vmrpc/connection.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A storage pool, active or only defined: a name and a UUID. Holds a reference of its connection.
 * Calls go by the UUID. Since 0.1. */
typedef struct VmrpcPool VmrpcPool;

/* Finds a pool by whatever a person gives: a UUID, then a name. Since 0.1. */
VmrpcPool *vmrpc_pool_lookup(VmrpcConnection *connection, const char *uuid_or_name,
                             VmrpcError **error);
/* These fail with VMRPC_ERR_NO_STORAGE_POOL if there is none. Since 0.1. */
VmrpcPool *vmrpc_pool_lookup_by_name(VmrpcConnection *connection, const char *name,
                                     VmrpcError **error);
/* uuid: VMRPC_UUID_SIZE bytes. Since 0.1. */
VmrpcPool *vmrpc_pool_lookup_by_uuid(VmrpcConnection *connection, const uint8_t *uuid,
                                     VmrpcError **error);
/* Upper or lower case, with or without hyphens; VMRPC_ERR_INVALID_ARG if it is no UUID. Since 0.1.
 */
VmrpcPool *vmrpc_pool_lookup_by_uuid_string(VmrpcConnection *connection, const char *uuid,
                                            VmrpcError **error);
/* By the folder that it is. Since 0.1. */
VmrpcPool *vmrpc_pool_lookup_by_target_path(VmrpcConnection *connection, const char *path,
                                            VmrpcError **error);

/* Filters of vmrpc_pool_list(): those of one line are alternatives, lines are combined; a line of
 * which none is given does not filter. Since 0.1. */
typedef enum VmrpcPoolListFlags {
    VMRPC_POOL_LIST_INACTIVE = 1 << 0,
    VMRPC_POOL_LIST_ACTIVE = 1 << 1,

    VMRPC_POOL_LIST_PERSISTENT = 1 << 2,
    VMRPC_POOL_LIST_TRANSIENT = 1 << 3,

    VMRPC_POOL_LIST_AUTOSTART = 1 << 4,
    VMRPC_POOL_LIST_NO_AUTOSTART = 1 << 5,

    VMRPC_POOL_LIST_DIR = 1 << 6
} VmrpcPoolListFlags;

/* Gives a NULL-terminated array of pools, to be freed with vmrpc_pool_list_free(), and returns how
 * many there are. flags: VMRPC_POOL_LIST_*, 0 for all. ret_pools may be NULL to count only. Since
 * 0.1. */
int vmrpc_pool_list(VmrpcConnection *connection, unsigned int flags, VmrpcPool ***ret_pools,
                    VmrpcError **error);
/* Drops the references in a NULL-terminated array and frees it. Since 0.1. */
void vmrpc_pool_list_free(VmrpcPool **pools);

/* Since 0.1. */
VmrpcPool *vmrpc_pool_ref(VmrpcPool *pool);
/* Since 0.1. */
void vmrpc_pool_unref(VmrpcPool *pool);

/* These do not ask the server. Since 0.1. */
VmrpcConnection *vmrpc_pool_connection(const VmrpcPool *pool); /* no reference is taken */
const char *vmrpc_pool_name(const VmrpcPool *pool);
const uint8_t *vmrpc_pool_uuid(const VmrpcPool *pool);     /* VMRPC_UUID_SIZE bytes */
const char *vmrpc_pool_uuid_string(const VmrpcPool *pool); /* lower case, with hyphens */

/* Makes a persistent pool of <pool> XML, or replaces the definition of the one with the same UUID
 * and name. Neither makes its folder nor starts it. flags: 0. Since 0.1. */
VmrpcPool *vmrpc_pool_define(VmrpcConnection *connection, const char *xml, unsigned int flags,
                             VmrpcError **error);

/* Flags of vmrpc_pool_create() and vmrpc_pool_start(): what to make first. Since 0.1. */
typedef enum VmrpcPoolStartFlags {
    VMRPC_POOL_START_BUILD = 1,
    VMRPC_POOL_START_BUILD_OVERWRITE = 2,
    VMRPC_POOL_START_BUILD_NO_OVERWRITE = 4
} VmrpcPoolStartFlags;

/* Starts a transient pool of <pool> XML: it is gone once it stops. Since 0.1. */
VmrpcPool *vmrpc_pool_create(VmrpcConnection *connection, const char *xml, unsigned int flags,
                             VmrpcError **error);
/* Starts a defined pool. VMRPC_ERR_OPERATION_INVALID if it is active already. Since 0.1. */
int vmrpc_pool_start(VmrpcPool *pool, unsigned int flags, VmrpcError **error);

/* Flags of vmrpc_pool_build(). Since 0.1. */
typedef enum VmrpcPoolBuildFlags {
    VMRPC_POOL_BUILD_NO_OVERWRITE = 4,
    VMRPC_POOL_BUILD_OVERWRITE = 8
} VmrpcPoolBuildFlags;

/* Makes the folder of a pool that is not active. Since 0.1. */
int vmrpc_pool_build(VmrpcPool *pool, unsigned int flags, VmrpcError **error);
/* Looks again at what is in it. Since 0.1. */
int vmrpc_pool_refresh(VmrpcPool *pool, unsigned int flags, VmrpcError **error);
/* Stops it. Nothing that is in it is touched. Since 0.1. */
int vmrpc_pool_destroy(VmrpcPool *pool, VmrpcError **error);
/* Removes the folder of a pool that is not active; it must be empty. Since 0.1. */
int vmrpc_pool_delete(VmrpcPool *pool, unsigned int flags, VmrpcError **error);
/* Removes the definition of a pool that is not active. Since 0.1. */
int vmrpc_pool_undefine(VmrpcPool *pool, VmrpcError **error);
/* Whether it is started together with the daemon. Since 0.1. */
int vmrpc_pool_set_autostart(VmrpcPool *pool, int autostart, VmrpcError **error);

/* 1 or 0. Since 0.1. */
int vmrpc_pool_has_autostart(VmrpcPool *pool, VmrpcError **error);
/* 1 if its volumes can be used, 0 if not. Since 0.1. */
int vmrpc_pool_is_active(VmrpcPool *pool, VmrpcError **error);
/* 1 if it has a definition, 0 if it is transient. Since 0.1. */
int vmrpc_pool_is_persistent(VmrpcPool *pool, VmrpcError **error);

/* What a pool is doing. Since 0.1. */
typedef enum VmrpcPoolState {
    VMRPC_POOL_STATE_INACTIVE = 0,
    VMRPC_POOL_STATE_BUILDING = 1,
    VMRPC_POOL_STATE_RUNNING = 2,
    VMRPC_POOL_STATE_DEGRADED = 3,
    VMRPC_POOL_STATE_INACCESSIBLE = 4
} VmrpcPoolState;

/* The figures of a pool, in bytes; 0 if it is not active. Since 0.1. */
typedef struct VmrpcPoolInfo {
    int state;           /* VMRPC_POOL_STATE_* */
    uint64_t capacity;   /* of the file system it is on */
    uint64_t allocation; /* what of it is in use */
    uint64_t available;
} VmrpcPoolInfo;

/* Fills *ret_info. Since 0.1. */
int vmrpc_pool_info(VmrpcPool *pool, VmrpcPoolInfo *ret_info, VmrpcError **error);
/* Words for people: "inactive", "running", ...; "unknown" for a number that has none. Since 0.1. */
const char *vmrpc_pool_state_to_string(int state);

/* Flags of vmrpc_pool_xml(). Since 0.1. */
typedef enum VmrpcPoolXmlFlags {
    VMRPC_POOL_XML_INACTIVE = 1 /* what it will be at the next start */
} VmrpcPoolXmlFlags;

/* The pool as a document. Since 0.1. */
char *vmrpc_pool_xml(VmrpcPool *pool, unsigned int flags, VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
