/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The log: see log.h.
 *
 * A line leaves with one write of at most PIPE_BUF bytes, so lines of several processes on one pipe
 * do not mix, and a pipe that polls as writable takes it without blocking. The descriptor is never
 * switched to non-blocking: standard error is shared with whoever started us.
 */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

#define LOG_LINE_MAX PIPE_BUF
#define LOG_LIMIT_WINDOW_US (60 * G_USEC_PER_SEC)

static const char *const log_words[] = {"debug", "info", "warning", "error"};
static const int log_priorities[] = {7, 6, 4, 3}; /* of syslog */

static LogLevel log_threshold = LOG_INFO;
static int log_file = -1;
static unsigned log_lost;

void log_set_level(LogLevel level)
{
    log_threshold = level;
}

bool log_level_from_string(const char *text, LogLevel *ret_level)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(log_words); i++) {
        if (strcmp(text, log_words[i]) == 0) {
            *ret_level = (LogLevel) i;
            return true;
        }
    }
    return false;
}

bool log_open_file(const char *path, GError **err)
{
    int fd = -1;

    if (path) {
        fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
        if (fd < 0)
            return error_set_errno(err, errno, "cannot open log file '%s'", path);
    }
    if (log_file >= 0)
        close(log_file);
    log_file = fd;
    return true;
}

/* JOURNAL_STREAM is inherited by everybody below the service; it means us only if our standard
 * error is that very stream (systemd.exec(5)). */
static bool log_is_journal(void)
{
    const char *stream = g_getenv("JOURNAL_STREAM");
    g_autofree char *ours = NULL;
    struct stat info;

    if (!stream || log_file >= 0 || fstat(STDERR_FILENO, &info) < 0)
        return false;
    ours = g_strdup_printf("%ju:%ju", (uintmax_t) info.st_dev, (uintmax_t) info.st_ino);
    return strcmp(stream, ours) == 0;
}

static char *log_prefix(LogLevel level)
{
    if (log_is_journal())
        return g_strdup_printf("<%d>", log_priorities[level]);
    if (log_file >= 0) {
        g_autoptr(GDateTime) now = g_date_time_new_now_local();
        g_autofree char *stamp = g_date_time_format(now, "%Y-%m-%dT%H:%M:%S.%f%:z");

        return g_strdup_printf("%s %s: ", stamp, log_words[level]);
    }
    return g_strdup_printf("%s: ", log_words[level]);
}

/* Line ends become blanks; other control characters, also those of Latin-1 in UTF-8, are shown
 * as '?' so that a name cannot move the cursor of the terminal that reads it. */
static void log_clean(char *text)
{
    for (unsigned char *at = (unsigned char *) text; *at; at++) {
        if (*at == '\n' || *at == '\t')
            *at = ' ';
        else if (*at < 0x20 || *at == 0x7f)
            *at = '?';
        else if (*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0)
            at[0] = at[1] = '?';
    }
}

static bool log_send(const char *line, size_t size)
{
    int fd = log_file >= 0 ? log_file : STDERR_FILENO;
    struct pollfd ready = {.fd = fd, .events = POLLOUT};
    ssize_t done = send(fd, line, size, MSG_DONTWAIT | MSG_NOSIGNAL);

    if (done < 0 && errno == ENOTSOCK) {
        /* POLLERR: a pipe that nobody reads any more, writing to it would end in SIGPIPE. */
        if (poll(&ready, 1, 0) != 1 || ready.revents != POLLOUT)
            return false;
        done = write(fd, line, size);
    }
    return done == (ssize_t) size;
}

static void log_line(LogLevel level, const char *text)
{
    g_autofree char *prefix = log_prefix(level);
    g_autofree char *line = g_strconcat(prefix, text, "\n", NULL);
    size_t size = strlen(line);

    if (size > LOG_LINE_MAX) {
        size = LOG_LINE_MAX;
        memcpy(line + size - 4, "...\n", 4);
    }
    log_clean(line);
    line[size - 1] = '\n';
    if (!log_send(line, size))
        log_lost++;
}

static void log_report_lost(void)
{
    g_autofree char *text = NULL;
    unsigned lost = log_lost;

    if (lost == 0)
        return;
    text = g_strdup_printf("%u lines before this one could not be written", lost);
    log_lost = 0;
    log_line(LOG_WARNING, text);
    if (log_lost)
        log_lost = lost;
}

static void log_write_valist(LogLevel level, const char *format, va_list args)
{
    g_autofree char *text = NULL;
    int errnum = errno;

    if (level >= log_threshold) {
        text = g_strdup_vprintf(format, args);
        log_report_lost();
        log_line(level, text);
    }
    errno = errnum;
}

void log_write(LogLevel level, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    log_write_valist(level, format, args);
    va_end(args);
}

void log_limited(LogLimit *limit, LogLevel level, const char *format, ...)
{
    gint64 now = g_get_monotonic_time();
    va_list args;

    if (level < log_threshold)
        return;
    if (limit->since_us == 0 || now - limit->since_us >= LOG_LIMIT_WINDOW_US) {
        if (limit->suppressed > 0)
            log_write(level, "%u messages like the next one were left out", limit->suppressed);
        limit->since_us = now;
        limit->used = 0;
        limit->suppressed = 0;
    }
    if (limit->used >= limit->burst) {
        limit->suppressed++;
        return;
    }
    limit->used++;
    va_start(args, format);
    log_write_valist(level, format, args);
    va_end(args);
}
