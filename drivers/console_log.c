/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing and reading the file of a console: see console_log.h. At most one coroutine per log
 * writes; what comes meanwhile is its next piece. It outlives console_log_free() if it has to.
 *
 * Functions named file_... run in a worker's thread and touch only what they are given.
 */
#include "drivers/console_log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/coroutine.h"
#include "base/log.h"

/* After a piece the next one gathers for so long, unless it is so large by then: a flood of small
 * pieces would be as many opened files. */
#define CONSOLE_LOG_GATHER_US 5000
#define CONSOLE_LOG_PIECE (32 * 1024)

G_STATIC_ASSERT(CONSOLE_LOG_QUEUE_MAX < CONSOLE_LOG_MAX);

struct ConsoleLog {
    Loop *loop;
    Worker *worker;
    unsigned *running;
    char *path, *old_path;
    Buffer queue;
    CoWaiter enough;   /* the coroutine waits for more */
    uint64_t left_out; /* bytes since the queue was last full */
    bool writing;      /* the coroutine exists */
    bool freed;        /* it shall end, and take the log with it */
    bool failing;      /* told already */
};

/* ---- in a thread ---- */

typedef struct FilePiece {
    const char *path, *old_path;
    Buffer bytes;
    int errnum; /* 0: written */
} FilePiece;

static int file_open(const char *path)
{
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);
}

static bool file_is_full(int fd, size_t more)
{
    struct stat info;

    return fstat(fd, &info) == 0 && info.st_size > 0 &&
           (uint64_t) info.st_size + more > CONSOLE_LOG_MAX;
}

static bool file_write_all(int fd, Buffer *bytes)
{
    while (buffer_size(bytes) > 0) {
        ssize_t size = write(fd, buffer_data(bytes), buffer_size(bytes));

        if (size < 0 && errno != EINTR)
            return false;
        if (size > 0)
            buffer_consume(bytes, (size_t) size);
    }
    return true;
}

static void file_append(void *data)
{
    FilePiece *piece = data;
    int fd = file_open(piece->path);

    if (fd >= 0 && file_is_full(fd, buffer_size(&piece->bytes))) {
        close(fd);
        fd = rename(piece->path, piece->old_path) == 0 ? file_open(piece->path) : -1;
    }
    piece->errnum = fd >= 0 && file_write_all(fd, &piece->bytes) ? 0 : errno;
    if (fd >= 0)
        close(fd);
}

/* Puts at most max of the file's last bytes behind those that are there. */
static void file_read_tail(const char *path, size_t max, Buffer *bytes)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
    struct stat info;
    ssize_t size;

    if (fd < 0)
        return;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
        size = pread(fd, buffer_reserve(bytes, max), max, MAX(0, info.st_size - (off_t) max));
        if (size > 0)
            buffer_commit(bytes, (size_t) size);
    }
    close(fd);
}

typedef struct FileTail {
    const char *path, *old_path;
    size_t max;
    Buffer *bytes;
} FileTail;

static void file_tail(void *data)
{
    FileTail *tail = data;
    Buffer newest = {0};

    file_read_tail(tail->path, tail->max, &newest);
    if (buffer_size(&newest) < tail->max)
        file_read_tail(tail->old_path, tail->max - buffer_size(&newest), tail->bytes);
    buffer_append(tail->bytes, buffer_data(&newest), buffer_size(&newest));
    buffer_clear(&newest);
}

/* ---- in the loop's thread ---- */

static char *old_path_of(const char *path)
{
    return g_strconcat(path, ".old", NULL);
}

ConsoleLog *console_log_new(Loop *loop, Worker *worker, unsigned *running, const char *path)
{
    ConsoleLog *log = g_new0(ConsoleLog, 1);

    log->loop = loop;
    log->worker = worker;
    log->running = running;
    log->path = g_strdup(path);
    log->old_path = old_path_of(path);
    return log;
}

void console_log_free(ConsoleLog *log)
{
    if (!log)
        return;
    log->freed = true;
    co_wake(&log->enough);
    if (log->writing)
        return;
    buffer_clear(&log->queue);
    g_free(log->path);
    g_free(log->old_path);
    g_free(log);
}

static void log_report(ConsoleLog *log, int errnum)
{
    if (errnum && !log->failing)
        log_warning("cannot write console log '%s': %s", log->path, g_strerror(errnum));
    log->failing = errnum != 0;
}

char *console_log_format_note(const char *words)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");

    return g_strdup_printf("\r\n[%s vmrpcd: %s]\r\n", time, words);
}

/* What waits, as the next piece, with a word about what did not find room behind it. */
static Buffer log_take_queue(ConsoleLog *log)
{
    Buffer bytes = log->queue;

    if (log->left_out > 0) {
        g_autofree char *words = g_strdup_printf(
            "%" G_GUINT64_FORMAT " bytes are missing here, the disk was too slow", log->left_out);
        g_autofree char *note = console_log_format_note(words);

        buffer_append(&bytes, note, strlen(note));
    }
    log->queue = (Buffer){0};
    log->left_out = 0;
    return bytes;
}

static void log_co_write(void *data)
{
    ConsoleLog *log = data;

    while (buffer_size(&log->queue) > 0) {
        FilePiece piece = {.path = log->path, .old_path = log->old_path};

        piece.bytes = log_take_queue(log);
        worker_co_run(log->worker, file_append, &piece);
        buffer_clear(&piece.bytes);
        log_report(log, piece.errnum);
        if (!log->freed)
            co_wait(&log->enough, CONSOLE_LOG_GATHER_US);
    }
    log->writing = false;
    --*log->running;
    if (log->freed)
        console_log_free(log);
}

void console_log_write(ConsoleLog *log, const void *bytes, size_t size)
{
    size_t room = CONSOLE_LOG_QUEUE_MAX - MIN(buffer_size(&log->queue), CONSOLE_LOG_QUEUE_MAX);
    size_t taken = log->left_out > 0 ? 0 : MIN(size, room);

    log->left_out += size - taken;
    buffer_append(&log->queue, bytes, taken);
    if (buffer_size(&log->queue) >= CONSOLE_LOG_PIECE)
        co_wake(&log->enough);
    if (log->writing || taken == 0)
        return;
    log->writing = true;
    ++*log->running;
    coroutine_start(log->loop, log_co_write, log);
}

void console_log_co_tail(Worker *worker, const char *path, size_t max, Buffer *ret_bytes)
{
    g_autofree char *own_path = g_strdup(path), *old_path = old_path_of(path);
    FileTail tail = {.path = own_path, .old_path = old_path, .max = max, .bytes = ret_bytes};

    worker_co_run(worker, file_tail, &tail);
}
