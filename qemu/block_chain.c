/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The chain of a disk's images under block jobs: see block_chain.h. */
#include "qemu/block_chain.h"

#include "base/log.h"
#include "conf/domain_device.h"
#include "drivers/affect.h"
#include "drivers/domain_disk.h"
#include "qemu/disk_live.h"
#include "qemu/disk_nodes.h"

#include <string.h>

/* ---- names ---- */

DomainDisk *block_chain_disk(const DomainDef *def, const char *name, GError **err)
{
    DomainDisk *disk = domain_disk_find(def, name);

    if (!disk)
        error_set(err, ERR_INVALID_ARG, "disk '%s' not found in domain", name);
    return disk;
}

DomainDisk *block_chain_filled_disk(const DomainDef *def, const char *name, GError **err)
{
    DomainDisk *disk = block_chain_disk(def, name, err);

    if (disk && (!disk->image || disk->tray_open)) {
        error_set(err, ERR_OPERATION_INVALID, "disk '%s' does not currently have a source assigned",
                  disk->target);
        return NULL;
    }
    return disk;
}

DomainDisk *block_chain_job_disk(const BlockJob *job)
{
    DomainDisk *disk =
        job->disk ? block_chain_disk(job->machine->domain->def, job->disk, NULL) : NULL;

    return disk && disk->image ? disk : NULL;
}

/* "vda[3]": the number; 0: it is none of that form. */
static unsigned index_in(const DomainDisk *disk, const char *name)
{
    size_t length = strlen(disk->target);
    char *end;
    uint64_t number;

    if (!g_str_has_prefix(name, disk->target) || name[length] != '[')
        return 0;
    number = g_ascii_strtoull(name + length + 1, &end, 10);
    return g_str_equal(end, "]") && number <= G_MAXUINT ? (unsigned) number : 0;
}

DomainImage *block_chain_image(const DomainDisk *disk, const char *name, const DomainImage *below,
                               GError **err)
{
    unsigned index = index_in(disk, name);

    for (DomainImage *image = below ? below->backing : disk->image; image; image = image->backing) {
        if (index > 0 ? image->index == index : g_strcmp0(image->path, name) == 0)
            return image;
    }
    if (index > 0)
        error_set(err, ERR_INVALID_ARG, "could not find backing store index '%u' in chain for '%s'",
                  index, disk->image->path);
    else if (below)
        error_set(err, ERR_INVALID_ARG, "could not find image '%s' beneath '%s' in chain for '%s'",
                  name, below->path, disk->image->path);
    else
        error_set(err, ERR_INVALID_ARG, "could not find image '%s' in chain for '%s'", name,
                  disk->image->path);
    return NULL;
}

DomainImage *block_chain_above(const DomainDisk *disk, const DomainImage *image)
{
    DomainImage *above = disk->image;

    while (above && above->backing != image)
        above = above->backing;
    return above;
}

/* The way from the folder of one path to another path, by their text. */
static char *relative_path(const char *from, const char *to)
{
    g_auto(GStrv) start = g_strsplit(from, "/", -1), end = g_strsplit(to, "/", -1);
    unsigned levels = g_strv_length(start), same = 0;
    GString *path = g_string_new(NULL);

    while (start[same] && end[same] && end[same + 1] && same + 1 < levels &&
           g_str_equal(start[same], end[same]))
        same++;
    for (unsigned i = same; i + 1 < levels; i++)
        g_string_append(path, "../");
    for (unsigned i = same; end[i]; i++)
        g_string_append_printf(path, "%s%s", i > same ? "/" : "", end[i]);
    return g_string_free(path, FALSE);
}

char *block_chain_backing_name(const DomainImage *upper, const DomainImage *base, bool relative)
{
    return relative ? relative_path(upper->path, base->path) : g_strdup(base->path);
}

/* ---- changes ---- */

void block_chain_co_drop(Machine *machine, const char *disk, DomainImage *first, bool remove_files)
{
    g_autoptr(DomainImage) owned G_GNUC_UNUSED = first;
    g_autofree char *target = g_strdup(disk);
    const DomainDisk named = {.target = target}; /* lasts, even if the guest ends meanwhile */
    Domain *domain = machine->domain;

    for (const DomainImage *image = first; image && !machine->gone; image = image->backing) {
        g_autoptr(GError) why = NULL;

        disk_live_co_remove(machine, &named, image);
        if (remove_files && !machine->gone && image->type == DOMAIN_DISK_TYPE_FILE &&
            !domain_disk_co_remove_file(&machine->driver->base, domain, image->path, &why))
            log_warning("domain '%s': %s", domain->def->name, why->message);
    }
}

/* What a definition says of images: nothing of a run. */
static void forget_run(DomainImage *image, bool whole_chain)
{
    if (!whole_chain) {
        g_clear_pointer(&image->backing, domain_image_free);
        image->chain_known = false;
    }
    for (; image; image = image->backing) {
        image->index = image->set = 0;
        image->chain_found = false;
    }
}

static bool co_follow(Machine *machine, const DomainDisk *disk, const char *before, GError **err)
{
    DomainDriver *driver = &machine->driver->base;
    Domain *domain = machine->domain;
    g_autoptr(DomainDef) changed = NULL;
    DomainDisk *kept;
    bool told;

    if (!domain->next_def)
        return true;
    changed = domain_def_copy(domain->next_def);
    kept = block_chain_disk(changed, disk->target, NULL);
    if (!kept || !kept->image || g_strcmp0(kept->image->path, before) != 0)
        return true;
    told = kept->image->chain_known;
    if (!told && g_strcmp0(disk->image->path, before) == 0)
        return true;
    domain_image_free(kept->image);
    kept->image = domain_image_copy(disk->image);
    forget_run(kept->image, told);
    return affect_co_replace_config(driver, domain, g_steal_pointer(&changed), err);
}

void block_chain_co_changed(Machine *machine, const DomainDisk *disk, const char *before)
{
    const Domain *domain = machine->domain;
    g_autofree char *target = g_strdup(disk->target), *was = g_strdup(before);
    g_autofree char *now = g_strdup(disk->image->path);
    g_autoptr(GError) why = NULL;

    if (!co_follow(machine, disk, was, &why))
        log_error("domain '%s': its definition still has '%s' as disk '%s', which is now '%s': %s",
                  domain->def->name, was, target, now, why->message);
}

/* ---- size ---- */

bool block_chain_co_capacity(Machine *machine, const DomainDisk *disk, const DomainImage *image,
                             uint64_t *ret_bytes, GError **err)
{
    g_autofree char *name = disk_nodes_name(disk, image), *target = g_strdup(disk->target);
    json_t *nodes = NULL, *size;

    if (!machine_co_command(machine, "query-named-block-nodes", json_pack("{s:b}", "flat", 1),
                            &nodes, err))
        return false;
    size = json_object_get(json_object_get(disk_nodes_find(nodes, name), "image"), "virtual-size");
    if (size)
        *ret_bytes = (uint64_t) json_integer_value(size);
    else
        error_set(err, ERR_INTERNAL, "QEMU does not tell the size of disk '%s'", target);
    json_decref(nodes);
    return size != NULL;
}
