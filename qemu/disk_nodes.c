/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names and options of disks' block nodes: see disk_nodes.h.
 *
 * The storage of a backing image is "auto-read-only": QEMU opens it for reading, since there is
 * only a descriptor for that, until a job is to write it.
 */
#include "qemu/disk_nodes.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* ---- names ---- */

char *disk_nodes_name(const DomainDisk *disk, const DomainImage *image)
{
    return g_strdup_printf("%s-%u", disk->target, image->index);
}

char *disk_nodes_file_name(const DomainDisk *disk, const DomainImage *image)
{
    return g_strdup_printf("%s-%u-file", disk->target, image->index);
}

char *disk_nodes_drive(const DomainDisk *disk)
{
    return disk->copy_on_read == TRISTATE_ON ? g_strconcat(disk->target, "-cow", NULL)
                                             : disk_nodes_name(disk, disk->image);
}

void disk_nodes_number(DomainDisk *disk)
{
    for (DomainImage *image = disk->image; image; image = image->backing) {
        if (image->index == 0)
            image->index = ++disk->last_index;
    }
}

DomainImage *disk_nodes_image(const DomainDisk *disk, const char *node)
{
    size_t length = strlen(disk->target);

    if (!g_str_has_prefix(node, disk->target) || node[length] != '-')
        return NULL;
    if (g_str_equal(node + length, "-cow"))
        return disk->image;
    return domain_image_by_index(disk->image,
                                 (unsigned) g_ascii_strtoull(node + length + 1, NULL, 10));
}

const DomainDisk *disk_nodes_disk(const DomainDef *def, const char *node)
{
    for (unsigned i = 0; node && i < def->disks->len; i++) {
        const DomainDisk *disk = def->disks->pdata[i];
        size_t length = strlen(disk->target);

        if (strncmp(node, disk->target, length) == 0 &&
            (node[length] == '\0' || node[length] == '-'))
            return disk;
    }
    return NULL;
}

const json_t *disk_nodes_find(const json_t *nodes, const char *name)
{
    size_t i;
    json_t *node;

    json_array_foreach(nodes, i, node)
    {
        if (g_strcmp0(json_string_value(json_object_get(node, "node-name")), name) == 0)
            return node;
    }
    return NULL;
}

/* ---- options ---- */

static bool cache_is_direct(DomainDiskCache cache)
{
    return cache == DOMAIN_DISK_CACHE_NONE || cache == DOMAIN_DISK_CACHE_DIRECTSYNC;
}

/* What both nodes of an image must agree on. */
static json_t *new_node(const DomainDisk *disk, const char *driver, const char *name)
{
    json_t *node = json_pack("{s:s, s:s}", "driver", driver, "node-name", name);

    g_assert(node);
    if (disk->discard)
        json_object_set_new(node, "discard",
                            json_string(domain_disk_discard_to_string(disk->discard)));
    if (disk->cache)
        json_object_set_new(node, "cache",
                            json_pack("{s:b, s:b}", "direct", cache_is_direct(disk->cache),
                                      "no-flush", disk->cache == DOMAIN_DISK_CACHE_UNSAFE));
    return node;
}

static void set_string(json_t *node, const char *key, const char *value)
{
    if (value)
        json_object_set_new(node, key, json_string(value));
}

static void set_flag(json_t *node, const char *key, bool value)
{
    json_object_set_new(node, key, json_boolean(value));
}

/* Formats whose nodes say what lies behind them. */
static bool has_backing(const char *format)
{
    static const char *const formats[] = {"qcow2", "qcow", "qed", "vmdk", NULL};

    return g_strv_contains(formats, format);
}

static json_t *file_node(const DomainDisk *disk, const DomainImage *image, bool backs)
{
    g_autofree char *name = disk_nodes_file_name(disk, image);
    g_autofree char *set = g_strdup_printf("/dev/fdset/%u", image->set);
    json_t *file =
        new_node(disk, image->type == DOMAIN_DISK_TYPE_BLOCK ? "host_device" : "file", name);

    if (backs)
        set_flag(file, "auto-read-only", true);
    else
        set_flag(file, "read-only", disk->readonly);
    set_string(file, "filename", image->set ? set : image->path);
    set_string(file, "aio", domain_disk_io_to_string(disk->io));
    return file;
}

static void add_format(const DomainDisk *disk, const DomainImage *image, bool backs, Parts *parts)
{
    g_autofree char *name = disk_nodes_name(disk, image);
    g_autofree char *file = disk_nodes_file_name(disk, image);
    g_autofree char *backing = image->backing ? disk_nodes_name(disk, image->backing) : NULL;
    json_t *format = new_node(disk, image->format, name);

    set_flag(format, "read-only", backs || disk->readonly);
    if (!backs)
        set_string(format, "detect-zeroes",
                   domain_disk_detect_zeroes_to_string(disk->detect_zeroes));
    set_string(format, "file", file);
    if (has_backing(image->format))
        json_object_set_new(format, "backing", backing ? json_string(backing) : json_null());
    parts_add(parts, PART_BLOCKDEV, format);
}

bool disk_nodes_image_parts(const DomainDisk *disk, const DomainImage *image, bool writable,
                            Parts *parts, GError **err)
{
    bool backs = image != disk->image && !writable;

    if (!image->format || image->index == 0)
        return error_set(err, ERR_INTERNAL, "image '%s' of disk '%s' has no %s", image->path,
                         disk->target, image->format ? "number" : "format");
    if (image->backing && !has_backing(image->format))
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: disk '%s': '%s' has the format %s, in which "
                         "no image lies behind another one",
                         disk->target, image->path, image->format);
    parts_add(parts, PART_BLOCKDEV, file_node(disk, image, backs));
    add_format(disk, image, backs, parts);
    return true;
}

bool disk_nodes_parts(const DomainDisk *disk, Parts *parts, GError **err)
{
    g_autoptr(GPtrArray) chain = g_ptr_array_new();
    g_autofree char *drive = disk_nodes_drive(disk), *name = disk_nodes_name(disk, disk->image);

    for (DomainImage *image = disk->image; image; image = image->backing)
        g_ptr_array_add(chain, image);
    for (unsigned i = chain->len; i-- > 0;) {
        if (!disk_nodes_image_parts(disk, chain->pdata[i], false, parts, err))
            return false;
    }
    if (disk->copy_on_read == TRISTATE_ON)
        parts_add(parts, PART_BLOCKDEV,
                  json_pack("{s:s, s:s, s:s}", "driver", "copy-on-read", "node-name", drive, "file",
                            name));
    return true;
}
