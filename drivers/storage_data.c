/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bytes of files: see storage_data.h. Each verb is a step from one offset to a later one; a slice
 * is as many steps as make up its bytes.
 */
#include "drivers/storage_data.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#define DATA_PIECE (1 << 20)

typedef struct DataTask DataTask;

/* From task->at to at most limit; moves task->at. */
typedef bool (*DataStep)(DataTask *task, uint64_t limit, GError **err);

struct DataTask {
    DataStep step;
    int source;
    int fd;
    uint64_t at;
    uint64_t end;
    bool random;
    bool sync; /* when all is done */
    const char *path;
    uint8_t *piece; /* DATA_PIECE bytes, zero at first */
};

bool storage_data_write(int fd, const uint8_t *bytes, size_t size, uint64_t at, const char *path,
                        GError **err)
{
    size_t done = 0;

    while (done < size) {
        ssize_t put = pwrite(fd, bytes + done, size - done, (off_t) (at + done));

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return error_set_errno(err, errno, "cannot write volume '%s'", path);
        done += (size_t) put;
    }
    return true;
}

static bool data_run(void *data, GError **err)
{
    DataTask *task = data;
    uint64_t limit = MIN(task->end - task->at, STORAGE_DATA_SLICE) + task->at;

    while (task->at < limit) {
        if (!task->step(task, limit, err))
            return false;
    }
    return task->at < task->end || !task->sync || fsync(task->fd) == 0 ||
           error_set_errno(err, errno, "cannot write volume '%s'", task->path);
}

static bool data_co_all(Worker *worker, DataTask *task, GError **err)
{
    g_autofree uint8_t *piece = g_malloc0(DATA_PIECE);
    bool ok;

    task->piece = piece;
    do
        ok = worker_co_try(worker, data_run, task, err);
    while (ok && task->at < task->end);
    return ok;
}

static bool data_write_piece(DataTask *task, uint64_t limit, GError **err)
{
    size_t size = (size_t) MIN(limit - task->at, DATA_PIECE);

    if (!storage_data_write(task->fd, task->piece, size, task->at, task->path, err))
        return false;
    task->at += size;
    return true;
}

/* Whether the error says that the file system lacks it. */
static bool data_is_lacking(int errnum)
{
    return errnum == EOPNOTSUPP || errnum == ENOSYS || errnum == EINVAL;
}

/* Beyond the end of a file, where zeros destroy nothing. */
static bool data_step_allocate(DataTask *task, uint64_t limit, GError **err)
{
    if (fallocate(task->fd, 0, (off_t) task->at, (off_t) (limit - task->at)) == 0) {
        task->at = limit;
        return true;
    }
    if (errno == EINTR)
        return true;
    if (!data_is_lacking(errno))
        return error_set_errno(err, errno,
                               "cannot allocate %" G_GUINT64_FORMAT " bytes in file '%s'",
                               task->end, task->path);
    return data_write_piece(task, limit, err);
}

/* Moves task->at to the next written byte, and *limit to the end of those. False: there is none
 * before *limit, and task->at is there. A file system that cannot tell takes all for written. */
static bool data_find_written(DataTask *task, int fd, uint64_t *limit)
{
    off_t data = lseek(fd, (off_t) task->at, SEEK_DATA);
    off_t hole;

    if (data < 0 && errno == ENXIO)
        data = (off_t) task->end;
    if (data >= 0)
        task->at = MIN(MAX((uint64_t) data, task->at), task->end);
    if (task->at >= *limit)
        return false;
    hole = lseek(fd, (off_t) task->at, SEEK_HOLE);
    if (hole > (off_t) task->at)
        *limit = MIN(*limit, (uint64_t) hole);
    return true;
}

/* What is a hole already, or beyond the end, stays so. */
static bool data_step_zero(DataTask *task, uint64_t limit, GError **err)
{
    if (!data_find_written(task, task->fd, &limit))
        return true;
    if (fallocate(task->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t) task->at,
                  (off_t) (limit - task->at)) == 0) {
        task->at = limit;
        return true;
    }
    if (errno == EINTR)
        return true;
    if (!data_is_lacking(errno))
        return error_set_errno(err, errno, "cannot write volume '%s'", task->path);
    return data_write_piece(task, limit, err);
}

static bool data_step_copy(DataTask *task, uint64_t limit, GError **err)
{
    ssize_t got;

    if (!data_find_written(task, task->source, &limit))
        return true;
    do
        got = pread(task->source, task->piece, (size_t) MIN(limit - task->at, DATA_PIECE),
                    (off_t) task->at);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return error_set_errno(err, errno, "cannot read the source of volume '%s'", task->path);
    if (got == 0) {
        task->at = task->end; /* it has become shorter */
        return true;
    }
    return data_write_piece(task, task->at + (uint64_t) got, err);
}

static bool data_step_wipe(DataTask *task, uint64_t limit, GError **err)
{
    if (!data_find_written(task, task->fd, &limit))
        return true;
    for (size_t have = 0; task->random && have < DATA_PIECE;) {
        ssize_t got = getrandom(task->piece + have, DATA_PIECE - have, 0);

        if (got < 0 && errno != EINTR)
            return error_set_errno(err, errno, "cannot get random bytes");
        have += got > 0 ? (size_t) got : 0;
    }
    return data_write_piece(task, limit, err);
}

bool storage_data_co_allocate(Worker *worker, int fd, uint64_t from, uint64_t to, const char *path,
                              GError **err)
{
    DataTask task = {.step = data_step_allocate, .fd = fd, .at = from, .end = to, .path = path};

    return from >= to || data_co_all(worker, &task, err);
}

bool storage_data_co_zero(Worker *worker, int fd, uint64_t from, uint64_t to, const char *path,
                          GError **err)
{
    DataTask task = {.step = data_step_zero, .fd = fd, .at = from, .end = to, .path = path};

    return from >= to || data_co_all(worker, &task, err);
}

bool storage_data_co_copy(Worker *worker, int source, int fd, uint64_t size, const char *path,
                          GError **err)
{
    DataTask task = {.step = data_step_copy, .source = source, .fd = fd, .end = size, .path = path};

    return size == 0 || data_co_all(worker, &task, err);
}

bool storage_data_co_wipe(Worker *worker, int fd, uint64_t size, bool random, const char *path,
                          GError **err)
{
    DataTask task = {.step = data_step_wipe,
                     .fd = fd,
                     .end = size,
                     .random = random,
                     .sync = true,
                     .path = path};

    return size == 0 || data_co_all(worker, &task, err);
}
