/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Small files on disk: read whole with a limit, replaced atomically, folders made with a mode.
 *
 * A file written here is either the old or the new one after a crash, never a mixture (write to a
 * temporary name in the same folder, fsync, rename, fsync of the folder).
 */
#ifndef VMRPC_BASE_FILE_H
#define VMRPC_BASE_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* The whole file, NUL-terminated, at most max bytes (ERR_OVERFLOW beyond). */
char *file_read(const char *path, size_t max, GError **err);
bool file_replace(const char *path, const char *text, mode_t mode, GError **err);
/* Without the two fsyncs: for state that may be lost with the machine (below /run). */
bool file_replace_volatile(const char *path, const char *text, mode_t mode, GError **err);
/* The two halves of file_replace(), for files that have to change together: the text is written,
 * under a temporary name that is returned; and that takes its place, or is gone. One that is not
 * put is the caller's to unlink(). */
char *file_stage(const char *path, const char *text, mode_t mode, GError **err);
bool file_put(const char *temporary, const char *path, GError **err);
/* Removes what a process that was killed while it replaced files in a folder has left there; no
 * folder is fine. Only for who knows that nobody else writes into it. */
bool file_sweep(const char *folder, GError **err);
/* Removes it; a file that is not there is fine. */
bool file_remove(const char *path, GError **err);
/* mkdir -p; only the folders made get the mode. */
bool file_make_folder(const char *path, mode_t mode, GError **err);
/* Takes an exclusive lock that lives as long as the descriptor; -1 and ERR_RESOURCE_BUSY naming the
 * holder's pid if another process has it. Writes our pid into it. */
int file_lock(const char *path, GError **err);
/* Sorted names in a folder that end in suffix (suffix cut off); empty array if there is no
 * folder. */
GPtrArray *file_list(const char *folder, const char *suffix, GError **err);
/* After EACCES on path: says which component denies our effective user, e.g. "directory '/srv'
 * is not searchable by user qemu"; NULL if nothing is found. access_mode as for access(): R_OK,
 * W_OK, X_OK; for making or removing a file ask for W_OK of its folder. The functions above do
 * so themselves. */
char *file_explain_denied(const char *path, int access_mode);
/* As error_set_errno(), with that in brackets behind it. */
bool file_set_error(GError **err, int errnum, const char *path, int access_mode, const char *format,
                    ...) G_GNUC_PRINTF(5, 6);
/* Runs func(data) with another user's rights to files, who is in no group but gid. For root, and in
 * a worker's thread: of no other thread anything changes. false, and func has not run: those rights
 * cannot be had. */
bool file_act_as(uid_t uid, gid_t gid, void (*func)(void *data), void *data);

#endif
