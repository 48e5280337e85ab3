/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: storage: pools, which are folders at the server that hold images of disks, and volumes,
 * which are these images.
 */
#ifndef VMRPC_STORAGE_H
#define VMRPC_STORAGE_H

#include "vmrpc/connection.h"
#include "vmrpc/stream.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A storage pool, active or only defined: a name and a UUID. Holds a reference of its connection.
 * Calls go by the UUID. Since 0.1. */
typedef struct VmrpcPool VmrpcPool;

/* A volume of a pool: a name that is unique in the pool, and a key, its path, that is unique at the
 * server. Holds a reference of its connection, none of its pool. Since 0.1. */
typedef struct VmrpcVolume VmrpcVolume;

/* ---- pools: finding ------------------------------------------------- */

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
/* The pool that a volume belongs to. Since 0.1. */
VmrpcPool *vmrpc_pool_lookup_by_volume(VmrpcVolume *volume, VmrpcError **error);

/* Filters of vmrpc_pool_list(): those of one line are alternatives, lines are combined; a line of
 * which none is given does not filter. */
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

/* What kinds of pools the server can have, as <storagepoolCapabilities> XML. Since 0.1. */
char *vmrpc_connection_pool_capabilities(VmrpcConnection *connection, VmrpcError **error);
/* What pools of a type could be made of, as <sources> XML. source_spec: a <source> document that
 * says where to look, NULL if the type needs none. Since 0.1. */
char *vmrpc_connection_pool_sources(VmrpcConnection *connection, const char *type,
                                    const char *source_spec, unsigned int flags,
                                    VmrpcError **error);

/* ---- pools: life ------------------------------------------------- */

/* Makes a persistent pool of <pool> XML, or replaces the definition of the one with the same UUID
 * and name. Neither makes its folder nor starts it. flags: 0. Since 0.1. */
VmrpcPool *vmrpc_pool_define(VmrpcConnection *connection, const char *xml, unsigned int flags,
                             VmrpcError **error);

/* Flags of vmrpc_pool_create() and vmrpc_pool_start(): what to make first. */
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

/* Flags of vmrpc_pool_build(). */
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

/* ---- pools: asking ------------------------------------------------- */

/* 1 or 0. Since 0.1. */
int vmrpc_pool_has_autostart(VmrpcPool *pool, VmrpcError **error);
/* 1 if its volumes can be used, 0 if not. Since 0.1. */
int vmrpc_pool_is_active(VmrpcPool *pool, VmrpcError **error);
/* 1 if it has a definition, 0 if it is transient. Since 0.1. */
int vmrpc_pool_is_persistent(VmrpcPool *pool, VmrpcError **error);

/* What a pool is doing. */
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

/* Flags of vmrpc_pool_xml(). */
typedef enum VmrpcPoolXmlFlags {
    VMRPC_POOL_XML_INACTIVE = 1 /* what it will be at the next start */
} VmrpcPoolXmlFlags;

/* The pool as a document. Since 0.1. */
char *vmrpc_pool_xml(VmrpcPool *pool, unsigned int flags, VmrpcError **error);

/* Gives a NULL-terminated array of the volumes of an active pool, to be freed with
 * vmrpc_volume_list_free(), and returns how many there are. flags: 0. ret_volumes may be NULL to
 * count only. Since 0.1. */
int vmrpc_volume_list(VmrpcPool *pool, unsigned int flags, VmrpcVolume ***ret_volumes,
                      VmrpcError **error);
/* Drops the references in a NULL-terminated array and frees it. Since 0.1. */
void vmrpc_volume_list_free(VmrpcVolume **volumes);

/* ---- volumes: finding ------------------------------------------------- */

/* Finds a volume by whatever a person gives: a name if pool is not NULL, then a key, then a path,
 * in any active pool. Since 0.1. */
VmrpcVolume *vmrpc_volume_lookup(VmrpcConnection *connection, VmrpcPool *pool,
                                 const char *name_or_key_or_path, VmrpcError **error);
/* These fail with VMRPC_ERR_NO_STORAGE_VOL if there is none. Since 0.1. */
VmrpcVolume *vmrpc_volume_lookup_by_name(VmrpcPool *pool, const char *name, VmrpcError **error);
/* Since 0.1. */
VmrpcVolume *vmrpc_volume_lookup_by_key(VmrpcConnection *connection, const char *key,
                                        VmrpcError **error);
/* Since 0.1. */
VmrpcVolume *vmrpc_volume_lookup_by_path(VmrpcConnection *connection, const char *path,
                                         VmrpcError **error);

/* Since 0.1. */
VmrpcVolume *vmrpc_volume_ref(VmrpcVolume *volume);
/* Since 0.1. */
void vmrpc_volume_unref(VmrpcVolume *volume);

/* These do not ask the server. Since 0.1. */
VmrpcConnection *vmrpc_volume_connection(const VmrpcVolume *volume); /* no reference is taken */
const char *vmrpc_volume_name(const VmrpcVolume *volume);
const char *vmrpc_volume_key(const VmrpcVolume *volume);
const char *vmrpc_volume_pool_name(const VmrpcVolume *volume);

/* Where it is, at the server: what the <source> of a domain's disk takes. Since 0.1. */
char *vmrpc_volume_path(VmrpcVolume *volume, VmrpcError **error);
/* The volume as a document. flags: 0. Since 0.1. */
char *vmrpc_volume_xml(VmrpcVolume *volume, unsigned int flags, VmrpcError **error);

/* What a volume is. */
typedef enum VmrpcVolumeType {
    VMRPC_VOLUME_TYPE_FILE = 0,
    VMRPC_VOLUME_TYPE_BLOCK = 1,
    VMRPC_VOLUME_TYPE_DIR = 2,
    VMRPC_VOLUME_TYPE_NETWORK = 3,
    VMRPC_VOLUME_TYPE_NETDIR = 4
} VmrpcVolumeType;

/* The figures of a volume, in bytes. Since 0.1. */
typedef struct VmrpcVolumeInfo {
    int type;            /* VMRPC_VOLUME_TYPE_* */
    uint64_t capacity;   /* what a guest sees */
    uint64_t allocation; /* what it takes up */
} VmrpcVolumeInfo;

/* Flags of vmrpc_volume_info(). */
typedef enum VmrpcVolumeInfoFlags {
    VMRPC_VOLUME_INFO_PHYSICAL = 1 /* allocation is the size of the file, holes included */
} VmrpcVolumeInfoFlags;

/* Fills *ret_info. Since 0.1. */
int vmrpc_volume_info(VmrpcVolume *volume, unsigned int flags, VmrpcVolumeInfo *ret_info,
                      VmrpcError **error);
/* Words for people: "file", "block", ...; "unknown" for a number that has none. Since 0.1. */
const char *vmrpc_volume_type_to_string(int type);

/* ---- volumes: life ------------------------------------------------- */

/* Flags of vmrpc_volume_create() and vmrpc_volume_create_from(). */
typedef enum VmrpcVolumeCreateFlags {
    VMRPC_VOLUME_CREATE_PREALLOC_METADATA = 1,
    VMRPC_VOLUME_CREATE_REFLINK = 2 /* share blocks with the source, or fail */
} VmrpcVolumeCreateFlags;

/* Makes a volume of <volume> XML in an active pool. Since 0.1. */
VmrpcVolume *vmrpc_volume_create(VmrpcPool *pool, const char *xml, unsigned int flags,
                                 VmrpcError **error);
/* The same with the contents of another one, which may be of another pool. May take long. Since
 * 0.1. */
VmrpcVolume *vmrpc_volume_create_from(VmrpcPool *pool, const char *xml, VmrpcVolume *source,
                                      unsigned int flags, VmrpcError **error);

/* Flags of vmrpc_volume_delete(). */
typedef enum VmrpcVolumeDeleteFlags {
    VMRPC_VOLUME_DELETE_ZEROED = 1,
    VMRPC_VOLUME_DELETE_WITH_SNAPSHOTS = 2
} VmrpcVolumeDeleteFlags;

/* Deletes it. Since 0.1. */
int vmrpc_volume_delete(VmrpcVolume *volume, unsigned int flags, VmrpcError **error);

/* Flags of vmrpc_volume_resize(). */
typedef enum VmrpcVolumeResizeFlags {
    VMRPC_VOLUME_RESIZE_ALLOCATE = 1, /* and take up the new space */
    VMRPC_VOLUME_RESIZE_DELTA = 2,    /* capacity is what is added, or with SHRINK taken away */
    VMRPC_VOLUME_RESIZE_SHRINK = 4    /* smaller is meant: what is behind the new end is lost */
} VmrpcVolumeResizeFlags;

/* Changes what a guest sees of it, in bytes; no guest may use it. Since 0.1. */
int vmrpc_volume_resize(VmrpcVolume *volume, uint64_t capacity, unsigned int flags,
                        VmrpcError **error);

/* How to overwrite a volume; the server may know others. */
typedef enum VmrpcVolumeWipeAlgorithm {
    VMRPC_VOLUME_WIPE_ALGORITHM_ZERO = 0,
    VMRPC_VOLUME_WIPE_ALGORITHM_NNSA = 1,
    VMRPC_VOLUME_WIPE_ALGORITHM_DOD = 2,
    VMRPC_VOLUME_WIPE_ALGORITHM_BSI = 3,
    VMRPC_VOLUME_WIPE_ALGORITHM_GUTMANN = 4,
    VMRPC_VOLUME_WIPE_ALGORITHM_SCHNEIER = 5,
    VMRPC_VOLUME_WIPE_ALGORITHM_PFITZNER7 = 6,
    VMRPC_VOLUME_WIPE_ALGORITHM_PFITZNER33 = 7,
    VMRPC_VOLUME_WIPE_ALGORITHM_RANDOM = 8,
    VMRPC_VOLUME_WIPE_ALGORITHM_TRIM = 9
} VmrpcVolumeWipeAlgorithm;

/* Overwrites it. May take long. flags: 0. Since 0.1. */
int vmrpc_volume_wipe(VmrpcVolume *volume, int algorithm, unsigned int flags, VmrpcError **error);

/* Flags of vmrpc_volume_upload() and vmrpc_volume_download(). */
typedef enum VmrpcVolumeTransferFlags {
    VMRPC_VOLUME_TRANSFER_SPARSE = 1 /* holes may be sent as such: see vmrpc_stream_recv() */
} VmrpcVolumeTransferFlags;

/* Opens a stream that fills the volume from offset on; more than length bytes (0: no limit) are
 * refused. Nothing is sure to be there before vmrpc_stream_finish() has succeeded. Since 0.1. */
VmrpcStream *vmrpc_volume_upload(VmrpcVolume *volume, uint64_t offset, uint64_t length,
                                 unsigned int flags, VmrpcError **error);
/* Opens a stream that reads it from offset on, at most length bytes (0: to its end). Since 0.1. */
VmrpcStream *vmrpc_volume_download(VmrpcVolume *volume, uint64_t offset, uint64_t length,
                                   unsigned int flags, VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
