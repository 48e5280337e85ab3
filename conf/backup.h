/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A backup of a domain as a document: <domainbackup>, in libvirt's format: which disks, since when,
 * and where their contents go (push) or are fetched (pull, over NBD).
 *
 * Pure text in, struct out, text out. The daemon's own copy in a status file has the same form.
 */
#ifndef VMRPC_CONF_BACKUP_H
#define VMRPC_CONF_BACKUP_H

#include "conf/domain.h"

typedef enum { BACKUP_MODE_PUSH, BACKUP_MODE_PULL, BACKUP_MODE_LAST } BackupMode;
ENUM_DECLARE(backup_mode, BackupMode);

typedef enum { BACKUP_TRANSPORT_TCP, BACKUP_TRANSPORT_UNIX, BACKUP_TRANSPORT_LAST } BackupTransport;
ENUM_DECLARE(backup_transport, BackupTransport);

typedef enum {
    BACKUP_DISK_DEFAULT, /* incremental if a checkpoint is named */
    BACKUP_DISK_FULL,
    BACKUP_DISK_INCREMENTAL,
    BACKUP_DISK_LAST
} BackupDiskMode;
ENUM_DECLARE(backup_disk_mode, BackupDiskMode);

#define BACKUP_PORT 10809 /* NBD's own */

typedef struct {
    char *name; /* first: see disk_entry.h */
    bool excluded;
    BackupDiskMode mode;
    char *incremental;     /* name of the checkpoint since which; NULL: all of it */
    char *export_name;     /* pull: the disk's name over NBD */
    char *export_bitmap;   /* pull, incremental: that of the map of what has changed */
    bool made;             /* status file only: we have made the file of the store */
    bool plugged;          /* QEMU has nodes of it */
    uint64_t copied, size; /* bytes, as far as its job has come */
    DomainImage *store;    /* push: where it goes; pull: where what the guest overwrites is kept */
} BackupDisk;

typedef struct BackupDef {
    BackupMode mode;
    char *incremental; /* of all disks that do not say else */
    BackupTransport transport;
    char *host, *socket;
    unsigned port;
    bool tls;
    bool reuse;       /* status file only: the files of the stores were there before */
    GPtrArray *disks; /* of BackupDisk; never NULL */
} BackupDef;

/* Counted: one may end while somebody who waits is at work on it. */
BackupDef *backup_def_ref(BackupDef *def); /* takes NULL, as the next */
void backup_def_unref(BackupDef *def);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BackupDef, backup_def_unref)

BackupDisk *backup_disk_find(const BackupDef *def, const char *name);

BackupDef *backup_def_parse(const char *xml, GError **err);
/* for_status: with what only the daemon itself is to read. */
char *backup_def_format(const BackupDef *def, bool for_status);

/* Gives each disk of the domain that is backed up its entry, with all that the document left open:
 * every disk that can be written if the document names none. Files are named after the disk's own
 * with this suffix. */
bool backup_def_align(BackupDef *def, const DomainDef *domain, const char *suffix, GError **err);

#endif
