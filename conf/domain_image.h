/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Images: where the bytes of a disk are. An image may hold only what differs from the one behind
 * it, so a disk has a chain of them.
 *
 * A document usually names the first only, and the driver finds out what lies behind (chain_found).
 * Where it gives more, in <backingStore>, it is believed, up to an empty one which ends the chain.
 * Names of images are text here: nothing is looked at.
 */
#ifndef VMRPC_CONF_DOMAIN_IMAGE_H
#define VMRPC_CONF_DOMAIN_IMAGE_H

#include "conf/enum.h"

/* Images of one disk. */
#define DOMAIN_IMAGES_MAX 65
/* Images of all disks of a domain that runs: each takes descriptors, and room in its document. */
#define DOMAIN_CHAINS_MAX 4096

typedef enum {
    DOMAIN_DISK_TYPE_FILE,
    DOMAIN_DISK_TYPE_BLOCK,
    DOMAIN_DISK_TYPE_LAST
} DomainDiskType;
ENUM_DECLARE(domain_disk_type, DomainDiskType);

typedef struct DomainImage DomainImage;
struct DomainImage {
    DomainDiskType type;
    char *path;
    char *format;         /* raw, qcow2 ...; NULL: not given */
    unsigned index;       /* live: its number among those the disk has had in this run; 0: none */
    bool chain_known;     /* backing tells all: NULL means that nothing lies behind */
    bool chain_found;     /* known because the driver looked: live, not of the document */
    unsigned set;         /* live: its descriptors at the hypervisor; 0: it was given the path */
    DomainImage *backing; /* owned */
};

DomainImage *domain_image_new(DomainDiskType type, const char *path, const char *format);
/* With all that lies behind; takes NULL. */
DomainImage *domain_image_copy(const DomainImage *image);
/* The same; void * so that it serves as GDestroyNotify. */
void domain_image_free(void *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DomainImage, domain_image_free)

/* The image of that number in the chain; NULL: there is none. */
DomainImage *domain_image_by_index(DomainImage *image, unsigned index);
/* How many images the chain has; takes NULL. */
unsigned domain_image_count(const DomainImage *image);

#endif
