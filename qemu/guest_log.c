/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing and reading guests' logs: see guest_log.h. All lines of ours go through one queue, which
 * one coroutine empties by a worker: they keep their order, and a dead disk holds up nobody.
 */
#include "qemu/guest_log.h"

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"
#include "drivers/log_stream.h"
#include "qemu/background.h"

typedef struct Note {
    char *path;
    char *line;
    int errnum;
} Note;

struct GuestLog {
    QemuDriver *driver;
    GQueue notes; /* of Note */
    bool writing; /* a coroutine is at it */
};

static void note_free(gpointer data)
{
    Note *note = data;

    g_free(note->path);
    g_free(note->line);
    g_free(note);
}

GuestLog *guest_log_new(QemuDriver *driver)
{
    GuestLog *log = g_new0(GuestLog, 1);

    log->driver = driver;
    return log;
}

void guest_log_free(GuestLog *log)
{
    if (!log)
        return;
    g_assert(!log->writing);
    g_queue_clear_full(&log->notes, note_free);
    g_free(log);
}

/* "2026-01-31T12:00:00Z WORDS\n". */
static char *new_line(const char *words)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");

    return g_strdup_printf("%s %s\n", time, words);
}

char *guest_log_path(const QemuDriver *driver, const char *name)
{
    g_autofree char *file = g_strconcat(name, ".log", NULL);

    return g_build_filename(driver->log_folder, file, NULL);
}

static void note_write(void *data)
{
    Note *note = data;
    int fd = open(note->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0 || write(fd, note->line, strlen(note->line)) < 0)
        note->errnum = errno;
    if (fd >= 0)
        close(fd);
}

static void co_write_all(void *data)
{
    GuestLog *log = data;
    Note *note;

    while ((note = g_queue_pop_head(&log->notes))) {
        worker_co_run(log->driver->base.driver.host->worker, note_write, note);
        if (note->errnum)
            log_warning("cannot write to '%s': %s", note->path, g_strerror(note->errnum));
        note_free(note);
    }
    log->writing = false;
}

void guest_log_note(QemuDriver *driver, const char *name, const char *format, ...)
{
    GuestLog *log = driver->guest_log;
    g_autofree char *words = NULL;
    Note *note;
    va_list args;

    if (!log || g_queue_get_length(&log->notes) >= GUEST_LOG_QUEUE_MAX)
        return;
    va_start(args, format);
    words = g_strdup_vprintf(format, args);
    va_end(args);
    note = g_new0(Note, 1);
    note->path = guest_log_path(driver, name);
    note->line = new_line(words);
    g_queue_push_tail(&log->notes, note);
    if (log->writing)
        return;
    log->writing = true;
    background_start(driver, co_write_all, log);
}

/* ---- of a QEMU ---- */

typedef struct Opening {
    char *path, *line;
    int fd;
    int64_t start;
    GError *error;
} Opening;

/* A log that has grown long makes way for a new one; one old one is kept. */
static void age_log(const char *path)
{
    g_autofree char *old = g_strconcat(path, ".old", NULL);
    struct stat info;

    if (lstat(path, &info) == 0 && info.st_size > GUEST_LOG_MAX)
        rename(path, old);
}

static void opening_run(void *data)
{
    Opening *opening = data;
    struct stat info;
    int fd;

    age_log(opening->path);
    fd = open(opening->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        error_set_errno(&opening->error, errno, "cannot open log file '%s'", opening->path);
        return;
    }
    if (write(fd, opening->line, strlen(opening->line)) < 0 || fstat(fd, &info) < 0) {
        error_set_errno(&opening->error, errno, "cannot write to log file '%s'", opening->path);
        close(fd);
        return;
    }
    opening->fd = fd;
    opening->start = info.st_size;
}

int guest_log_co_begin(const QemuDriver *driver, const char *name, char *const *argv,
                       int64_t *ret_start, GError **err)
{
    g_autofree char *words = g_strjoinv(" ", (char **) argv);
    g_autofree char *start = g_strdup_printf("vmrpcd " PACKAGE_VERSION " starting: %s", words);
    g_autofree char *line = new_line(start), *path = guest_log_path(driver, name);
    Opening opening = {.path = path, .line = line, .fd = -1};

    worker_co_run(driver->base.driver.host->worker, opening_run, &opening);
    if (opening.error)
        g_propagate_error(err, opening.error);
    *ret_start = opening.start;
    return opening.fd;
}

typedef struct Tail {
    char *path, *text;
    int64_t start;
    size_t max;
} Tail;

static void tail_run(void *data)
{
    Tail *tail = data;
    int fd = open(tail->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    g_autofree char *text = g_malloc0(tail->max + 1);
    struct stat info;
    ssize_t size = -1;

    if (fd < 0)
        return;
    if (fstat(fd, &info) == 0)
        size = pread(fd, text, tail->max, MAX(tail->start, info.st_size - (int64_t) tail->max));
    close(fd);
    if (size <= 0)
        return;
    text[size] = '\0';
    g_strstrip(text);
    tail->text = text[0] ? g_utf8_make_valid(text, -1) : NULL;
}

char *guest_log_co_tail(const QemuDriver *driver, const char *name, int64_t start, size_t max)
{
    g_autofree char *path = guest_log_path(driver, name);
    Tail tail = {.path = path, .start = start, .max = max};

    worker_co_run(driver->base.driver.host->worker, tail_run, &tail);
    return tail.text;
}

/* ---- for clients ---- */

static bool guest_log_co_open(DriverCall *call, const vmrpc_domain_open_log_args *args,
                              GError **err)
{
    const QemuDriver *driver = (const QemuDriver *) call->driver;
    g_autofree char *path = NULL;
    const Domain *domain;
    StreamEnd *end;

    if (!flags_check(args->flags, DOMAIN_LOG_FOLLOW, "vmrpc_domain_open_log", err))
        return false;
    domain = domain_find(call, &args->dom, err);
    if (!domain)
        return false;
    path = guest_log_path(driver, domain->def->name);
    end = log_stream_co_open(call->driver->host, path, args->size, args->flags & DOMAIN_LOG_FOLLOW,
                             err);
    return end && driver_call_open_stream(call, end, err);
}

const VmrpcHandlers guest_log_handlers = {
    .vmrpc_domain_open_log = guest_log_co_open,
};
