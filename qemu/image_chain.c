/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opening images and following their headers: see image_chain.h. */
#include "qemu/image_chain.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void file_clear(void *data)
{
    ImageFile *file = data;

    if (file->fd >= 0)
        close(file->fd);
}

ImageChain *image_chain_new(const DomainImage *image)
{
    ImageChain *chain = g_new0(ImageChain, 1);

    chain->image = domain_image_copy(image);
    chain->files = g_array_new(FALSE, FALSE, sizeof(ImageFile));
    g_array_set_clear_func(chain->files, file_clear);
    return chain;
}

void image_chain_free(ImageChain *chain)
{
    domain_image_free(chain->image);
    g_array_unref(chain->files);
    g_free(chain);
}

static bool refuse(GError **err, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool refuse(GError **err, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    return error_set(err, ERR_CONFIG_UNSUPPORTED, "unsupported configuration: %s", text);
}

/* ---- one image ---- */

static bool check_kind(const DomainImage *image, const struct stat *info, GError **err)
{
    bool device = S_ISBLK(info->st_mode) || S_ISCHR(info->st_mode);

    if (image->type == DOMAIN_DISK_TYPE_BLOCK ? device : S_ISREG(info->st_mode))
        return true;
    return refuse(err, "image '%s' is no %s", image->path,
                  image->type == DOMAIN_DISK_TYPE_BLOCK ? "block device" : "regular file");
}

/* O_NONBLOCK is only for what turns out to be a FIFO. */
static int open_image(const DomainImage *image, bool writable, ImageId *ret_id, GError **err)
{
    int fd = open(image->path, (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat info;

    if (fd < 0) {
        file_set_error(err, errno, image->path, writable ? R_OK | W_OK : R_OK,
                       "cannot open image '%s' for %s", image->path,
                       writable ? "writing" : "reading");
        return -1;
    }
    if (fstat(fd, &info) < 0)
        error_set_errno(err, errno, "cannot look at image '%s'", image->path);
    else if (check_kind(image, &info, err) && fcntl(fd, F_SETFL, 0) == 0) {
        *ret_id = image_id(&info);
        return fd;
    }
    close(fd);
    return -1;
}

static bool read_header(const DomainImage *image, int fd, StorageImage *ret_header, GError **err)
{
    g_autofree uint8_t *head = g_malloc(STORAGE_IMAGE_HEAD_BYTES);
    size_t have = 0;
    ssize_t got = 1;

    while (got > 0 && have < STORAGE_IMAGE_HEAD_BYTES) {
        got = pread(fd, head + have, STORAGE_IMAGE_HEAD_BYTES - have, (off_t) have);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got < 0)
            return error_set_errno(err, errno, "cannot read the header of image '%s'", image->path);
        else
            have += (size_t) got;
    }
    storage_image_read(head, have, ret_header);
    return true;
}

void image_header_clear(ImageHeader *header)
{
    storage_image_clear(&header->says);
}

bool image_chain_read_header(const DomainImage *image, ImageHeader *ret_header, GError **err)
{
    int fd = open_image(image, false, &ret_header->id, err);
    StorageImage *says = &ret_header->says;
    bool done;

    if (fd < 0)
        return false;
    done = read_header(image, fd, says, err);
    if (done && (g_strcmp0(image->format, "raw") == 0 || says->format == VOLUME_FORMAT_RAW)) {
        off_t end = lseek(fd, 0, SEEK_END);

        says->has_capacity = end >= 0;
        says->capacity = says->has_capacity ? (uint64_t) end : 0;
    }
    close(fd);
    return done;
}

/* ---- what lies behind ---- */

static bool settle_format(DomainImage *image, const StorageImage *header, GError **err)
{
    bool raw = header->format == VOLUME_FORMAT_RAW || header->format == VOLUME_FORMAT_ISO;

    if (image->format)
        return true;
    if (!raw)
        return refuse(err,
                      "image '%s' seems to have the format %s, but the image above it does not "
                      "say so (qemu-img rebase -u -F sets it there)",
                      image->path, volume_format_to_string(header->format));
    image->format = g_strdup("raw");
    return true;
}

static DomainImage *new_backing(const StorageImage *header, const char *path)
{
    struct stat info;
    bool block = stat(path, &info) == 0 && S_ISBLK(info.st_mode);

    return domain_image_new(block ? DOMAIN_DISK_TYPE_BLOCK : DOMAIN_DISK_TYPE_FILE, path,
                            header->backing_format == VOLUME_FORMAT_NONE
                                ? NULL
                                : volume_format_to_string(header->backing_format));
}

static bool find_backing(DomainImage *image, const StorageImage *header, GError **err)
{
    g_autofree char *folder = g_path_get_dirname(image->path);
    g_autofree char *path = storage_image_backing_path(header, folder);

    if (header->backing_unread)
        return refuse(err, "image '%s' has a backing image whose name cannot be found in it",
                      image->path);
    if (path && *path != '/')
        return refuse(err,
                      "image '%s' has a backing image that is named otherwise than by a path: "
                      "'%s'",
                      image->path, path);
    image->chain_known = image->chain_found = true;
    if (path)
        image->backing = new_backing(header, path);
    return true;
}

/* The format is as the document or the image above says, whatever the header looks like. */
static bool look_behind(ImageChain *chain, DomainImage *image, int fd, GError **err)
{
    StorageImage header;
    bool ok;

    if (g_strcmp0(image->format, "raw") == 0) {
        if (!image->chain_known)
            image->chain_known = image->chain_found = true;
        return true;
    }
    if (!read_header(image, fd, &header, err))
        return false;
    ok = settle_format(image, &header, err);
    if (ok && header.data_elsewhere)
        ok = refuse(err, "image '%s' has its data in a file of its own", image->path);
    if (ok && !chain->alone && !image->chain_known) {
        if (g_str_equal(image->format, "raw"))
            image->chain_known = image->chain_found = true;
        else
            ok = find_backing(image, &header, err);
    }
    storage_image_clear(&header);
    return ok;
}

/* ---- the chain ---- */

static bool open_chain(ImageChain *chain, GError **err)
{
    for (DomainImage *image = chain->image; image; image = image->backing) {
        ImageFile file = {.fd = -1};

        if (chain->files->len == DOMAIN_IMAGES_MAX)
            return refuse(err,
                          "image '%s' has more than %d images behind it, or they lead back to "
                          "themselves",
                          chain->image->path, DOMAIN_IMAGES_MAX - 1);
        file.fd = open_image(image, chain->writable && image == chain->image, &file.id, err);
        if (file.fd < 0)
            return false;
        g_array_append_val(chain->files, file);
        if (!look_behind(chain, image, file.fd, err))
            return false;
        if (chain->alone)
            break;
    }
    return true;
}

static void look_at_chain(ImageChain *chain)
{
    for (const DomainImage *image = chain->image; image; image = image->backing) {
        ImageFile file = {.fd = -1};
        struct stat info;

        if (stat(image->path, &info) == 0)
            file.id = image_id(&info);
        g_array_append_val(chain->files, file);
        if (chain->alone)
            break;
    }
}

static bool work(void *data, GError **err)
{
    ImageChain *chain = data;

    if (!chain->only_look)
        return open_chain(chain, err);
    look_at_chain(chain);
    return true;
}

bool image_chain_co_open(Worker *worker, ImageChain *chain, GError **err)
{
    return worker_co_try(worker, work, chain, err);
}
