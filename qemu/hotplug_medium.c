/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Media of cdrom and floppy drives: see hotplug.h. The new medium is opened first, then the tray,
 * which the guest may have locked. What runs has the new image before QEMU gets it: a daemon that
 * finds a drive without the image which it should have knows that it is empty.
 */
#include "qemu/hotplug.h"

#include "base/log.h"
#include "conf/domain_device.h"
#include "qemu/block_job.h"
#include "qemu/disk_live.h"
#include "qemu/disk_nodes.h"
#include "qemu/hotplug_private.h"
#include "qemu/image_open.h"
#include "qemu/parts_plug.h"

#include <string.h>

/* How often a tray that the guest closes at the wrong moment is opened again. */
#define TRAY_TRIES 5

typedef struct Change {
    Machine *machine;
    char *alias;
    char *target;
    DomainDef *def;    /* a copy of what runs, whose disk has the new medium */
    DomainDef *before; /* one whose disk has the old */
    Parts *parts;
} Change;

static void change_clear(Change *change)
{
    g_free(change->alias);
    g_free(change->target);
    g_clear_pointer(&change->def, domain_def_free);
    g_clear_pointer(&change->before, domain_def_free);
    g_clear_pointer(&change->parts, parts_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Change, change_clear)

/* The disk of what runs; NULL: nothing runs any more. */
static DomainDisk *disk_now(const Change *change)
{
    return change->machine->gone
               ? NULL
               : domain_disk_by_target(change->machine->domain->def, change->target);
}

static bool co_drive(const Change *change, const char *command, json_t *arguments, GError **err)
{
    json_object_set_new(arguments, "id", json_string(change->alias));
    return machine_co_command(change->machine, command, arguments, NULL, err);
}

static bool co_open_medium(Change *change, const DomainImage *medium, GError **err)
{
    DomainDisk *disk = domain_disk_by_target(change->def, change->target);

    domain_image_free(disk->image);
    disk->image = medium ? domain_image_copy(medium) : NULL;
    if (!medium)
        return true;
    if (!disk->image->format)
        disk->image->format = g_strdup("raw");
    disk_nodes_number(disk);
    return image_open_co_disk(change->machine, disk, change->parts, err) &&
           disk_nodes_parts(disk, change->parts, err) &&
           parts_co_plug(change->machine, change->parts, err);
}

static void co_drop_medium(const Change *change, const DomainDef *def)
{
    if (!change->machine->gone)
        hotplug_co_drop_disk(change->machine, domain_disk_by_target(def, change->target));
}

/* QEMU only asks a guest that has locked the tray; one that is open moves no more, and a floppy
 * drive has none. */
static bool co_open_tray(const Change *change, bool force, GError **err)
{
    int64_t deadline = g_get_monotonic_time() + HOTPLUG_TRAY_US;
    const DomainDisk *disk;

    if (!co_drive(change, "blockdev-open-tray", json_pack("{s:b}", "force", force), err))
        return false;
    while ((disk = disk_now(change)) && disk->device == DOMAIN_DISK_DEVICE_CDROM &&
           !disk->tray_open) {
        int64_t left = deadline - g_get_monotonic_time();

        if (left <= 0)
            return error_set(err, ERR_OPERATION_FAILED,
                             "disk '%s': the guest has locked the tray and did not open it within "
                             "%d seconds; use force to open it all the same",
                             change->target, (int) (HOTPLUG_TRAY_US / G_USEC_PER_SEC));
        machine_co_wait(change->machine, left);
    }
    return disk != NULL || error_set(err, ERR_OPERATION_FAILED, "the domain has stopped");
}

/* The event that tells may not have come yet. */
static bool is_shut(const GError *why)
{
    return strstr(why->message, "is not open") != NULL;
}

/* A command that wants the tray open; node may be NULL. The guest may close it at any time, and its
 * firmware does so when it looks for media: then it is opened once more. */
static bool co_drive_open(const Change *change, bool force, const char *command, const char *node,
                          GError **err)
{
    for (unsigned left = TRAY_TRIES;; left--) {
        g_autoptr(GError) error = NULL;
        const DomainDisk *disk;

        if (co_drive(change, command, node ? json_pack("{s:s}", "node-name", node) : json_object(),
                     &error))
            return true;
        disk = disk_now(change);
        if (left == 0 || !disk || disk->device != DOMAIN_DISK_DEVICE_CDROM || !is_shut(error)) {
            g_propagate_error(err, g_steal_pointer(&error));
            return false;
        }
        if (!co_open_tray(change, force, err))
            return false;
    }
}

/* From here on the drive is empty, whatever fails. */
static void note_medium(const Change *change)
{
    DomainDisk *disk = disk_now(change);
    const DomainDisk *with = domain_disk_by_target(change->def, change->target);

    if (!disk)
        return;
    domain_image_free(disk->image);
    disk->image = domain_image_copy(with->image);
    disk->last_index = with->last_index;
    hotplug_save_status(change->machine);
}

/* It has not come; one that is late may yet, and is in its drive until it is known that it is not.
 */
static void co_note_empty(const Change *change)
{
    DomainDisk *disk = disk_now(change);

    if (disk)
        g_clear_pointer(&disk->image, domain_image_free);
    hotplug_save_status(change->machine);
    co_drop_medium(change, change->def);
}

static bool co_insert(const Change *change, bool force, GError **err)
{
    const DomainDisk *disk = domain_disk_by_target(change->def, change->target);
    g_autofree char *node = disk->image ? disk_nodes_drive(disk) : NULL;
    g_autoptr(GError) why = NULL;

    if (node && !co_drive_open(change, force, "blockdev-insert-medium", node, &why)) {
        if (!late_is(change->machine, why))
            co_note_empty(change);
        g_propagate_error(err, g_steal_pointer(&why));
        return false;
    }
    return co_drive(change, "blockdev-close-tray", json_object(), err);
}

static bool same_medium(const DomainDisk *disk, const DomainImage *medium)
{
    if (!disk->image || !medium || disk->tray_open)
        return !disk->image && !medium && !disk->tray_open;
    return disk->image->type == medium->type && g_strcmp0(disk->image->path, medium->path) == 0;
}

bool hotplug_co_change_medium(Machine *machine, DomainDisk *disk, const DomainImage *medium,
                              bool force, GError **err)
{
    g_auto(Change) change = {.machine = machine};

    if (!block_job_check_free(machine, disk->target, err))
        return false;
    if (same_medium(disk, medium))
        return true;
    change.alias = g_strdup(disk->info.alias);
    change.target = g_strdup(disk->target);
    change.def = domain_def_copy(machine->domain->def);
    change.before = domain_def_copy(machine->domain->def);
    change.parts = parts_new();
    if (!co_open_medium(&change, medium, err) || !co_open_tray(&change, force, err) ||
        !co_drive_open(&change, force, "blockdev-remove-medium", NULL, err)) {
        co_drop_medium(&change, change.def);
        return false;
    }
    note_medium(&change);
    co_drop_medium(&change, change.before);
    return co_insert(&change, force, err);
}

/* ---- after the monitor was lost ---- */

static void note_drive(DomainDisk *disk, const json_t *entry)
{
    const char *node =
        json_string_value(json_object_get(json_object_get(entry, "inserted"), "node-name"));
    const json_t *tray = json_object_get(entry, "tray_open");

    if (tray)
        disk->tray_open = json_is_true(tray);
    if (!node)
        g_clear_pointer(&disk->image, domain_image_free);
}

/* "/machine/peripheral/ALIAS", or something below it. */
static DomainDisk *disk_by_path(const DomainDef *def, const char *path)
{
    for (unsigned i = 0; path && i < def->disks->len; i++) {
        DomainDisk *disk = def->disks->pdata[i];
        g_autofree char *own = g_strconcat("/machine/peripheral/", disk->info.alias, NULL);

        if (domain_disk_is_removable(disk) &&
            (g_str_equal(path, own) || g_str_equal(path, disk->info.alias)))
            return disk;
    }
    return NULL;
}

/* Of a medium that is not in its drive any more, or never got there. */
static bool is_stray(const DomainDef *def, const char *node)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        const DomainDisk *disk = def->disks->pdata[i];
        size_t length = strlen(disk->target);

        if (domain_disk_is_removable(disk) && !disk->mirror &&
            g_str_has_prefix(node, disk->target) && node[length] == '-' &&
            g_ascii_isdigit(node[length + 1]))
            return !disk_nodes_image(disk, node);
    }
    return false;
}

/* Formats before what they lie on, and the first of a chain, which has the lowest number, before
 * what is behind it. */
static int compare_nodes(gconstpointer a, gconstpointer b)
{
    const char *one = *(char *const *) a, *two = *(char *const *) b;
    int storage = g_str_has_suffix(one, "-file") - g_str_has_suffix(two, "-file");
    guint64 first = g_ascii_strtoull(strchr(one, '-') + 1, NULL, 10);
    guint64 second = g_ascii_strtoull(strchr(two, '-') + 1, NULL, 10);

    return storage ? storage : (first > second) - (first < second);
}

static bool co_drop_stray(Machine *machine, const char *node, GError **err)
{
    g_autoptr(GError) why = NULL;

    if (machine_co_command(machine, "blockdev-del", json_pack("{s:s}", "node-name", node), NULL,
                           &why))
        return true;
    if (late_is(machine, why)) {
        g_propagate_error(err, g_steal_pointer(&why));
        return false;
    }
    log_warning("domain '%s': a medium stays: %s", machine->domain->def->name, why->message);
    return true;
}

static bool co_drop_strays(Machine *machine, GError **err)
{
    g_autoptr(GPtrArray) strays = g_ptr_array_new_with_free_func(g_free);
    json_t *reply = NULL, *entry;
    size_t i;

    if (!machine_co_command(machine, "query-named-block-nodes", json_pack("{s:b}", "flat", 1),
                            &reply, err))
        return false;
    json_array_foreach(reply, i, entry)
    {
        const char *node = json_string_value(json_object_get(entry, "node-name"));

        if (node && !machine->gone && is_stray(machine->domain->def, node))
            g_ptr_array_add(strays, g_strdup(node));
    }
    json_decref(reply);
    g_ptr_array_sort(strays, compare_nodes);
    for (i = 0; i < strays->len && !machine->gone; i++) {
        const char *node = strays->pdata[i];

        if (g_str_has_suffix(node, "-file"))
            disk_live_co_remove_file(machine, node);
        else if (!co_drop_stray(machine, node, err))
            return false;
    }
    return true;
}

bool hotplug_co_refresh_media(Machine *machine, GError **err)
{
    json_t *reply = NULL, *entry;
    size_t i;

    if (!machine_co_command(machine, "query-block", NULL, &reply, err))
        return false;
    json_array_foreach(reply, i, entry)
    {
        const char *path = json_string_value(json_object_get(entry, "qdev"));
        DomainDisk *disk = machine->gone ? NULL : disk_by_path(machine->domain->def, path);

        if (disk)
            note_drive(disk, entry);
    }
    json_decref(reply);
    hotplug_save_status(machine);
    return machine->gone || co_drop_strays(machine, err);
}
