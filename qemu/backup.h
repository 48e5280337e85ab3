/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Backups of running domains: the contents of disks at one instant, the same for all of them, while
 * the guest goes on writing.
 *
 * Push: QEMU writes them to files and is done. Pull: QEMU keeps what the guest overwrites in
 * scratch images, and serves the disks as they were over NBD until the backup is aborted, which is
 * its end. Each disk has a block job (backup-vda); the backup is over when the last of them is.
 * What it is stands in the status file before anything is begun: the next daemon finds it and ends
 * it.
 */
#ifndef VMRPC_QEMU_BACKUP_H
#define VMRPC_QEMU_BACKUP_H

#include "conf/backup.h"
#include "qemu/block_job.h"

extern const RemoteHandlers backup_handlers;
extern const BlockJobKind backup_kind;

/* For the status file, to be freed, NULL: there is none; and back. */
char *backup_format(const Machine *machine);
bool backup_restore(Machine *machine, const char *xml, GError **err);
/* After a reconnect, once QEMU has told of its jobs; always true. */
bool backup_refresh(Machine *machine);
/* The machine is let go of, or has ended. */
void backup_forget(Machine *machine);

/* ---- between backup.c, backup_server.c and backup_end.c ---- */

#define BACKUP_JOB_PREFIX "backup-"

/* Takes the disk's node, bitmap and, unless they are the result, files away. well: it is. */
void backup_co_clear_disk(Machine *machine, const BackupDef *def, const BackupDisk *disk,
                          bool well);
/* Nothing is being done any more: tells so. why NULL: all went well. */
void backup_over(Machine *machine, const GError *why);
/* It has not even begun. */
void backup_refused(Machine *machine);
/* Begins to end it; waits nowhere. DomainJobCancel. */
void backup_cancel(void *machine);
/* Of a pull: listens; then offers all disks, once their jobs have begun; and no more. */
bool backup_co_start_server(Machine *machine, const BackupDef *def, GError **err);
bool backup_co_serve(Machine *machine, const BackupDef *def, GError **err);
void backup_co_stop_server(Machine *machine, const BackupDef *def);

#endif
