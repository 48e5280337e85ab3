/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: checkpoints: instants since which the server notes what a guest writes to its disks,
 * for backups of just that (vmrpc/domain_backup.h).
 */
#ifndef VMRPC_CHECKPOINT_H
#define VMRPC_CHECKPOINT_H

#include "vmrpc/domain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A checkpoint: its name and its domain, of which it holds a reference. Since 0.1. */
typedef struct VmrpcCheckpoint VmrpcCheckpoint;

/* Flags of vmrpc_checkpoint_create(). Since 0.1. */
typedef enum VmrpcCheckpointCreateFlags {
    VMRPC_CHECKPOINT_CREATE_REDEFINE = 1, /* only metadata, of a checkpoint that exists */
    VMRPC_CHECKPOINT_CREATE_QUIESCE = 2,  /* with the guest's file systems frozen */
    VMRPC_CHECKPOINT_CREATE_REDEFINE_VALIDATE = 4
} VmrpcCheckpointCreateFlags;

/* Filters of vmrpc_checkpoint_list() and vmrpc_checkpoint_list_children(). Since 0.1. */
typedef enum VmrpcCheckpointListFlags {
    VMRPC_CHECKPOINT_LIST_ROOTS = 1,       /* of a domain: those without a parent */
    VMRPC_CHECKPOINT_LIST_DESCENDANTS = 1, /* of a checkpoint: at any depth */
    VMRPC_CHECKPOINT_LIST_TOPOLOGICAL = 2, /* no filter: parents before their children */
    VMRPC_CHECKPOINT_LIST_LEAVES = 4,
    VMRPC_CHECKPOINT_LIST_NO_LEAVES = 8
} VmrpcCheckpointListFlags;

/* Flags of vmrpc_checkpoint_xml(). Since 0.1. */
typedef enum VmrpcCheckpointXmlFlags {
    VMRPC_CHECKPOINT_XML_SECURE = 1,
    VMRPC_CHECKPOINT_XML_NO_DOMAIN = 2, /* without the domain's document */
    VMRPC_CHECKPOINT_XML_SIZE = 4       /* with the bytes changed since; asks the guest's process */
} VmrpcCheckpointXmlFlags;

/* Flags of vmrpc_checkpoint_delete(). Since 0.1. */
typedef enum VmrpcCheckpointDeleteFlags {
    VMRPC_CHECKPOINT_DELETE_CHILDREN = 1,
    VMRPC_CHECKPOINT_DELETE_METADATA_ONLY = 2,
    VMRPC_CHECKPOINT_DELETE_CHILDREN_ONLY = 4
} VmrpcCheckpointDeleteFlags;

/* Makes one of a <domaincheckpoint> document, in which nothing has to be: a name is made of the
 * time. Since 0.1. */
VmrpcCheckpoint *vmrpc_checkpoint_create(VmrpcDomain *domain, const char *xml, unsigned int flags,
                                         VmrpcError **error);
/* VMRPC_ERR_NO_DOMAIN_CHECKPOINT if there is none. Since 0.1. */
VmrpcCheckpoint *vmrpc_checkpoint_lookup_by_name(VmrpcDomain *domain, const char *name,
                                                 VmrpcError **error);
/* Give a NULL-terminated array, to be freed with vmrpc_checkpoint_list_free(), and return how many
 * it has; ret_checkpoints NULL: only count. flags: VMRPC_CHECKPOINT_LIST_*. Since 0.1. */
int vmrpc_checkpoint_list(VmrpcDomain *domain, unsigned int flags,
                          VmrpcCheckpoint ***ret_checkpoints, VmrpcError **error);
int vmrpc_checkpoint_list_children(VmrpcCheckpoint *checkpoint, unsigned int flags,
                                   VmrpcCheckpoint ***ret_checkpoints, VmrpcError **error);
/* Drops the references in a NULL-terminated array and frees it. Since 0.1. */
void vmrpc_checkpoint_list_free(VmrpcCheckpoint **checkpoints);

/* Since 0.1. */
VmrpcCheckpoint *vmrpc_checkpoint_ref(VmrpcCheckpoint *checkpoint);
/* Since 0.1. */
void vmrpc_checkpoint_unref(VmrpcCheckpoint *checkpoint);
/* These do not ask the server; no reference is taken. Since 0.1. */
const char *vmrpc_checkpoint_name(const VmrpcCheckpoint *checkpoint);
VmrpcDomain *vmrpc_checkpoint_domain(const VmrpcCheckpoint *checkpoint);

/* The checkpoint as a document. flags: VMRPC_CHECKPOINT_XML_*. Since 0.1. */
char *vmrpc_checkpoint_xml(VmrpcCheckpoint *checkpoint, unsigned int flags, VmrpcError **error);
/* VMRPC_ERR_NO_DOMAIN_CHECKPOINT if it is a root. Since 0.1. */
VmrpcCheckpoint *vmrpc_checkpoint_parent(VmrpcCheckpoint *checkpoint, VmrpcError **error);
/* Deletes it: what was noted goes to its parent. flags: VMRPC_CHECKPOINT_DELETE_*. Since 0.1. */
int vmrpc_checkpoint_delete(VmrpcCheckpoint *checkpoint, unsigned int flags, VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
