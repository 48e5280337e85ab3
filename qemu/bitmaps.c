/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finding bitmaps in a chain of images and carrying them along: see bitmaps.h. */
#include "qemu/bitmaps.h"

#include <string.h>

#include "base/log.h"
#include "conf/checkpoint.h"
#include "drivers/moment.h"
#include "qemu/block_chain.h"
#include "qemu/checkpoint.h"
#include "qemu/disk_nodes.h"
#include "qemu/image_tool.h"

/* Names of the bitmaps that the domain's checkpoints have of a disk; owned by these. */
static GPtrArray *names_of(const Domain *domain, const char *target)
{
    g_autoptr(GPtrArray) all = moment_tree_below(domain->checkpoints, NULL);
    GPtrArray *names = g_ptr_array_new();

    for (unsigned i = 0; i < all->len; i++) {
        const MomentDef *def = ((const Moment *) all->pdata[i])->def;
        const CheckpointDisk *disk = checkpoint_disk_find((const CheckpointDef *) def, target);

        if (disk && disk->bitmap && disk->kind == CHECKPOINT_KIND_BITMAP &&
            !g_ptr_array_find_with_equal_func(names, disk->bitmap, g_str_equal, NULL))
            g_ptr_array_add(names, disk->bitmap);
    }
    return names;
}

static const json_t *find_in(const json_t *bitmaps, const char *name)
{
    size_t i;
    json_t *bitmap;

    json_array_foreach(bitmaps, i, bitmap)
    {
        if (g_strcmp0(json_string_value(json_object_get(bitmap, "name")), name) == 0)
            return bitmap;
    }
    return NULL;
}

static const json_t *find_at(const json_t *nodes, const char *node, const char *name)
{
    return find_in(json_object_get(disk_nodes_find(nodes, node), "dirty-bitmaps"), name);
}

bool bitmaps_co_ask(Machine *machine, json_t **ret_nodes, GError **err)
{
    *ret_nodes = NULL;
    if (moment_tree_count(machine->domain->checkpoints) == 0)
        return true;
    if (!machine_co_command(machine, "query-named-block-nodes", json_pack("{s:b}", "flat", 1),
                            ret_nodes, err))
        return false;
    if (machine_check_alive(machine, err))
        return true;
    g_clear_pointer(ret_nodes, json_decref);
    return false;
}

/* ---- in a chain ---- */

static json_int_t size_at(const json_t *nodes, const char *node)
{
    return json_integer_value(
        json_object_get(json_object_get(disk_nodes_find(nodes, node), "image"), "virtual-size"));
}

/* QEMU (7.2) merges only bitmaps of one size, which is that of the image. */
static bool check_size(const json_t *nodes, const char *node, const char *name,
                       const DomainDisk *disk, const DomainImage *image, GError **err)
{
    g_autofree char *first = disk_nodes_name(disk, disk->image);
    json_int_t size = size_at(nodes, first), was = size_at(nodes, node);

    return size == was ||
           error_set(err, ERR_CHECKPOINT_INCONSISTENT,
                     "disk '%s': bitmap '%s' in image '%s' is of %" JSON_INTEGER_FORMAT
                     " bytes, and the disk has become one of %" JSON_INTEGER_FORMAT
                     ": make a full backup",
                     disk->target, name, image->path, was, size);
}

static bool add_place(json_t *places, const json_t *bitmap, const char *node,
                      const DomainDisk *disk, const DomainImage *image, GError **err)
{
    const char *name = json_string_value(json_object_get(bitmap, "name"));

    if (json_is_true(json_object_get(bitmap, "inconsistent")))
        return error_set(err, ERR_CHECKPOINT_INCONSISTENT,
                         "disk '%s': bitmap '%s' in image '%s' has missed writes, since a guest "
                         "that had it did not end well: make a full backup",
                         disk->target, name, image->path);
    json_array_append_new(places, json_pack("{s:s, s:s}", "node", node, "name", name));
    return true;
}

json_t *bitmaps_places(const json_t *nodes, const DomainDisk *disk, const char *bitmap,
                       GError **err)
{
    json_t *places = json_array();
    const DomainImage *without = NULL; /* the first that has none */

    for (const DomainImage *image = disk->image; image; image = image->backing) {
        g_autofree char *node = disk_nodes_name(disk, image);
        const json_t *found = find_at(nodes, node, bitmap);

        if (!found) {
            without = without ? without : image;
            continue;
        }
        if (!without ? check_size(nodes, node, bitmap, disk, image, err) &&
                           add_place(places, found, node, disk, image, err)
                     : error_set(err, ERR_CHECKPOINT_INCONSISTENT,
                                 "disk '%s': bitmap '%s' has missed writes to the image '%s', "
                                 "which lacks it: make a full backup",
                                 disk->target, bitmap, without->path))
            continue;
        json_decref(places);
        return NULL;
    }
    if (json_array_size(places) > 0)
        return places;
    error_set(err, ERR_CHECKPOINT_INCONSISTENT,
              "disk '%s': no image has the bitmap '%s': make a full backup", disk->target, bitmap);
    json_decref(places);
    return NULL;
}

static json_t *add_action(const json_t *like, const char *node, const char *name)
{
    json_int_t granularity = json_integer_value(json_object_get(like, "granularity"));
    json_t *data = json_pack("{s:s, s:s, s:b}", "node", node, "name", name, "persistent", 1);

    if (granularity > 0)
        json_object_set_new(data, "granularity", json_integer(granularity));
    return checkpoint_action("block-dirty-bitmap-add", data);
}

void bitmaps_go_on(const Domain *domain, const json_t *nodes, const DomainDisk *disk,
                   const char *node, json_t *actions)
{
    g_autoptr(GPtrArray) names = names_of(domain, disk->target);
    g_autofree char *first = disk_nodes_name(disk, disk->image);

    for (unsigned i = 0; i < names->len; i++) {
        const json_t *found = find_at(nodes, first, names->pdata[i]);

        if (found && !json_is_true(json_object_get(found, "inconsistent")) &&
            !find_at(nodes, node, names->pdata[i]))
            json_array_append_new(actions, add_action(found, node, names->pdata[i]));
    }
}

/* ---- of images that go ---- */

typedef struct Range {
    const json_t *nodes;
    const DomainDisk *disk;
    const DomainImage *first, *end, *into;
} Range;

/* Those of the places that are in an image of the range. */
static json_t *places_within(const Range *range, const json_t *places)
{
    json_t *within = json_array(), *place;
    size_t i;

    for (const DomainImage *image = range->first; image != range->end; image = image->backing) {
        g_autofree char *node = disk_nodes_name(range->disk, image);

        json_array_foreach(places, i, place)
        {
            if (g_strcmp0(json_string_value(json_object_get(place, "node")), node) == 0)
                json_array_append(within, place);
        }
    }
    return within;
}

static void take_over(const Range *range, const char *name, json_t *actions)
{
    g_autofree char *into = disk_nodes_name(range->disk, range->into);
    const json_t *has = find_at(range->nodes, into, name);
    json_t *places = bitmaps_places(range->nodes, range->disk, name, NULL);
    json_t *within = places_within(range, places);

    if (!places && has) { /* it must not look as if it could be used */
        json_array_append_new(actions, checkpoint_removal(into, name));
    } else if (json_array_size(within) > 0) {
        const char *node = json_string_value(json_object_get(json_array_get(within, 0), "node"));

        if (!has)
            json_array_append_new(actions,
                                  add_action(find_at(range->nodes, node, name), into, name));
        json_array_append_new(actions,
                              checkpoint_action("block-dirty-bitmap-merge",
                                                json_pack("{s:s, s:s, s:O}", "node", into, "target",
                                                          name, "bitmaps", within)));
    }
    json_decref(within);
    json_decref(places);
}

bool bitmaps_co_take_over(Machine *machine, const DomainDisk *disk, const DomainImage *first,
                          const DomainImage *end, const DomainImage *into, GError **err)
{
    Range range = {.disk = disk, .first = first, .end = end, .into = into};
    json_t *nodes, *actions = json_array();
    bool well = bitmaps_co_ask(machine, &nodes, err);

    if (well && nodes) {
        g_autoptr(GPtrArray) names = names_of(machine->domain, disk->target);

        range.nodes = nodes;
        for (unsigned i = 0; i < names->len; i++)
            take_over(&range, names->pdata[i], actions);
    }
    if (well)
        well = machine_co_transaction(machine, g_steal_pointer(&actions), err) &&
               machine_check_alive(machine, err);
    json_decref(actions);
    json_decref(nodes);
    return well;
}

/* ---- that tell nothing any more ---- */

static void log_end(const char *name, const char *path)
{
    log_warning("bitmap '%s' is removed from image '%s', which changes without being written: the "
                "next backup since then must be a full one",
                name, path);
}

bool bitmaps_co_drop(Machine *machine, const DomainDisk *disk, GError **err)
{
    g_autofree char *node = disk_nodes_name(disk, disk->image);
    json_t *nodes = NULL, *actions = json_array(), *bitmap;
    size_t i;
    bool well = machine_co_command(machine, "query-named-block-nodes",
                                   json_pack("{s:b}", "flat", 1), &nodes, err) &&
                machine_check_alive(machine, err);

    json_array_foreach(json_object_get(disk_nodes_find(nodes, node), "dirty-bitmaps"), i, bitmap)
    {
        const char *name = json_string_value(json_object_get(bitmap, "name"));

        if (!name || !well)
            continue;
        log_end(name, disk->image->path);
        json_array_append_new(actions, checkpoint_removal(node, name));
    }
    if (json_array_size(actions) > 0)
        well = machine_co_command(machine, "transaction", json_pack("{s:O}", "actions", actions),
                                  NULL, err) &&
               machine_check_alive(machine, err);
    json_decref(actions);
    json_decref(nodes);
    return well;
}

/* ---- files ---- */

bool bitmaps_co_drop_file(Worker *worker, const char *path, GError **err)
{
    json_t *bitmaps = NULL, *bitmap;
    size_t i;
    bool well = image_tool_co_bitmaps(worker, path, &bitmaps, err);

    json_array_foreach(bitmaps, i, bitmap)
    {
        const char *name = json_string_value(json_object_get(bitmap, "name"));

        if (!well || !name)
            continue;
        log_end(name, path);
        well = image_tool_co_remove_bitmap(worker, path, name, err);
    }
    json_decref(bitmaps);
    return well;
}

static bool co_go_on_file(Worker *worker, const GPtrArray *names, const char *path,
                          const DomainImage *behind, GError **err)
{
    json_t *bitmaps = NULL;
    bool well = image_tool_co_bitmaps(worker, behind->path, &bitmaps, err);

    for (unsigned i = 0; well && i < names->len; i++) {
        const json_t *found = find_in(bitmaps, names->pdata[i]);

        if (found)
            well = image_tool_co_add_bitmap(
                worker, path, names->pdata[i],
                (uint64_t) json_integer_value(json_object_get(found, "granularity")), err);
    }
    json_decref(bitmaps);
    return well;
}

void bitmaps_co_go_on_file(Worker *worker, const Domain *domain, const char *target,
                           const char *path, const DomainImage *behind)
{
    g_autoptr(GPtrArray) names = names_of(domain, target);
    g_autoptr(GError) why = NULL;

    if (names->len > 0 && g_strcmp0(behind->format, "qcow2") == 0 &&
        !co_go_on_file(worker, names, path, behind, &why))
        log_warning("domain '%s', disk '%s': no bitmap goes on in image '%s': %s",
                    domain->def->name, target, path, why->message);
}

bool bitmaps_co_take_over_file(Worker *worker, const Domain *domain, const char *target,
                               const char *from, const char *into, GError **err)
{
    g_autoptr(GPtrArray) names = names_of(domain, target);
    json_t *upper = NULL, *lower = NULL;
    bool well = names->len == 0 || (image_tool_co_bitmaps(worker, from, &upper, err) &&
                                    image_tool_co_bitmaps(worker, into, &lower, err));

    for (unsigned i = 0; well && i < names->len; i++) {
        const char *name = names->pdata[i];
        const json_t *found = find_in(upper, name);

        if (!found)
            continue;
        well = (find_in(lower, name) ||
                image_tool_co_add_bitmap(
                    worker, into, name,
                    (uint64_t) json_integer_value(json_object_get(found, "granularity")), err)) &&
               image_tool_co_merge_bitmap(worker, into, name, from, err);
    }
    json_decref(upper);
    json_decref(lower);
    return well;
}
