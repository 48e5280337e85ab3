/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: backups of running domains, whole or of what has changed since a checkpoint
 * (vmrpc/checkpoint.h).
 *
 * A backup goes on when its call has returned: its end is told by VMRPC_EVENT_KIND_BLOCK_JOB_2 of
 * each disk and VMRPC_EVENT_KIND_JOB_COMPLETED; vmrpc/domain_job.h has its progress and ends it,
 * which is the only end that one in pull mode has.
 */
#ifndef VMRPC_DOMAIN_BACKUP_H
#define VMRPC_DOMAIN_BACKUP_H

#include "vmrpc/domain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Flags of vmrpc_domain_backup_begin(). Since 0.1. */
typedef enum VmrpcDomainBackupBeginFlags {
    VMRPC_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL = 1 /* the files exist */
} VmrpcDomainBackupBeginFlags;

/* Begins what a <domainbackup> document describes; checkpoint_xml (NULL: none): with a checkpoint
 * of the same instant. Since 0.1. */
int vmrpc_domain_backup_begin(VmrpcDomain *domain, const char *xml, const char *checkpoint_xml,
                              unsigned int flags, VmrpcError **error);
/* The document of the one that goes on, with what the server chose. Since 0.1. */
char *vmrpc_domain_backup_xml(VmrpcDomain *domain, VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
