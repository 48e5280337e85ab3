/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bytes of an image: see domain_peek.h. The file is read by the worker. */
#include "drivers/domain_peek.h"

#include "conf/domain_device.h"
#include "drivers/domain_driver.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the worker is asked for, and where it puts it. */
typedef struct Peek {
    char *path;
    uint64_t offset;
    size_t size;
    char *bytes;
} Peek;

static bool peek_read(const Peek *peek, int fd, GError **err)
{
    for (size_t done = 0; done < peek->size;) {
        ssize_t got =
            pread(fd, peek->bytes + done, peek->size - done, (off_t) (peek->offset + done));

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set_errno(err, errno, "cannot read '%s'", peek->path);
        if (got == 0)
            return error_set(err, ERR_INVALID_ARG, "'%s' ends after %" G_GUINT64_FORMAT " bytes",
                             peek->path, peek->offset + done);
        done += (size_t) got;
    }
    return true;
}

static bool peek_run(void *data, GError **err)
{
    const Peek *peek = data;
    /* Not to wait for whoever is at the other end of a FIFO. */
    int fd = open(peek->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat info;
    bool done;

    if (fd < 0)
        return error_set_errno(err, errno, "cannot open '%s'", peek->path);
    if (fstat(fd, &info) < 0)
        done = error_set_errno(err, errno, "cannot look at '%s'", peek->path);
    else if (!S_ISREG(info.st_mode) && !S_ISBLK(info.st_mode))
        done = error_set(err, ERR_INVALID_ARG, "'%s' is neither a file nor a block device",
                         peek->path);
    else
        done = peek_read(peek, fd, err);
    close(fd);
    return done;
}

/* The image that is on top of the disk. */
static const DomainImage *peek_image(const Domain *domain, const char *name, GError **err)
{
    const DomainDisk *disk = domain_disk_find(domain->def, name);
    const char *format;

    if (!disk) {
        error_set(err, ERR_INVALID_ARG, "disk '%s' not found in domain", name);
        return NULL;
    }
    if (!disk->image) {
        error_set(err, ERR_INVALID_ARG, "disk '%s' does not currently have a source assigned",
                  disk->target);
        return NULL;
    }
    format = disk->image->format ? disk->image->format : "raw";
    if (!g_str_equal(format, "raw")) {
        error_set(err, ERR_OPERATION_UNSUPPORTED,
                  "disk '%s': the bytes of an image of format '%s' are not those that the guest "
                  "sees, only those of a raw one are",
                  disk->target, format);
        return NULL;
    }
    return disk->image;
}

static bool co_block_peek(DriverCall *call, const domain_block_peek_args *args,
                          domain_block_peek_ret *ret, GError **err)
{
    const DomainDriver *driver = (DomainDriver *) call->driver;
    const Domain *domain;
    const DomainImage *image;
    Peek peek = {.offset = args->offset, .size = args->size};
    bool done;

    if (!flags_check(args->flags, 0, "domain_block_peek", err))
        return false;
    if (args->size > REMOTE_DOMAIN_BLOCK_PEEK_MAX)
        return error_set(err, ERR_INVALID_ARG, "%u bytes are more than the %d of one call",
                         args->size, REMOTE_DOMAIN_BLOCK_PEEK_MAX);
    if (args->offset > (uint64_t) INT64_MAX - args->size)
        return error_set(err, ERR_INVALID_ARG, "no file has a byte %" G_GUINT64_FORMAT,
                         (uint64_t) args->offset);
    domain = domain_find(call, &args->dom, err);
    image = domain ? peek_image(domain, args->path, err) : NULL;
    if (!image)
        return false;
    peek.path = g_strdup(image->path);
    peek.bytes = g_malloc(args->size + 1);
    done = worker_co_try(driver->driver.host->worker, peek_run, &peek, err);
    g_free(peek.path);
    if (!done) {
        g_free(peek.bytes);
        return false;
    }
    ret->buffer.buffer_val = peek.bytes;
    ret->buffer.buffer_len = args->size;
    return true;
}

const RemoteHandlers domain_peek_handlers = {
    .domain_block_peek = co_block_peek,
};
