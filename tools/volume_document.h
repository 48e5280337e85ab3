/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * <volume> documents, made of words or of another one's.
 */
#ifndef VMRPC_TOOLS_VOLUME_DOCUMENT_H
#define VMRPC_TOOLS_VOLUME_DOCUMENT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct VolumeDocument {
    const char *name;
    uint64_t capacity; /* bytes */
    bool has_allocation;
    uint64_t allocation;
    const char *format;         /* NULL: the daemon chooses */
    const char *backing_path;   /* NULL: none */
    const char *backing_format; /* NULL: the daemon finds out */
} VolumeDocument;

char *volume_document_new(const VolumeDocument *document);
/* The same volume under another name: without what belongs to the first alone, its key, its path
 * and what it takes up. NULL if xml is no document. */
char *volume_document_rename(const char *xml, const char *name);

#endif
