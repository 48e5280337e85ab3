/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Following a file: see log_stream.h. It is opened and read in a worker; what tells of new bytes is
 * inotify on its folder, since a file that makes way takes a watch of its own along.
 *
 * Invariant: what was written before the last look is either read or will be announced, because the
 * watch is older than the first look.
 */
#include "drivers/log_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/coroutine.h"

/* A line that begins further back is cut. */
#define LOG_LINE_MAX (64 * 1024)

typedef struct LogStream {
    StreamEnd end; /* first */
    const DriverHost *host;
    char *path;
    int fd; /* of what is being read; -1: nothing is there */
    off_t at;
    uint64_t wanted; /* of the file as it is found; 0: all */
    int watch_fd;    /* -1: the end of the file is the end */
    LoopFd *source;
    CoWaiter waiter;
    bool aborted;
} LogStream;

/* One look, in a worker. */
typedef struct LogLook {
    LogStream *stream;
    uint8_t *buffer;
    size_t max;
    ssize_t got;
    int errnum;
} LogLook;

/* The offset of the first whole line among the last bytes. */
static off_t log_find_line(int fd, off_t size, uint64_t wanted)
{
    off_t start = wanted > 0 && (uint64_t) size > wanted ? size - (off_t) wanted : 0;
    g_autofree char *text = NULL;
    const char *newline;
    ssize_t got;

    if (start == 0)
        return 0;
    text = g_malloc(LOG_LINE_MAX);
    got = pread(fd, text, LOG_LINE_MAX, start - 1); /* the byte before may be a newline */
    newline = got > 0 ? memchr(text, '\n', (size_t) got) : NULL;
    return newline ? start + (newline - text) : start;
}

/* Opens what has the name now. */
static int log_open(LogStream *stream)
{
    struct stat info;
    int fd = open(stream->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (fd < 0)
        return errno == ENOENT ? 0 : errno;
    if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode)) {
        close(fd);
        return EINVAL;
    }
    if (stream->fd >= 0)
        close(stream->fd);
    stream->fd = fd;
    stream->at = log_find_line(fd, info.st_size, stream->wanted);
    stream->wanted = 0;
    return 0;
}

/* Whether the name belongs to another file by now. */
static bool log_was_replaced(const LogStream *stream)
{
    struct stat named, opened;

    return lstat(stream->path, &named) == 0 &&
           (stream->fd < 0 || fstat(stream->fd, &opened) < 0 || named.st_ino != opened.st_ino ||
            named.st_dev != opened.st_dev);
}

static ssize_t log_read(LogStream *stream, uint8_t *buffer, size_t max)
{
    struct stat info;

    if (stream->fd < 0)
        return 0;
    if (fstat(stream->fd, &info) == 0 && info.st_size < stream->at)
        stream->at = 0; /* somebody has emptied it */
    return pread(stream->fd, buffer, max, stream->at);
}

static void log_look(void *data)
{
    LogLook *look = data;
    LogStream *stream = look->stream;

    look->got = log_read(stream, look->buffer, look->max);
    if (look->got == 0 && stream->watch_fd >= 0 && log_was_replaced(stream)) {
        /* Between the two something may have come. */
        look->got = log_read(stream, look->buffer, look->max);
        if (look->got == 0 && !(look->errnum = log_open(stream)))
            look->got = log_read(stream, look->buffer, look->max);
    }
    if (look->got < 0)
        look->errnum = errno;
    else
        stream->at += look->got;
}

static void log_first_look(void *data)
{
    LogLook *look = data;

    look->errnum = log_open(look->stream);
}

static void log_changed(LoopFd *source, uint32_t events, void *data)
{
    LogStream *stream = data;
    char news[4096]; /* what they say does not matter */

    (void) source;
    (void) events;
    while (read(stream->watch_fd, news, sizeof(news)) > 0)
        ;
    co_wake(&stream->waiter);
}

static ssize_t log_co_recv(StreamEnd *end, uint8_t *buffer, size_t max, int64_t timeout_us,
                           uint64_t *ret_hole, bool *ret_ended, GError **err)
{
    LogStream *stream = (LogStream *) end;
    int64_t deadline = g_get_monotonic_time() + timeout_us, left = timeout_us;
    LogLook look = {.stream = stream, .buffer = buffer, .max = max};

    *ret_hole = 0;
    *ret_ended = false;
    for (;;) {
        if (!stream->aborted)
            worker_co_run(stream->host->worker, log_look, &look);
        if (stream->aborted) {
            error_set(err, ERR_OPERATION_ABORTED, "the stream was aborted");
            return -1;
        }
        if (look.errnum) {
            error_set_errno(err, look.errnum, "cannot read '%s'", stream->path);
            return -1;
        }
        *ret_ended = look.got == 0 && stream->watch_fd < 0;
        if (timeout_us >= 0)
            left = MAX(0, deadline - g_get_monotonic_time());
        if (look.got > 0 || *ret_ended || left == 0)
            return look.got;
        co_wait(&stream->waiter, left);
    }
}

static void log_abort(StreamEnd *end)
{
    LogStream *stream = (LogStream *) end;

    stream->aborted = true;
    co_wake(&stream->waiter);
}

static void log_free(StreamEnd *end)
{
    LogStream *stream = (LogStream *) end;

    loop_fd_remove(stream->source);
    if (stream->watch_fd >= 0)
        close(stream->watch_fd);
    if (stream->fd >= 0)
        close(stream->fd);
    g_free(stream->path);
    g_free(stream);
}

static bool log_watch(LogStream *stream, GError **err)
{
    g_autofree char *folder = g_path_get_dirname(stream->path);

    stream->watch_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (stream->watch_fd < 0)
        return error_set_errno(err, errno, "cannot follow '%s'", stream->path);
    if (inotify_add_watch(stream->watch_fd, folder,
                          IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_ONLYDIR) < 0)
        return error_set_errno(err, errno, "cannot watch folder '%s'", folder);
    stream->source =
        loop_fd_add(stream->host->loop, stream->watch_fd, EPOLLIN, log_changed, stream);
    return true;
}

StreamEnd *log_stream_co_open(const DriverHost *host, const char *path, uint64_t size, bool follow,
                              GError **err)
{
    static const StreamOps ops = {
        .co_recv = log_co_recv,
        .abort = log_abort,
        .free = log_free,
    };
    LogStream *stream = g_new0(LogStream, 1);
    LogLook look = {.stream = stream};

    *stream = (LogStream){.end = {&ops},
                          .host = host,
                          .path = g_strdup(path),
                          .fd = -1,
                          .wanted = size,
                          .watch_fd = -1};
    if (!follow || log_watch(stream, err)) {
        worker_co_run(host->worker, log_first_look, &look);
        if (!look.errnum)
            return &stream->end;
        error_set_errno(err, look.errnum, "cannot read '%s'", path);
    }
    log_free(&stream->end);
    return NULL;
}
