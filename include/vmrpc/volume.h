/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: volumes: images of disks in storage pools.
 */
#ifndef VMRPC_VOLUME_H
#define VMRPC_VOLUME_H

#include "vmrpc/pool.h"
#include "vmrpc/stream.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A volume of a pool: a name that is unique in the pool, and a key, its path, that is unique at the
 * server. Holds a reference of its connection, none of its pool. Since 0.1. */
typedef struct VmrpcVolume VmrpcVolume;

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

/* Gives a NULL-terminated array of the volumes of an active pool, to be freed with
 * vmrpc_volume_list_free(), and returns how many there are. flags: 0. ret_volumes may be NULL to
 * count only. Since 0.1. */
int vmrpc_volume_list(VmrpcPool *pool, unsigned int flags, VmrpcVolume ***ret_volumes,
                      VmrpcError **error);
/* Drops the references in a NULL-terminated array and frees it. Since 0.1. */
void vmrpc_volume_list_free(VmrpcVolume **volumes);

/* Since 0.1. */
VmrpcVolume *vmrpc_volume_ref(VmrpcVolume *volume);
/* Since 0.1. */
void vmrpc_volume_unref(VmrpcVolume *volume);

/* These do not ask the server. Since 0.1. */
VmrpcConnection *vmrpc_volume_connection(const VmrpcVolume *volume); /* no reference is taken */
const char *vmrpc_volume_name(const VmrpcVolume *volume);
const char *vmrpc_volume_key(const VmrpcVolume *volume);
const char *vmrpc_volume_pool_name(const VmrpcVolume *volume);

/* The pool that it belongs to. Since 0.1. */
VmrpcPool *vmrpc_volume_pool(VmrpcVolume *volume, VmrpcError **error);
/* Where it is, at the server: what the <source> of a domain's disk takes. Since 0.1. */
char *vmrpc_volume_path(VmrpcVolume *volume, VmrpcError **error);
/* The volume as a document. flags: 0. Since 0.1. */
char *vmrpc_volume_xml(VmrpcVolume *volume, unsigned int flags, VmrpcError **error);

/* What a volume is. Since 0.1. */
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

/* Flags of vmrpc_volume_info(). Since 0.1. */
typedef enum VmrpcVolumeInfoFlags {
    VMRPC_VOLUME_INFO_PHYSICAL = 1 /* allocation is the size of the file, holes included */
} VmrpcVolumeInfoFlags;

/* Fills *ret_info. Since 0.1. */
int vmrpc_volume_info(VmrpcVolume *volume, unsigned int flags, VmrpcVolumeInfo *ret_info,
                      VmrpcError **error);
/* Words for people: "file", "block", ...; "unknown" for a number that has none. Since 0.1. */
const char *vmrpc_volume_type_to_string(int type);

/* Flags of vmrpc_volume_create() and vmrpc_volume_create_from(). Since 0.1. */
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

/* Flags of vmrpc_volume_delete(). Since 0.1. */
typedef enum VmrpcVolumeDeleteFlags {
    VMRPC_VOLUME_DELETE_ZEROED = 1,
    VMRPC_VOLUME_DELETE_WITH_SNAPSHOTS = 2
} VmrpcVolumeDeleteFlags;

/* Deletes it. Since 0.1. */
int vmrpc_volume_delete(VmrpcVolume *volume, unsigned int flags, VmrpcError **error);

/* Flags of vmrpc_volume_resize(). Since 0.1. */
typedef enum VmrpcVolumeResizeFlags {
    VMRPC_VOLUME_RESIZE_ALLOCATE = 1, /* and take up the new space */
    VMRPC_VOLUME_RESIZE_DELTA = 2,    /* capacity is what is added, or with SHRINK taken away */
    VMRPC_VOLUME_RESIZE_SHRINK = 4    /* smaller is meant: what is behind the new end is lost */
} VmrpcVolumeResizeFlags;

/* Changes what a guest sees of it, in bytes; no guest may use it. Since 0.1. */
int vmrpc_volume_resize(VmrpcVolume *volume, uint64_t capacity, unsigned int flags,
                        VmrpcError **error);

/* How to overwrite a volume; the server may know others. Since 0.1. */
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

/* Flags of vmrpc_volume_upload() and vmrpc_volume_download(). Since 0.1. */
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
