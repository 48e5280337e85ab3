/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A checkpoint of a domain as a document: <domaincheckpoint>, in libvirt's format: an instant since
 * which a bitmap in each image notes what has changed.
 */
#ifndef VMRPC_CONF_CHECKPOINT_H
#define VMRPC_CONF_CHECKPOINT_H

#include "conf/moment.h"

typedef enum {
    CHECKPOINT_KIND_DEFAULT, /* not given */
    CHECKPOINT_KIND_NO,
    CHECKPOINT_KIND_BITMAP,
    CHECKPOINT_KIND_LAST
} CheckpointKind;
ENUM_DECLARE(checkpoint_kind, CheckpointKind);

typedef struct {
    char *name; /* first: see disk_entry.h */
    CheckpointKind kind;
    char *bitmap;  /* its name in the image; NULL: not given */
    bool has_size; /* only in answers: never read */
    uint64_t size; /* bytes changed since */
} CheckpointDisk;

typedef struct {
    MomentDef moment; /* first */
    GPtrArray *disks; /* of CheckpointDisk; never NULL */
} CheckpointDef;

void checkpoint_def_free(CheckpointDef *def); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CheckpointDef, checkpoint_def_free)

/* NULL if there is none of that name. */
CheckpointDisk *checkpoint_disk_find(const CheckpointDef *def, const char *name);

CheckpointDef *checkpoint_def_parse(const char *xml, MomentParse kind, GError **err);
/* flags: DOMAIN_FORMAT_SECURE or 0; without the domain if with_domain is false. */
char *checkpoint_def_format(const CheckpointDef *def, bool with_domain, unsigned flags);

/* Gives each disk of the domain its entry: those that the document names as it says; others get a
 * bitmap if the document names no disk at all, and "no" otherwise or when they cannot have one.
 * Bitmaps are named after the checkpoint unless the document says else. */
bool checkpoint_def_align(CheckpointDef *def, const DomainDef *domain, GError **err);

#endif
