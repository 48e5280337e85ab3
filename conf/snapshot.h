/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A snapshot of a domain as a document: <domainsnapshot>, in libvirt's format.
 *
 * The disks of a snapshot that is whole (snapshot_def_align()) are those of its domain, in its
 * order, each with its own decision. `path` is, with external, the image that the domain writes
 * from then on: what was before stays in the image that the snapshot's domain names.
 */
#ifndef VMRPC_CONF_SNAPSHOT_H
#define VMRPC_CONF_SNAPSHOT_H

#include "conf/moment.h"

typedef enum {
    SNAPSHOT_STATE_NOSTATE, /* the first eight are DOMAIN_STATE_* */
    SNAPSHOT_STATE_RUNNING,
    SNAPSHOT_STATE_BLOCKED,
    SNAPSHOT_STATE_PAUSED,
    SNAPSHOT_STATE_SHUTDOWN,
    SNAPSHOT_STATE_SHUTOFF,
    SNAPSHOT_STATE_CRASHED,
    SNAPSHOT_STATE_PMSUSPENDED,
    SNAPSHOT_STATE_DISKS, /* of a domain that ran, without its memory */
    SNAPSHOT_STATE_LAST
} SnapshotState;
ENUM_DECLARE(snapshot_state, SnapshotState);

typedef enum {
    SNAPSHOT_PLACE_DEFAULT, /* not given */
    SNAPSHOT_PLACE_NO,
    SNAPSHOT_PLACE_INTERNAL,
    SNAPSHOT_PLACE_EXTERNAL,
    SNAPSHOT_PLACE_MANUAL, /* somebody else sees to it */
    SNAPSHOT_PLACE_LAST
} SnapshotPlace;
ENUM_DECLARE(snapshot_place, SnapshotPlace);

/* Of revert_disks. */
#define SNAPSHOT_REVERT_IMAGES_MAX (16 * 1024)

typedef struct {
    char *name; /* first: see disk_entry.h */
    SnapshotPlace place;
    DomainDiskType type;
    char *format; /* of the new image; NULL: not given */
    char *path;   /* of the new image; NULL: not given */
    bool merging; /* its deletion has begun: what it kept is not whole any more */
} SnapshotDisk;

typedef struct {
    MomentDef moment; /* first */
    SnapshotState state;
    SnapshotPlace memory;
    char *memory_file;
    GPtrArray *disks;        /* of SnapshotDisk; never NULL */
    GPtrArray *revert_disks; /* images made by going back to it: what the domain writes since the
                                last time, and older ones that other snapshots keep; NULL: never */
    DomainDef *inactive;     /* its definition, if that was another than what ran; or NULL */
    char *cookie;            /* the element as text; NULL: none */
    bool unlisted;           /* of one that is being made: nothing is to be kept of it but itself */
} SnapshotDef;

SnapshotDef *snapshot_def_new(void);
void snapshot_def_free(SnapshotDef *def); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SnapshotDef, snapshot_def_free)

SnapshotDisk *snapshot_disk_new(const char *name, SnapshotPlace place);
void snapshot_disk_free(void *disk);
/* NULL if the list (which may be NULL) has none of that name. */
SnapshotDisk *snapshot_disk_find(const GPtrArray *disks, const char *name);

SnapshotDef *snapshot_def_parse(const char *xml, MomentParse kind, GError **err);
/* flags: DOMAIN_FORMAT_SECURE or 0. */
char *snapshot_def_format(const SnapshotDef *def, unsigned flags);

/* Whether any disk is of that place. */
bool snapshot_def_has(const SnapshotDef *def, SnapshotPlace place);
/* Memory or any disk is kept in a file of its own. */
bool snapshot_def_is_external(const SnapshotDef *def);

/* Gives each disk of the domain its entry: those that the document names as it says, else as the
 * disk itself wants (<disk snapshot=>), else as `place`; what has nothing to keep gets "no".
 * External ones without a path get PATH.SNAPSHOT beside their image. ERR_CONFIG_UNSUPPORTED if a
 * disk cannot be kept in that place, or would be left out without having been told so. */
bool snapshot_def_align(SnapshotDef *def, const DomainDef *domain, SnapshotPlace place,
                        GError **err);

#endif
