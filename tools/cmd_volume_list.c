/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vol-list: the volumes of a storage pool, as a table or as JSON.
 *
 * A volume that goes away between the list and the questions about it is left out, as if it had
 * gone before.
 */
#include <string.h>

#include "tools/commands.h"
#include "tools/output.h"
#include "tools/size.h"
#include "tools/storage.h"

static const Option vol_list_options[] = {
    OPTION_POOL,
    {"details", OPTION_BOOL, 0, "show types and sizes", NULL},
    {0},
};

typedef struct Entry {
    VmrpcVolume *volume; /* of the list */
    char *path;
    VmrpcVolumeInfo info; /* only with --details */
} Entry;

static void entry_clear(Entry *entry)
{
    g_free(entry->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Entry, entry_clear)

static int by_name(const void *a, const void *b)
{
    VmrpcVolume *const *one = a;
    VmrpcVolume *const *other = b;

    return strcmp(vmrpc_volume_name(*one), vmrpc_volume_name(*other));
}

static bool entry_fill(Entry *entry, bool details, VmrpcError **error)
{
    entry->path = vmrpc_volume_path(entry->volume, error);
    return entry->path &&
           (!details || vmrpc_volume_info(entry->volume, 0, &entry->info, error) == 0);
}

static void add_row(Table *table, const Entry *entry, bool details)
{
    char **cells = g_new0(char *, 6);

    cells[0] = g_strdup(vmrpc_volume_name(entry->volume));
    cells[1] = g_strdup(entry->path);
    if (details) {
        cells[2] = g_strdup(vmrpc_volume_type_to_string(entry->info.type));
        cells[3] = size_format(entry->info.capacity);
        cells[4] = size_format(entry->info.allocation);
    }
    table_add(table, cells);
}

static void add_json(json_t *list, const Entry *entry, bool details)
{
    const VmrpcVolumeInfo *info = &entry->info;
    json_t *object = json_object();

    json_object_set_new(object, "name", output_json_text(vmrpc_volume_name(entry->volume)));
    json_object_set_new(object, "path", output_json_text(entry->path));
    if (details) {
        json_object_set_new(object, "type", json_string(vmrpc_volume_type_to_string(info->type)));
        json_object_set_new(object, "capacity_bytes", json_integer((json_int_t) info->capacity));
        json_object_set_new(object, "allocation_bytes",
                            json_integer((json_int_t) info->allocation));
    }
    json_array_append_new(list, object);
}

static bool print_entries(Tool *tool, VmrpcVolume **volumes, bool details)
{
    static const char *const head[] = {"Name", "Path", "Type", "Capacity", "Allocation", NULL};
    static const char *const short_head[] = {"Name", "Path", NULL};
    g_autoptr(Table) table = table_new(details ? head : short_head);
    g_autoptr(json_t) list = json_array();

    for (VmrpcVolume **at = volumes; *at; at++) {
        g_auto(Entry) entry = {.volume = *at};
        VmrpcError *error = NULL;

        if (!entry_fill(&entry, details, &error)) {
            if (vmrpc_error_code(error) != VMRPC_ERR_NO_STORAGE_VOL)
                return tool_fail(error, "Failed to get information on vol '%s'",
                                 vmrpc_volume_name(*at));
            vmrpc_error_free(error);
        } else if (tool->json) {
            add_json(list, &entry, details);
        } else {
            add_row(table, &entry, details);
        }
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "volumes", list));
    else
        table_print(table, !tool->quiet);
    return true;
}

static bool run_vol_list(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcPool) pool = storage_pool(tool, arguments, "pool");
    VmrpcVolume **volumes = NULL;
    VmrpcError *error = NULL;
    bool done;
    int n;

    if (!pool)
        return false;
    n = vmrpc_volume_list(pool, 0, &volumes, &error);
    if (n < 0)
        return tool_fail(error, "Failed to list the volumes of pool '%s'", vmrpc_pool_name(pool));
    qsort(volumes, (size_t) n, sizeof *volumes, by_name);
    done = print_entries(tool, volumes, arguments_has(arguments, "details"));
    vmrpc_volume_list_free(volumes);
    return done;
}

const Command commands_volume_list[] = {
    {"vol-list", "list the volumes of a storage pool",
     "Lists the volumes of an active pool, with their paths at the daemon.", vol_list_options,
     COMMAND_JSON, run_vol_list},
    {0},
};
