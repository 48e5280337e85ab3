/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files in and out of streams: see transfer.h. Waits for both as long as it takes. */
#include "tools/transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* One call of the stream's at a time holds so much. */
#define TRANSFER_PART (256 * 1024)

static bool finish(const Transfer *transfer)
{
    VmrpcError *error = NULL;

    return vmrpc_stream_finish(transfer->stream, &error) == 0 ||
           tool_fail(error, "cannot %s", transfer->what);
}

/* ---- sending ------------------------------------------------- */

/* How many bytes of data lie ahead, or, if none, how many of a hole; both 0 at the end. False if
 * the file cannot tell. */
static bool look_ahead(int fd, uint64_t *ret_data, uint64_t *ret_hole)
{
    off_t at = lseek(fd, 0, SEEK_CUR);
    off_t data = at < 0 ? -1 : lseek(fd, at, SEEK_DATA);
    off_t end;

    *ret_data = 0;
    *ret_hole = 0;
    if (at < 0 || (data < 0 && errno != ENXIO))
        return false;
    if (data == at) {
        end = lseek(fd, at, SEEK_HOLE);
        *ret_data = (uint64_t) (end - at);
    } else {
        end = data < 0 ? lseek(fd, 0, SEEK_END) : data;
        *ret_hole = end > at ? (uint64_t) (end - at) : 0;
    }
    return end >= 0 && lseek(fd, at, SEEK_SET) == at;
}

static bool send_hole(const Transfer *transfer, uint64_t size)
{
    VmrpcError *error = NULL;

    if (vmrpc_stream_send_hole(transfer->stream, size, VMRPC_TIMEOUT_NONE, &error) < 0)
        return tool_fail(error, "cannot %s", transfer->what);
    if (lseek(transfer->fd, (off_t) size, SEEK_CUR) < 0)
        return tool_fail(NULL, "cannot read '%s': %s", transfer->path, g_strerror(errno));
    progress_add(transfer->progress, size);
    return true;
}

/* Some bytes, at most max; *ret_size 0: the file has ended. */
static bool send_data(const Transfer *transfer, uint8_t *buffer, uint64_t max, size_t *ret_size)
{
    VmrpcError *error = NULL;
    ssize_t n;

    do
        n = read(transfer->fd, buffer, (size_t) MIN(max, TRANSFER_PART));
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return tool_fail(NULL, "cannot read '%s': %s", transfer->path, g_strerror(errno));
    if (n > 0 &&
        vmrpc_stream_send(transfer->stream, buffer, (size_t) n, VMRPC_TIMEOUT_NONE, &error) < 0)
        return tool_fail(error, "cannot %s", transfer->what);
    progress_add(transfer->progress, (uint64_t) n);
    *ret_size = (size_t) n;
    return true;
}

bool transfer_send(const Transfer *transfer)
{
    g_autofree uint8_t *buffer = g_malloc(TRANSFER_PART);
    uint64_t left = transfer->limit ? transfer->limit : UINT64_MAX;
    size_t size = 1;

    while (left > 0 && size > 0) {
        uint64_t data = UINT64_MAX;
        uint64_t hole = 0;

        if (transfer->sparse && !look_ahead(transfer->fd, &data, &hole))
            data = UINT64_MAX;
        if (hole > 0) {
            hole = MIN(hole, left);
            if (!send_hole(transfer, hole))
                return false;
            left -= hole;
        } else {
            if (!send_data(transfer, buffer, MIN(data, left), &size))
                return false;
            left -= size;
        }
    }
    return finish(transfer);
}

/* ---- receiving ------------------------------------------------- */

static bool write_all(const Transfer *transfer, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(transfer->fd, bytes, size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return tool_fail(NULL, "cannot write '%s': %s", transfer->path, g_strerror(errno));
        bytes += n;
        size -= (size_t) n;
    }
    return true;
}

static bool write_hole(const Transfer *transfer, uint64_t size)
{
    off_t end = lseek(transfer->fd, (off_t) size, SEEK_CUR);

    return (end >= 0 && ftruncate(transfer->fd, end) == 0) ||
           tool_fail(NULL, "cannot write '%s': %s", transfer->path, g_strerror(errno));
}

bool transfer_receive(const Transfer *transfer)
{
    g_autofree uint8_t *buffer = g_malloc(TRANSFER_PART);

    for (;;) {
        VmrpcError *error = NULL;
        uint64_t hole = 0;
        ssize_t n = vmrpc_stream_recv(transfer->stream, buffer, TRANSFER_PART, VMRPC_TIMEOUT_NONE,
                                      transfer->sparse ? &hole : NULL, &error);

        if (n < 0)
            return tool_fail(error, "cannot %s", transfer->what);
        if (n == 0 && hole == 0)
            return finish(transfer);
        if (n > 0 ? !write_all(transfer, buffer, (size_t) n) : !write_hole(transfer, hole))
            return false;
        progress_add(transfer->progress, (uint64_t) n + hole);
    }
}

bool transfer_receive_file(Transfer *transfer)
{
    int fd = open(transfer->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool is_new = fd >= 0;
    bool done;

    if (fd < 0 && errno == EEXIST)
        fd = open(transfer->path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (fd < 0)
        return tool_fail(NULL, "cannot write '%s': %s", transfer->path, g_strerror(errno));
    transfer->fd = fd;
    done = transfer_receive(transfer);
    if (close(fd) < 0 && done)
        done = tool_fail(NULL, "cannot write '%s': %s", transfer->path, g_strerror(errno));
    if (!done && is_new)
        unlink(transfer->path);
    return done;
}
