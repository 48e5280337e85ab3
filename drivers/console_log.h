/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ConsoleLog: the file that keeps what a guest wrote on a console, byte for byte.
 *
 * The file is written by a worker, so a slow disk delays nobody; what it does not take in time is
 * left out, with a line that says so. Between two writes the file is not open: it may be moved or
 * removed at any time. One that has grown long makes way for a new one, and one old one is kept.
 */
#ifndef VMRPC_DRIVERS_CONSOLE_LOG_H
#define VMRPC_DRIVERS_CONSOLE_LOG_H

#include "base/buffer.h"
#include "base/worker.h"

/* Bytes of one file; there are two at most, FILE and FILE.old. */
#define CONSOLE_LOG_MAX (1024 * 1024)
/* Bytes that wait for the disk; more are left out. */
#define CONSOLE_LOG_QUEUE_MAX (256 * 1024)

typedef struct ConsoleLog ConsoleLog;

/* Makes no file yet. *running counts the logs that are being written: whoever frees the loop or the
 * worker lets it become 0 first. */
ConsoleLog *console_log_new(Loop *loop, Worker *worker, unsigned *running, const char *path);
/* Returns at once; what is still waiting will be written. Takes NULL. */
void console_log_free(ConsoleLog *log);

void console_log_write(ConsoleLog *log, const void *bytes, size_t size);
/* A line of our own to be put among the guest's: "[TIME vmrpcd: WORDS]"; to be freed. */
char *console_log_format_note(const char *words);

/* The last bytes on disk of the log of this path, at most max; none if there is no such file. */
void console_log_co_tail(Worker *worker, const char *path, size_t max, Buffer *ret_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConsoleLog, console_log_free)

#endif
