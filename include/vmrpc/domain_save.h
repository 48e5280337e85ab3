/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: saving domains to files and restoring them, managed saves, core dumps.
 *
 * Paths are of files on the server's machine, and absolute. These calls last as long as it takes:
 * set a timeout to match (vmrpc_set_thread_timeout()). How far they are tells vmrpc/domain_job.h.
 */
#ifndef VMRPC_DOMAIN_SAVE_H
#define VMRPC_DOMAIN_SAVE_H

#include "vmrpc/domain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Flags of vmrpc_domain_save(), vmrpc_domain_managed_save(), vmrpc_domain_restore(),
 * vmrpc_domain_save_image_define() and vmrpc_domain_managed_save_define(). Since 0.1. */
typedef enum VmrpcDomainSaveFlags {
    VMRPC_DOMAIN_SAVE_BYPASS_CACHE = 1, /* leave nothing of the file in the server's page cache */
    VMRPC_DOMAIN_SAVE_RUNNING = 2,      /* it will run, whatever it did when it was saved */
    VMRPC_DOMAIN_SAVE_PAUSED = 4,       /* it will be paused */
    VMRPC_DOMAIN_SAVE_RESET_NVRAM = 8   /* with fresh firmware variables */
} VmrpcDomainSaveFlags;

/* Writes the state of an active domain to a file and ends it. If it fails the guest goes on as
 * before, and there is no file. xml: the document to put into the file, of the same hardware; NULL:
 * the guest's own. Since 0.1. */
int vmrpc_domain_save(VmrpcDomain *domain, const char *path, const char *xml, unsigned int flags,
                      VmrpcError **error);
/* Starts a domain from such a file, which stays. xml as above. Since 0.1. */
int vmrpc_domain_restore(VmrpcConnection *connection, const char *path, const char *xml,
                         unsigned int flags, VmrpcError **error);
/* The document in such a file; flags: 0 or VMRPC_DOMAIN_XML_SECURE. Since 0.1. */
char *vmrpc_domain_save_image_xml(VmrpcConnection *connection, const char *path, unsigned int flags,
                                  VmrpcError **error);
/* Replaces it. Since 0.1. */
int vmrpc_domain_save_image_define(VmrpcConnection *connection, const char *path, const char *xml,
                                   unsigned int flags, VmrpcError **error);

/* The same with a file that the server keeps: the next start of the domain goes on from it. Since
 * 0.1. */
int vmrpc_domain_managed_save(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* Forgets it: the next start is an ordinary one. Since 0.1. */
int vmrpc_domain_managed_save_remove(VmrpcDomain *domain, VmrpcError **error);
/* The document in that file, and another one for it. Since 0.1. */
char *vmrpc_domain_managed_save_xml(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
int vmrpc_domain_managed_save_define(VmrpcDomain *domain, const char *xml, unsigned int flags,
                                     VmrpcError **error);

/* Flags of vmrpc_domain_core_dump(). Since 0.1. */
typedef enum VmrpcDomainCoreDumpFlags {
    VMRPC_DOMAIN_CORE_DUMP_CRASH = 1, /* and end the guest */
    VMRPC_DOMAIN_CORE_DUMP_LIVE = 2,  /* while the guest runs on */
    VMRPC_DOMAIN_CORE_DUMP_BYPASS_CACHE = 4,
    VMRPC_DOMAIN_CORE_DUMP_RESET = 8,       /* and reset the guest */
    VMRPC_DOMAIN_CORE_DUMP_MEMORY_ONLY = 16 /* memory and registers, for debuggers */
} VmrpcDomainCoreDumpFlags;

/* Formats of core dumps; all but the first only with VMRPC_DOMAIN_CORE_DUMP_MEMORY_ONLY. Since 0.1.
 */
typedef enum VmrpcDomainCoreDumpFormat {
    VMRPC_DOMAIN_CORE_DUMP_FORMAT_RAW = 0, /* ELF; of all that there is, the emulator's own */
    VMRPC_DOMAIN_CORE_DUMP_FORMAT_KDUMP_ZLIB = 1,
    VMRPC_DOMAIN_CORE_DUMP_FORMAT_KDUMP_LZO = 2,
    VMRPC_DOMAIN_CORE_DUMP_FORMAT_KDUMP_SNAPPY = 3,
    VMRPC_DOMAIN_CORE_DUMP_FORMAT_WIN_DMP = 4
} VmrpcDomainCoreDumpFormat;

/* Writes the memory of an active domain to a file. format: VMRPC_DOMAIN_CORE_DUMP_FORMAT_*. Since
 * 0.1. */
int vmrpc_domain_core_dump(VmrpcDomain *domain, const char *path, int format, unsigned int flags,
                           VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
