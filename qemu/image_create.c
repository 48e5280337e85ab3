/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* New image files: see image_create.h. The file is made by us, what is in it by qemu-img. */
#include "qemu/image_create.h"

#include "drivers/storage_qemu_img.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define IMAGE_FILE_MODE 0600

typedef struct FileJob {
    const char *path;
    bool remove;
    bool made, filled;
    int error;
} FileJob;

/* In a thread. */
static void make_file(void *data)
{
    FileJob *job = data;
    struct stat info;
    int fd;

    if (job->remove) {
        unlink(job->path);
        return;
    }
    fd = open(job->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, IMAGE_FILE_MODE);
    job->made = fd >= 0;
    if (fd < 0 && errno == EEXIST)
        fd = open(job->path, O_RDWR | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) < 0)
        job->error = errno;
    else
        job->filled = S_ISREG(info.st_mode) && info.st_size > 0;
    if (fd >= 0)
        close(fd);
}

static bool co_format(const DriverHost *host, const DomainImage *image, uint64_t capacity,
                      const DomainImage *backing, GError **err)
{
    VolumeDef def = {.capacity = capacity, .has_capacity = true};

    if (!volume_format_from_string(image->format, &def.format) ||
        (def.format != VOLUME_FORMAT_RAW && def.format != VOLUME_FORMAT_QCOW2))
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "an image of format '%s' cannot be made, only "
                         "raw and qcow2; make it yourself, and have it reused",
                         image->format);
    if (backing) {
        def.backing.path = backing->path;
        if (!volume_format_from_string(backing->format, &def.backing.format))
            def.backing.format = VOLUME_FORMAT_RAW;
    }
    if (def.format == VOLUME_FORMAT_RAW && image->type == DOMAIN_DISK_TYPE_BLOCK)
        return true;
    return storage_qemu_img_co_create(host->worker, image->path, &def, false, err);
}

bool image_create_co_file(const DriverHost *host, const DomainImage *image, uint64_t capacity,
                          const DomainImage *backing, const char *whose, GError **err)
{
    FileJob job = {.path = image->path};

    if (image->type == DOMAIN_DISK_TYPE_FILE) {
        worker_co_run(host->worker, make_file, &job);
        if (job.error)
            return error_set_errno(err, job.error, "%s: cannot make '%s'", whose, image->path);
        if (job.filled)
            return error_set(err, ERR_CONFIG_UNSUPPORTED,
                             "external destination file for %s already "
                             "exists and is not a block device: %s",
                             whose, image->path);
    }
    if (co_format(host, image, capacity, backing, err))
        return true;
    g_prefix_error(err, "%s: ", whose);
    job.remove = true;
    if (job.made)
        worker_co_run(host->worker, make_file, &job);
    return false;
}

void image_create_co_undo(const DriverHost *host, const DomainImage *image)
{
    FileJob job = {.path = image->path, .remove = true};

    if (image->type == DOMAIN_DISK_TYPE_FILE)
        worker_co_run(host->worker, make_file, &job);
}
