/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Shared folders: the <filesystem> devices, of which there is one kind, a folder of the host that
 * the guest mounts by 9p.
 */
#ifndef VMRPC_CONF_DOMAIN_FILESYSTEM_H
#define VMRPC_CONF_DOMAIN_FILESYSTEM_H

#include "conf/domain_devices.h"

#define DOMAIN_FILESYSTEM_TAG_MAX 31 /* bytes; QEMU's own limit */

/* What becomes of owners and permissions that the guest gives to files. */
typedef enum {
    DOMAIN_FILESYSTEM_DEFAULT,
    DOMAIN_FILESYSTEM_PASSTHROUGH, /* they are those of the host's files */
    DOMAIN_FILESYSTEM_MAPPED, /* kept beside the files, which belong to the hypervisor's user */
    DOMAIN_FILESYSTEM_SQUASH, /* as passthrough, but what cannot be done is passed over */
    DOMAIN_FILESYSTEM_ACCESS_LAST
} DomainFilesystemAccess;
ENUM_DECLARE(domain_filesystem_access, DomainFilesystemAccess);

/* What becomes of files of several file systems of the host, whose numbers may be the same. */
typedef enum {
    DOMAIN_MULTIDEVS_DEFAULT,
    DOMAIN_MULTIDEVS_REMAP,
    DOMAIN_MULTIDEVS_FORBID,
    DOMAIN_MULTIDEVS_WARN,
    DOMAIN_MULTIDEVS_LAST
} DomainMultidevs;
ENUM_DECLARE(domain_multidevs, DomainMultidevs);

typedef struct {
    DomainDeviceInfo info; /* the only model is virtio */
    DomainFilesystemAccess access;
    DomainMultidevs multidevs;
    char *source;   /* folder of the host: an absolute path */
    char *target;   /* the tag by which the guest mounts it */
    bool driver;    /* <driver type='path'> was given */
    bool immediate; /* what is written is on its way to the disk at once */
    unsigned fmode; /* MAPPED: of new files and folders on the host; 0: not given */
    unsigned dmode;
    bool readonly;
} DomainFilesystem;

DomainFilesystem *domain_filesystem_new(void);
void domain_filesystem_free(void *filesystem); /* takes NULL */

#endif
