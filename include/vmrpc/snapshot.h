/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: snapshots: what a domain's disks, and perhaps its memory, were at an instant, to go
 * back to. Each but the first descends from another one, so they are a tree.
 */
#ifndef VMRPC_SNAPSHOT_H
#define VMRPC_SNAPSHOT_H

#include "vmrpc/domain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A snapshot: its name and its domain, of which it holds a reference. Since 0.1. */
typedef struct VmrpcSnapshot VmrpcSnapshot;

/* Flags of vmrpc_snapshot_create(). Since 0.1. */
typedef enum VmrpcSnapshotCreateFlags {
    VMRPC_SNAPSHOT_CREATE_REDEFINE = 1 << 0,       /* only metadata, of a snapshot that exists */
    VMRPC_SNAPSHOT_CREATE_CURRENT = 1 << 1,        /* with REDEFINE: it is the current one */
    VMRPC_SNAPSHOT_CREATE_NO_METADATA = 1 << 2,    /* the server forgets it at once */
    VMRPC_SNAPSHOT_CREATE_HALT = 1 << 3,           /* stop the domain afterwards */
    VMRPC_SNAPSHOT_CREATE_DISK_ONLY = 1 << 4,      /* of a domain that runs, without its memory */
    VMRPC_SNAPSHOT_CREATE_REUSE_EXTERNAL = 1 << 5, /* the new images are there already */
    VMRPC_SNAPSHOT_CREATE_QUIESCE = 1 << 6,        /* with the guest's file systems frozen */
    VMRPC_SNAPSHOT_CREATE_ATOMIC = 1 << 7,         /* all disks or none, as always here */
    VMRPC_SNAPSHOT_CREATE_LIVE = 1 << 8,           /* the guest runs on while memory is written */
    VMRPC_SNAPSHOT_CREATE_VALIDATE = 1 << 9        /* refuse what the document should not have */
} VmrpcSnapshotCreateFlags;

/* Filters of vmrpc_snapshot_list() and vmrpc_snapshot_list_children(): those of one line are
 * alternatives, lines are combined. Since 0.1. */
typedef enum VmrpcSnapshotListFlags {
    VMRPC_SNAPSHOT_LIST_ROOTS = 1 << 0,       /* of a domain: those without a parent */
    VMRPC_SNAPSHOT_LIST_DESCENDANTS = 1 << 0, /* of a snapshot: at any depth */

    VMRPC_SNAPSHOT_LIST_METADATA = 1 << 1,
    VMRPC_SNAPSHOT_LIST_NO_METADATA = 1 << 4,

    VMRPC_SNAPSHOT_LIST_LEAVES = 1 << 2,
    VMRPC_SNAPSHOT_LIST_NO_LEAVES = 1 << 3,

    VMRPC_SNAPSHOT_LIST_INACTIVE = 1 << 5,
    VMRPC_SNAPSHOT_LIST_ACTIVE = 1 << 6,
    VMRPC_SNAPSHOT_LIST_DISK_ONLY = 1 << 7,

    VMRPC_SNAPSHOT_LIST_INTERNAL = 1 << 8,
    VMRPC_SNAPSHOT_LIST_EXTERNAL = 1 << 9,

    VMRPC_SNAPSHOT_LIST_TOPOLOGICAL = 1 << 10 /* no filter: parents before their children */
} VmrpcSnapshotListFlags;

/* Flags of vmrpc_snapshot_xml(). Since 0.1. */
typedef enum VmrpcSnapshotXmlFlags {
    VMRPC_SNAPSHOT_XML_SECURE = 1 << 0 /* passwords too; needs more than a read-only connection */
} VmrpcSnapshotXmlFlags;

/* Flags of vmrpc_snapshot_revert(). Since 0.1. */
typedef enum VmrpcSnapshotRevertFlags {
    VMRPC_SNAPSHOT_REVERT_RUNNING = 1 << 0, /* whatever the state was */
    VMRPC_SNAPSHOT_REVERT_PAUSED = 1 << 1,
    VMRPC_SNAPSHOT_REVERT_FORCE = 1 << 2, /* also if QEMU has to be stopped */
    VMRPC_SNAPSHOT_REVERT_RESET_NVRAM = 1 << 3
} VmrpcSnapshotRevertFlags;

/* Flags of vmrpc_snapshot_delete(). Since 0.1. */
typedef enum VmrpcSnapshotDeleteFlags {
    VMRPC_SNAPSHOT_DELETE_CHILDREN = 1 << 0,      /* and all that descend from it */
    VMRPC_SNAPSHOT_DELETE_METADATA_ONLY = 1 << 1, /* images stay as they are */
    VMRPC_SNAPSHOT_DELETE_CHILDREN_ONLY = 1 << 2  /* what descends from it, not itself */
} VmrpcSnapshotDeleteFlags;

/* Takes a snapshot; xml is a <domainsnapshot>, in which nothing has to be: a name is made of the
 * time. Since 0.1. */
VmrpcSnapshot *vmrpc_snapshot_create(VmrpcDomain *domain, const char *xml, unsigned int flags,
                                     VmrpcError **error);

/* VMRPC_ERR_NO_DOMAIN_SNAPSHOT if there is none. Since 0.1. */
VmrpcSnapshot *vmrpc_snapshot_lookup_by_name(VmrpcDomain *domain, const char *name,
                                             VmrpcError **error);
/* The one that the domain's disks have last been the same as. Since 0.1. */
VmrpcSnapshot *vmrpc_snapshot_lookup_current(VmrpcDomain *domain, VmrpcError **error);

/* Give a NULL-terminated array, to be freed with vmrpc_snapshot_list_free(), and return how many it
 * has; ret_snapshots NULL: only count. flags: VMRPC_SNAPSHOT_LIST_*. Since 0.1. */
int vmrpc_snapshot_list(VmrpcDomain *domain, unsigned int flags, VmrpcSnapshot ***ret_snapshots,
                        VmrpcError **error);
int vmrpc_snapshot_list_children(VmrpcSnapshot *snapshot, unsigned int flags,
                                 VmrpcSnapshot ***ret_snapshots, VmrpcError **error);
/* Drops the references in a NULL-terminated array and frees it. Since 0.1. */
void vmrpc_snapshot_list_free(VmrpcSnapshot **snapshots);

/* Since 0.1. */
VmrpcSnapshot *vmrpc_snapshot_ref(VmrpcSnapshot *snapshot);
/* Since 0.1. */
void vmrpc_snapshot_unref(VmrpcSnapshot *snapshot);
/* These do not ask the server; no reference is taken. Since 0.1. */
const char *vmrpc_snapshot_name(const VmrpcSnapshot *snapshot);
VmrpcDomain *vmrpc_snapshot_domain(const VmrpcSnapshot *snapshot);

/* The snapshot as a document. flags: VMRPC_SNAPSHOT_XML_*. Since 0.1. */
char *vmrpc_snapshot_xml(VmrpcSnapshot *snapshot, unsigned int flags, VmrpcError **error);
/* VMRPC_ERR_NO_DOMAIN_SNAPSHOT if it is a root. Since 0.1. */
VmrpcSnapshot *vmrpc_snapshot_parent(VmrpcSnapshot *snapshot, VmrpcError **error);
/* 1 if it is the current one of its domain, 0 if not. Since 0.1. */
int vmrpc_snapshot_is_current(VmrpcSnapshot *snapshot, VmrpcError **error);
/* 1 if the server keeps its document, 0 if only the images know of it. Since 0.1. */
int vmrpc_snapshot_has_metadata(VmrpcSnapshot *snapshot, VmrpcError **error);

/* Puts the domain back to where it was. VMRPC_ERR_SNAPSHOT_REVERT_RISKY: only with FORCE. Since
 * 0.1. */
int vmrpc_snapshot_revert(VmrpcSnapshot *snapshot, unsigned int flags, VmrpcError **error);
/* Deletes it; what was kept in images is merged where it is needed. flags:
 * VMRPC_SNAPSHOT_DELETE_*. Since 0.1. */
int vmrpc_snapshot_delete(VmrpcSnapshot *snapshot, unsigned int flags, VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
