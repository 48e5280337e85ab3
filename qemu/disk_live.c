/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nodes that go from a running guest, or are opened again: see disk_live.h. */
#include "qemu/disk_live.h"

#include "base/log.h"
#include "qemu/image_open.h"

#include <string.h>

char *disk_live_writable_mark(const char *name)
{
    return g_strconcat(name, "-for-writing", NULL);
}

json_int_t disk_live_set_by_mark(const json_t *sets, const char *mark)
{
    size_t i, k;
    json_t *set, *fd;

    json_array_foreach(sets, i, set)
    {
        json_array_foreach(json_object_get(set, "fds"), k, fd)
        {
            if (g_strcmp0(json_string_value(json_object_get(fd, "opaque")), mark) == 0)
                return json_integer_value(json_object_get(set, "fdset-id"));
        }
    }
    return -1;
}

static json_int_t co_find_set(Machine *machine, const char *name)
{
    g_autofree char *mark = disk_live_writable_mark(name);
    json_t *sets = NULL;
    json_int_t set = -1;

    if (machine_co_command(machine, "query-fdsets", NULL, &sets, NULL))
        set = disk_live_set_by_mark(sets, name);
    if (sets && set < 0)
        set = disk_live_set_by_mark(sets, mark);
    json_decref(sets);
    return set;
}

/* What has gone already, or never came so far, need not be taken away. */
static void co_try(Machine *machine, const char *command, json_t *arguments, const char *what)
{
    g_autoptr(GError) why = NULL;

    if (!machine_co_command(machine, command, arguments, NULL, &why) && !machine->gone &&
        !strstr(why->message, "Failed to find node"))
        log_warning("domain '%s': %s '%s': %s", machine->domain->def->name, command, what,
                    why->message);
}

void disk_live_co_remove_file(Machine *machine, const char *name)
{
    json_int_t set;

    co_try(machine, "blockdev-del", json_pack("{s:s}", "node-name", name), name);
    set = co_find_set(machine, name);
    if (set >= 0)
        co_try(machine, "remove-fd", json_pack("{s:I}", "fdset-id", set), name);
}

void disk_live_co_remove(Machine *machine, const DomainDisk *disk, const DomainImage *image)
{
    g_autofree char *format = disk_nodes_name(disk, image);
    g_autofree char *file = disk_nodes_file_name(disk, image);

    co_try(machine, "blockdev-del", json_pack("{s:s}", "node-name", format), format);
    disk_live_co_remove_file(machine, file);
    image_open_forget(machine, disk, image);
}

bool disk_live_co_reopen(Machine *machine, const DomainDisk *disk, const DomainImage *image,
                         bool writable, GError **err)
{
    g_autoptr(Parts) parts = parts_new();
    json_t *node;

    if (!disk_nodes_image_parts(disk, image, writable, parts, err))
        return false;
    node = json_deep_copy(parts_at(parts, 1)->body);
    return machine_co_command(machine, "blockdev-reopen", json_pack("{s:[o]}", "options", node),
                              NULL, err);
}
