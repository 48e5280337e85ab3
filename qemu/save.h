/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Saving a domain to a file, and starting it from there.
 *
 * A save that succeeds ends the guest; one that fails, or is cancelled, leaves the guest as it was,
 * and no file. The decision falls in one moment, when the file takes its name: see task.h.
 */
#ifndef VMRPC_QEMU_SAVE_H
#define VMRPC_QEMU_SAVE_H

#include "qemu/machine.h"
#include "qemu/save_image.h"

/* Of domain_save_mode; all that is honoured in saving. */
#define SAVE_FLAGS                                                                                 \
    (DOMAIN_SAVE_MODE_BYPASS_CACHE | DOMAIN_SAVE_MODE_RUNNING | DOMAIN_SAVE_MODE_PAUSED)

/* flags against known, and none that exclude each other. */
bool save_check_flags(unsigned flags, const char *procedure, GError **err);

/* The domain is claimed. dxml: the document that goes into the file, NULL: that of the guest. */
bool save_co_domain(QemuDriver *driver, Domain *domain, const char *path, const char *dxml,
                    unsigned flags, GError **err);

/* A saved domain that is to run. */
typedef struct Restore {
    int fd; /* -1: none */
    SaveImage image;
    DomainDef *def; /* what is to run */
    bool paused;
    bool uncached;
    const char *consumed; /* as in StartIncoming */
} Restore;
#define RESTORE_INIT                                                                               \
    {                                                                                              \
        .fd = -1                                                                                   \
    }

/* Opens and checks it. dxml: the document to use, NULL: the one that is inside. */
bool restore_co_open(QemuDriver *driver, const char *path, const char *dxml, unsigned flags,
                     Restore *ret_restore, GError **err);
/* DomainStart.co_start; data is a Restore. */
bool restore_co_start(DomainDriver *driver, Domain *domain, bool paused, void *data, GError **err);
void restore_clear(Restore *restore);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Restore, restore_clear)

/* The document of a saved domain as clients may see it; NULL on failure. */
char *save_co_document(QemuDriver *driver, const char *path, unsigned flags, GError **err);
/* Replaces it by one of the same hardware. */
bool save_co_define(QemuDriver *driver, const char *path, const char *dxml, unsigned flags,
                    GError **err);

extern const RemoteHandlers save_handlers;

#endif
