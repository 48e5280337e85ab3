/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pool-list: the storage pools, as a table, as bare names or UUIDs, as JSON.
 *
 * A pool that goes away between the list and the questions about it is left out, as if it had gone
 * before.
 */
#include <string.h>

#include "tools/commands.h"
#include "tools/output.h"
#include "tools/size.h"
#include "tools/storage.h"

static const Option pool_list_options[] = {
    {"inactive", OPTION_BOOL, 0, "only pools that are not active", NULL},
    {"all", OPTION_BOOL, 0, "active pools and others", NULL},
    {"transient", OPTION_BOOL, 0, "only pools without a definition", NULL},
    {"persistent", OPTION_BOOL, 0, "only pools with a definition", NULL},
    {"autostart", OPTION_BOOL, 0, "only pools that start with the daemon", NULL},
    {"no-autostart", OPTION_BOOL, 0, "only pools that do not", NULL},
    {"type", OPTION_STRING, 0, "only pools of these types, with commas", NULL},
    {"details", OPTION_BOOL, 0, "show whether they are persistent, and sizes", NULL},
    {"uuid", OPTION_BOOL, 0, "print UUIDs alone", NULL},
    {"name", OPTION_BOOL, 0, "print names alone", NULL},
    {0},
};

static const OptionFlag pool_list_flags[] = {
    {"inactive", VMRPC_POOL_LIST_INACTIVE},
    {"all", VMRPC_POOL_LIST_ACTIVE | VMRPC_POOL_LIST_INACTIVE},
    {"transient", VMRPC_POOL_LIST_TRANSIENT},
    {"persistent", VMRPC_POOL_LIST_PERSISTENT},
    {"autostart", VMRPC_POOL_LIST_AUTOSTART},
    {"no-autostart", VMRPC_POOL_LIST_NO_AUTOSTART},
    {0},
};

/* What of a pool is shown besides what it knows of itself. */
typedef struct Entry {
    VmrpcPool *pool; /* of the list */
    int active;
    int autostart;
    int persistent;     /* only with --details, as what follows */
    VmrpcPoolInfo info; /* zero if it is not active */
} Entry;

static int by_name(const void *a, const void *b)
{
    VmrpcPool *const *one = a;
    VmrpcPool *const *other = b;

    return strcmp(vmrpc_pool_name(*one), vmrpc_pool_name(*other));
}

static bool entry_fill(Entry *entry, bool details, VmrpcError **error)
{
    entry->active = vmrpc_pool_is_active(entry->pool, error);
    if (entry->active < 0)
        return false;
    entry->autostart = vmrpc_pool_has_autostart(entry->pool, error);
    if (entry->autostart < 0 || !details)
        return entry->autostart >= 0;
    entry->persistent = vmrpc_pool_is_persistent(entry->pool, error);
    return entry->persistent >= 0 && vmrpc_pool_info(entry->pool, &entry->info, error) == 0;
}

static const char *state_word(const Entry *entry, bool details)
{
    if (details)
        return vmrpc_pool_state_to_string(entry->info.state);
    return entry->active ? "active" : "inactive";
}

static char *size_cell(const Entry *entry, uint64_t bytes)
{
    return entry->active ? size_format(bytes) : g_strdup("-");
}

static void add_row(Table *table, const Entry *entry, bool details)
{
    char **cells = g_new0(char *, details ? 8 : 4);
    unsigned n = 0;

    cells[n++] = g_strdup(vmrpc_pool_name(entry->pool));
    cells[n++] = g_strdup(state_word(entry, details));
    cells[n++] = g_strdup(entry->autostart ? "yes" : "no");
    if (details) {
        cells[n++] = g_strdup(entry->persistent ? "yes" : "no");
        cells[n++] = size_cell(entry, entry->info.capacity);
        cells[n++] = size_cell(entry, entry->info.allocation);
        cells[n++] = size_cell(entry, entry->info.available);
    }
    table_add(table, cells);
}

static void add_json(json_t *list, const Entry *entry, bool details)
{
    json_t *object = json_object();

    json_object_set_new(object, "name", output_json_text(vmrpc_pool_name(entry->pool)));
    json_object_set_new(object, "uuid", output_json_text(vmrpc_pool_uuid_string(entry->pool)));
    json_object_set_new(object, "state", json_string(state_word(entry, details)));
    json_object_set_new(object, "autostart", json_boolean(entry->autostart));
    if (details) {
        json_object_set_new(object, "persistent", json_boolean(entry->persistent));
        storage_set_sizes(object, &entry->info);
    }
    json_array_append_new(list, object);
}

static Table *new_table(bool details)
{
    static const char *const head[] = {"Name",     "State",      "Autostart", "Persistent",
                                       "Capacity", "Allocation", "Available", NULL};
    static const char *const short_head[] = {"Name", "State", "Autostart", NULL};

    return table_new(details ? head : short_head);
}

static bool print_entries(Tool *tool, VmrpcPool **pools, bool details)
{
    g_autoptr(Table) table = new_table(details);
    g_autoptr(json_t) list = json_array();

    for (VmrpcPool **at = pools; *at; at++) {
        Entry entry = {.pool = *at};
        VmrpcError *error = NULL;

        if (!entry_fill(&entry, details, &error)) {
            if (vmrpc_error_code(error) != VMRPC_ERR_NO_STORAGE_POOL)
                return tool_fail(error, "Failed to get the state of pool '%s'",
                                 vmrpc_pool_name(*at));
            vmrpc_error_free(error);
        } else if (tool->json) {
            add_json(list, &entry, details);
        } else {
            add_row(table, &entry, details);
        }
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "pools", list));
    else
        table_print(table, !tool->quiet);
    return true;
}

static void print_words(VmrpcPool **pools, bool uuid, bool name)
{
    for (VmrpcPool **at = pools; *at; at++) {
        g_autofree char *line =
            g_strdup_printf("%s%s%s", uuid ? vmrpc_pool_uuid_string(*at) : "",
                            uuid && name ? " " : "", name ? vmrpc_pool_name(*at) : "");

        output_line(line);
    }
}

/* Only folders are pools yet; another type is an error rather than an empty list. */
static bool parse_types(const Arguments *arguments, unsigned *flags)
{
    const char *text = arguments_string(arguments, "type");
    g_auto(GStrv) types = g_strsplit(text ? text : "", ",", -1);

    for (char **type = types; *type; type++) {
        if (strcmp(*type, "dir"))
            return tool_fail(NULL, "Invalid pool type '%s': there is 'dir'", *type);
        *flags |= VMRPC_POOL_LIST_DIR;
    }
    return true;
}

static bool run_pool_list(Tool *tool, const Arguments *arguments)
{
    bool uuid = arguments_has(arguments, "uuid");
    bool name = arguments_has(arguments, "name");
    bool details = arguments_has(arguments, "details");
    unsigned flags = arguments_flags(arguments, pool_list_flags);
    VmrpcPool **pools = NULL;
    VmrpcError *error = NULL;
    bool done = true;
    int n;

    if (details && (uuid || name))
        return tool_fail(NULL, "Options --details and --name, --uuid are mutually exclusive");
    if (!parse_types(arguments, &flags))
        return false;
    if (!arguments_has(arguments, "inactive"))
        flags |= VMRPC_POOL_LIST_ACTIVE;
    n = vmrpc_pool_list(tool->connection, flags, &pools, &error);
    if (n < 0)
        return tool_fail(error, "Failed to list pools");
    qsort(pools, (size_t) n, sizeof *pools, by_name);
    if ((uuid || name) && !tool->json)
        print_words(pools, uuid, name);
    else
        done = print_entries(tool, pools, details);
    vmrpc_pool_list_free(pools);
    return done;
}

const Command commands_pool_list[] = {
    {"pool-list", "list storage pools",
     "Lists the pools that are active. Filters can be combined: of those that belong together\n"
     "    (transient, persistent) one must hold, and of each such group one.",
     pool_list_options, COMMAND_JSON, run_pool_list},
    {0},
};
