/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The daemon's log: one line per message on standard error (or a file), level first.
 *
 * Never blocks the caller for a reader that is slow (a line that cannot be written is counted and
 * reported later), never writes secrets, and strips control characters that a peer may have put
 * into a name. A function either logs or reports an error, never both: base/, drivers/ and qemu/
 * report; what nobody waits for any more (a guest that died, a peer that was refused) is logged.
 */
#ifndef VMRPC_BASE_LOG_H
#define VMRPC_BASE_LOG_H

#include <glib.h>
#include <stdbool.h>

#include "base/cold.h"

typedef enum { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR } LogLevel;

/* Default level is LOG_INFO, default sink standard error. With systemd's JOURNAL_STREAM the
 * level is given as <N> prefix, else as a word. */
void log_set_level(LogLevel level);
bool log_level_from_string(const char *text, LogLevel *ret_level);
/* Appends to the file from now on (reopened by the same call); NULL goes back to standard error. */
bool log_open_file(const char *path, GError **err);

void log_write(LogLevel level, const char *format, ...) COLD G_GNUC_PRINTF(2, 3);
#define log_debug(...) log_write(LOG_DEBUG, __VA_ARGS__)
#define log_info(...) log_write(LOG_INFO, __VA_ARGS__)
#define log_warning(...) log_write(LOG_WARNING, __VA_ARGS__)
#define log_error(...) log_write(LOG_ERROR, __VA_ARGS__)

/* For messages that a peer can cause at will: at most `burst` a minute per site, then one line that
 * says how many were left out. `static LogLimit limit = {.burst = 10};` */
typedef struct LogLimit {
    unsigned burst;
    unsigned used;
    unsigned suppressed;
    gint64 since_us;
} LogLimit;
void log_limited(LogLimit *limit, LogLevel level, const char *format, ...) COLD G_GNUC_PRINTF(3, 4);

#endif
