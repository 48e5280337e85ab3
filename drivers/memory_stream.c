/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading memory through a descriptor, which never blocks: see memory_stream.h. */
#include "drivers/memory_stream.h"

#include <errno.h>
#include <unistd.h>

typedef struct MemoryStream {
    StreamEnd end; /* first */
    int fd;
    off_t next;
    bool aborted;
} MemoryStream;

static ssize_t memory_co_recv(StreamEnd *end, uint8_t *buffer, size_t max, int64_t timeout_us,
                              uint64_t *ret_hole, bool *ret_ended, GError **err)
{
    MemoryStream *stream = (MemoryStream *) end;
    ssize_t size;

    (void) timeout_us; /* there is nothing to wait for */
    *ret_hole = 0;
    *ret_ended = false;
    if (stream->aborted) {
        error_set(err, ERR_OPERATION_ABORTED, "the stream was aborted");
        return -1;
    }
    size = pread(stream->fd, buffer, max, stream->next);
    if (size < 0) {
        error_set_errno(err, errno, "cannot read what was made for the stream");
        return -1;
    }
    stream->next += size;
    *ret_ended = size == 0;
    return size;
}

static void memory_abort(StreamEnd *end)
{
    ((MemoryStream *) end)->aborted = true;
}

static void memory_free(StreamEnd *end)
{
    MemoryStream *stream = (MemoryStream *) end;

    close(stream->fd);
    g_free(stream);
}

StreamEnd *memory_stream_new(int fd)
{
    static const StreamOps ops = {
        .co_recv = memory_co_recv,
        .abort = memory_abort,
        .free = memory_free,
    };
    MemoryStream *stream = g_new0(MemoryStream, 1);

    stream->end.ops = &ops;
    stream->fd = fd;
    return &stream->end;
}
