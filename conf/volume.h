/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A storage volume as a document: <volume type='file'>.
 *
 * What clients ask for (VolumeDef, parsed) and what there is (VolumeState, formatted) are two
 * structs: the first has what may be left open, the second what was seen on the disk.
 */
#ifndef VMRPC_CONF_VOLUME_H
#define VMRPC_CONF_VOLUME_H

#include "base/error.h"
#include "conf/enum.h"
#include "conf/permissions.h"

#include <stdint.h>
#include <time.h>

#define VOLUME_NAME_MAX 255 /* bytes: what file systems take */

/* Formats that are told apart; only raw and qcow2 can be made. */
typedef enum {
    VOLUME_FORMAT_NONE, /* not given */
    VOLUME_FORMAT_RAW,
    VOLUME_FORMAT_DIR,
    VOLUME_FORMAT_ISO,
    VOLUME_FORMAT_QCOW,
    VOLUME_FORMAT_QCOW2,
    VOLUME_FORMAT_QED,
    VOLUME_FORMAT_VDI,
    VOLUME_FORMAT_VMDK,
    VOLUME_FORMAT_VPC,
    VOLUME_FORMAT_LAST,
} VolumeFormat;

ENUM_DECLARE(volume_format, VolumeFormat);

typedef enum {
    VOLUME_COMPAT_DEFAULT,
    VOLUME_COMPAT_0_10,
    VOLUME_COMPAT_1_1,
    VOLUME_COMPAT_LAST,
} VolumeCompat;

ENUM_DECLARE(volume_compat, VolumeCompat);

/* The image that a volume's unwritten parts are read from. */
typedef struct {
    char *path; /* NULL: none. Absolute, or an URI or pseudo protocol of QEMU's */
    VolumeFormat format;
} VolumeBacking;

/* What a volume shall be. */
typedef struct {
    char *name;
    bool has_capacity;
    bool has_allocation;
    uint64_t capacity; /* bytes */
    uint64_t allocation;
    VolumeFormat format; /* raw unless it says otherwise */
    VolumeCompat compat;
    bool lazy_refcounts;
    unsigned cluster_size; /* bytes; 0: not given */
    Permissions permissions;
    VolumeBacking backing;
} VolumeDef;

typedef enum {
    VOLUME_NEW,  /* must say how large it is */
    VOLUME_COPY, /* otherwise as large as its source */
} VolumeOrigin;

VolumeDef *volume_def_parse(const char *xml, VolumeOrigin origin, GError **err);
void volume_def_free(VolumeDef *def); /* takes NULL */

typedef struct {
    struct timespec access;
    struct timespec modification;
    struct timespec change;
} VolumeTimes;

/* What a volume is. Bytes; strings are borrowed. */
typedef struct {
    const char *name;
    const char *path;
    bool is_folder;
    uint64_t capacity;   /* what a guest sees */
    uint64_t allocation; /* blocks in use */
    uint64_t physical;   /* size of the file */
    VolumeFormat format;
    VolumeCompat compat;
    bool lazy_refcounts;
    unsigned cluster_size;
    Permissions permissions;
    VolumeTimes times;
    VolumeBacking backing;
    /* Of the backing image, NULL if it is not known. */
    const Permissions *backing_permissions;
    const VolumeTimes *backing_times;
} VolumeState;

char *volume_state_format(const VolumeState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(VolumeDef, volume_def_free)

#endif
