/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Streams of volumes: see storage_stream.h. Each piece is one task of a worker, but for those that
 * are read from the page cache.
 */
#include "drivers/storage_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "drivers/flags.h"
#include "drivers/storage_data.h"
#include "drivers/storage_job.h"
#include "drivers/storage_volume_find.h"
#include "drivers/stream.h"

typedef struct {
    StreamEnd end;   /* first */
    StorageJob *job; /* NULL: the volume has been let go of */
    int fd;
    uint64_t at;
    uint64_t limit; /* offset where it ends */
    bool sparse;
    bool aborted;
} StorageStream;

/* One piece, in a worker. */
typedef struct {
    StorageStream *stream;
    uint8_t *buffer;
    const uint8_t *bytes;
    size_t size;
    ssize_t got;
    uint64_t hole;
    bool ok;
    GError *error;
} StreamPiece;

static bool stream_co_do(StorageStream *stream, void (*func)(void *data), StreamPiece *piece,
                         GError **err)
{
    piece->stream = stream;
    if (!stream->aborted)
        worker_co_run(stream->job->driver->driver.host->worker, func, piece);
    if (piece->ok && !stream->aborted)
        return true;
    if (piece->error)
        g_propagate_error(err, piece->error);
    else
        error_set(err, ERR_OPERATION_ABORTED, "the stream of volume '%s' was aborted",
                  stream->job->path);
    return false;
}

/* How many zeros come from here on, if a hole begins here, which ends at the stream's end. */
static uint64_t stream_find_hole(const StorageStream *stream)
{
    off_t data = lseek(stream->fd, (off_t) stream->at, SEEK_DATA);

    if (data < 0)
        return errno == ENXIO ? stream->limit - stream->at : 0;
    return MIN((uint64_t) data, stream->limit) - stream->at;
}

/* How many bytes may be read before the next hole. */
static size_t stream_find_data(const StorageStream *stream, size_t max)
{
    off_t hole = lseek(stream->fd, (off_t) stream->at, SEEK_HOLE);

    return hole > (off_t) stream->at ? (size_t) MIN(max, (uint64_t) hole - stream->at) : max;
}

static void stream_read(void *data)
{
    StreamPiece *piece = data;
    const StorageStream *stream = piece->stream;
    size_t max = (size_t) MIN(piece->size, stream->limit - stream->at);

    piece->hole = stream->sparse ? stream_find_hole(stream) : 0;
    piece->ok = true;
    if (piece->hole > 0)
        return;
    if (stream->sparse)
        max = stream_find_data(stream, max);
    do
        piece->got = pread(stream->fd, piece->buffer, max, (off_t) stream->at);
    while (piece->got < 0 && errno == EINTR);
    if (piece->got < 0)
        piece->ok =
            error_set_errno(&piece->error, errno, "cannot read volume '%s'", stream->job->path);
}

/* Reads what can be had without waiting for a disk. False: nothing, or this file system does not
 * say. */
static bool stream_read_cached(const StorageStream *stream, StreamPiece *piece)
{
    const struct iovec iov = {
        .iov_base = piece->buffer,
        .iov_len = (size_t) MIN(piece->size, stream->limit - stream->at),
    };
    ssize_t got;

    if (stream->sparse || stream->aborted)
        return false;
    got = preadv2(stream->fd, &iov, 1, (off_t) stream->at, RWF_NOWAIT);
    piece->got = MAX(got, 0);
    return got > 0;
}

/* All has been read. The volume is free from here on, whenever the client takes note of the end. */
static void stream_let_go(StorageStream *stream)
{
    if (stream->fd >= 0)
        close(stream->fd);
    stream->fd = -1;
    if (stream->job)
        storage_job_end(g_steal_pointer(&stream->job));
    stream->limit = stream->at;
}

static ssize_t stream_co_recv(StreamEnd *end, uint8_t *buffer, size_t max, int64_t timeout_us,
                              uint64_t *ret_hole, bool *ret_ended, GError **err)
{
    StorageStream *stream = (StorageStream *) end;
    StreamPiece piece = {.buffer = buffer, .size = max};

    (void) timeout_us; /* a file has all its bytes already */
    *ret_hole = 0;
    *ret_ended = stream->at >= stream->limit;
    if (*ret_ended)
        stream_let_go(stream);
    if (*ret_ended || max == 0)
        return 0;
    if (!stream_read_cached(stream, &piece) && !stream_co_do(stream, stream_read, &piece, err))
        return -1;
    stream->at += piece.hole + (uint64_t) piece.got;
    *ret_hole = piece.hole;
    *ret_ended = piece.hole == 0 && piece.got == 0; /* it has become shorter */
    if (*ret_ended)
        stream_let_go(stream);
    return piece.got;
}

static bool stream_check_limit(const StorageStream *stream, uint64_t size, GError **err)
{
    if (size <= stream->limit - stream->at)
        return true;
    return error_set(
        err, ERR_OVERFLOW,
        "upload to volume '%s': more bytes than the length that was announced, or than "
        "a file can have",
        stream->job->path);
}

static void stream_write(void *data)
{
    StreamPiece *piece = data;
    const StorageStream *stream = piece->stream;

    piece->ok = storage_data_write(stream->fd, piece->bytes, piece->size, stream->at,
                                   stream->job->path, &piece->error);
}

static bool stream_co_send(StreamEnd *end, const uint8_t *bytes, size_t size, GError **err)
{
    StorageStream *stream = (StorageStream *) end;
    StreamPiece piece = {.bytes = bytes, .size = size};

    if (!stream_check_limit(stream, size, err) || !stream_co_do(stream, stream_write, &piece, err))
        return false;
    stream->at += size;
    return true;
}

/* The file reaches at least to where we are. */
static void stream_extend(void *data)
{
    StreamPiece *piece = data;
    const StorageStream *stream = piece->stream;
    off_t size = lseek(stream->fd, 0, SEEK_END);

    piece->ok = size >= (off_t) stream->at || ftruncate(stream->fd, (off_t) stream->at) == 0 ||
                error_set_errno(&piece->error, errno, "cannot extend file '%s'", stream->job->path);
}

static bool stream_co_send_hole(StreamEnd *end, uint64_t size, GError **err)
{
    StorageStream *stream = (StorageStream *) end;
    StreamPiece piece = {.size = 0};

    if (!stream_check_limit(stream, size, err) ||
        !storage_data_co_zero(stream->job->driver->driver.host->worker, stream->fd, stream->at,
                              stream->at + size, stream->job->path, err))
        return false;
    stream->at += size;
    return stream_co_do(stream, stream_extend, &piece, err);
}

static void stream_sync(void *data)
{
    StreamPiece *piece = data;
    const StorageStream *stream = piece->stream;

    piece->ok =
        fsync(stream->fd) == 0 ||
        error_set_errno(&piece->error, errno, "cannot write volume '%s'", stream->job->path);
}

static bool stream_co_finish(StreamEnd *end, GError **err)
{
    StorageStream *stream = (StorageStream *) end;
    StreamPiece piece = {.size = 0};

    if (!stream_co_do(stream, stream_sync, &piece, err) || !storage_job_co_look(stream->job, err))
        return false;
    storage_emit_refresh(stream->job->driver, stream->job->pool);
    return true;
}

static void stream_abort(StreamEnd *end)
{
    ((StorageStream *) end)->aborted = true;
}

static void stream_free(StreamEnd *end)
{
    StorageStream *stream = (StorageStream *) end;

    stream_let_go(stream);
    g_free(stream);
}

static const StreamOps stream_upload_ops = {
    .co_send = stream_co_send,
    .co_finish = stream_co_finish,
    .abort = stream_abort,
    .free = stream_free,
};

static const StreamOps stream_sparse_upload_ops = {
    .co_send = stream_co_send,
    .co_send_hole = stream_co_send_hole,
    .co_finish = stream_co_finish,
    .abort = stream_abort,
    .free = stream_free,
};

static const StreamOps stream_download_ops = {
    .co_recv = stream_co_recv,
    .abort = stream_abort,
    .free = stream_free,
};

typedef struct {
    const StorageJob *job;
    int folder;
    int flags;
    int fd;
    uint64_t size;
    GError *error;
} StreamOpening;

static void stream_open_file(void *data)
{
    StreamOpening *opening = data;
    off_t size;

    opening->fd = storage_file_open(opening->folder, opening->job->name, opening->flags,
                                    opening->job->path, &opening->error);
    size = opening->fd >= 0 ? lseek(opening->fd, 0, SEEK_END) : 0;
    opening->size = size > 0 ? (uint64_t) size : 0;
}

/* Takes job over. Ends a length behind offset, if there is one (not 0), but not behind most. */
static bool stream_co_open(DriverCall *call, StorageJob *job, const StreamOps *ops, uint64_t offset,
                           uint64_t length, uint64_t most, bool sparse, GError **err)
{
    bool reads = ops == &stream_download_ops;
    StreamOpening opening = {
        .job = job, .folder = job->pool->folder, .flags = reads ? O_RDONLY : O_WRONLY};
    StorageStream *stream;

    worker_co_run(job->driver->driver.host->worker, stream_open_file, &opening);
    if (opening.fd < 0) {
        g_propagate_error(err, opening.error);
        storage_job_end(job);
        return false;
    }
    if (reads)
        most = opening.size;
    stream = g_new0(StorageStream, 1);
    stream->end.ops = ops;
    stream->job = job;
    stream->fd = opening.fd;
    stream->at = offset;
    stream->limit = length > 0 && offset < most && length < most - offset ? offset + length : most;
    stream->sparse = sparse;
    return driver_call_open_stream(call, &stream->end, err);
}

static StorageJob *stream_begin(DriverCall *call, const remote_storage_vol *wanted, uint64_t offset,
                                StorageJobKind kind, const char *verb, GError **err)
{
    StoragePool *pool;
    StorageVolume *volume = storage_volume_find(call, wanted, &pool, err);

    if (!volume)
        return NULL;
    if (volume->file->is_folder) {
        error_set(err, ERR_OPERATION_UNSUPPORTED,
                  "Operation not supported: volume '%s' is a directory", volume->path);
        return NULL;
    }
    if (offset > INT64_MAX) {
        error_set(err, ERR_INVALID_ARG,
                  "invalid argument: an offset of %" G_GUINT64_FORMAT " is behind any file's end",
                  offset);
        return NULL;
    }
    return storage_job_begin(storage_driver_of(call), pool, volume, kind, verb, err);
}

static bool storage_stream_co_upload(DriverCall *call, const storage_vol_upload_args *args,
                                     GError **err)
{
    bool sparse = args->flags & STORAGE_VOL_SPARSE;
    StorageJob *job;

    if (!flags_check(args->flags, STORAGE_VOL_SPARSE, "storage_vol_upload", err))
        return false;
    job = stream_begin(call, &args->vol, args->offset, STORAGE_JOB_CHANGES, "upload", err);
    return job && stream_co_open(call, job, sparse ? &stream_sparse_upload_ops : &stream_upload_ops,
                                 args->offset, args->length, INT64_MAX, sparse, err);
}

static bool storage_stream_co_download(DriverCall *call, const storage_vol_download_args *args,
                                       GError **err)
{
    bool sparse = args->flags & STORAGE_VOL_SPARSE;
    StorageJob *job;

    if (!flags_check(args->flags, STORAGE_VOL_SPARSE, "storage_vol_download", err))
        return false;
    job = stream_begin(call, &args->vol, args->offset, STORAGE_JOB_READS, "download", err);
    return job && stream_co_open(call, job, &stream_download_ops, args->offset, args->length, 0,
                                 sparse, err);
}

const RemoteHandlers storage_stream_handlers = {
    .storage_vol_upload = storage_stream_co_upload,
    .storage_vol_download = storage_stream_co_download,
};
