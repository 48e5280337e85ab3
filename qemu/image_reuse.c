/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Headers of two images compared, in a worker: see image_reuse.h. */
#include "qemu/image_reuse.h"

#include "drivers/storage_image.h"
#include "qemu/image_chain.h"

#include <inttypes.h>
#include <string.h>

typedef struct Reuse {
    DomainImage *image, *behind;
} Reuse;

static bool refuse(const DomainImage *image, GError **err, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
static bool refuse(const DomainImage *image, GError **err, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    return error_set(err, ERR_CONFIG_UNSUPPORTED,
                     "unsupported configuration: image '%s' cannot be reused: %s", image->path,
                     text);
}

static bool check_format(const Reuse *reuse, const ImageHeader *header, GError **err)
{
    const char *found = volume_format_to_string(header->says.format);

    return strcmp(found, reuse->image->format) == 0 ||
           refuse(reuse->image, err, "its format is %s, not %s", found, reuse->image->format);
}

/* By path, or else by what the paths lead to. */
static bool is_same(const char *path, const Reuse *reuse, const ImageHeader *behind)
{
    struct stat info;
    ImageId id;

    if (strcmp(path, reuse->behind->path) == 0)
        return true;
    if (*path != '/' || stat(path, &info) < 0)
        return false;
    id = image_id(&info);
    return image_id_equal(&id, &behind->id);
}

static bool check_backing(const Reuse *reuse, const ImageHeader *header, const ImageHeader *behind,
                          GError **err)
{
    const StorageImage *says = &header->says;
    g_autofree char *folder = g_path_get_dirname(reuse->image->path);
    g_autofree char *path = storage_image_backing_path(says, folder);
    const char *format = says->backing_format == VOLUME_FORMAT_NONE
                             ? NULL
                             : volume_format_to_string(says->backing_format);

    if (!path)
        return refuse(reuse->image, err,
                      "its header names no backing image that could be read, and should name '%s' "
                      "(qemu-img create -b)",
                      reuse->behind->path);
    if (!is_same(path, reuse, behind))
        return refuse(reuse->image, err, "its header names '%s' as its backing image, not '%s'",
                      path, reuse->behind->path);
    if (g_strcmp0(format, reuse->behind->format) == 0 ||
        (!format && g_strcmp0(reuse->behind->format, "raw") == 0))
        return true;
    return refuse(reuse->image, err,
                  "its header names %s as the format of its backing image, not %s (qemu-img "
                  "rebase -u -F)",
                  format ? format : "none", reuse->behind->format);
}

static bool check_size(const Reuse *reuse, const ImageHeader *header, const ImageHeader *behind,
                       GError **err)
{
    bool known = header->says.has_capacity && behind->says.has_capacity;

    return !known || header->says.capacity >= behind->says.capacity ||
           refuse(reuse->image, err,
                  "it has %" PRIu64 " bytes, and the disk %" PRIu64 ", which would be cut off",
                  header->says.capacity, behind->says.capacity);
}

static bool reuse_run(void *data, GError **err)
{
    const Reuse *reuse = data;
    g_auto(ImageHeader) header = {0}, behind = {0};

    return image_chain_read_header(reuse->image, &header, err) &&
           image_chain_read_header(reuse->behind, &behind, err) &&
           check_format(reuse, &header, err) && check_backing(reuse, &header, &behind, err) &&
           check_size(reuse, &header, &behind, err);
}

bool image_reuse_co_check(Worker *worker, const DomainImage *image, const DomainImage *behind,
                          GError **err)
{
    g_autoptr(DomainImage) first = domain_image_copy(image);
    g_autoptr(DomainImage) second = domain_image_copy(behind);
    Reuse reuse = {.image = first, .behind = second};

    return worker_co_try(worker, reuse_run, &reuse, err);
}
