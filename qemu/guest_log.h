/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The log of a guest, LOG_FOLDER/NAME.log: what its emulator says, and between that what the daemon
 * knows of its runs: with what it was started, what ended it and how.
 */
#ifndef VMRPC_QEMU_GUEST_LOG_H
#define VMRPC_QEMU_GUEST_LOG_H

#include "qemu/machine.h"

/* Bytes of one log before a start; then it makes way for a new one, and one old one is kept. */
#define GUEST_LOG_MAX (1024 * 1024)
/* Lines of ours that wait for the disk; more are left out. */
#define GUEST_LOG_QUEUE_MAX 256

typedef struct GuestLog GuestLog;

GuestLog *guest_log_new(QemuDriver *driver);
void guest_log_free(GuestLog *log); /* takes NULL; nothing may be on its way any more */

/* Adds a line with the time; returns at once. */
void guest_log_note(QemuDriver *driver, const char *name, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* The log as standard error of a QEMU that is about to start, whose command line is written down
 * first; its own words begin at *ret_start. -1 on failure. */
int guest_log_co_begin(const QemuDriver *driver, const char *name, char *const *argv,
                       int64_t *ret_start, GError **err);
/* What stands there from start on: at most the last max bytes, trimmed; NULL: nothing. */
char *guest_log_co_tail(const QemuDriver *driver, const char *name, int64_t start, size_t max);
/* Where the log of a domain is; to be freed. */
char *guest_log_path(const QemuDriver *driver, const char *name);

/* VMRPC_PROGRAM: a client reads it. */
extern const VmrpcHandlers guest_log_handlers;

#endif
