/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * snapshot-list: the snapshots of a domain, as a table, a tree, names or JSON.
 */
#include <string.h>

#include "tools/commands.h"
#include "tools/output.h"
#include "tools/snapshot.h"

static const Option list_options[] = {
    OPTION_DOMAIN,
    {"parent", OPTION_BOOL, 0, "with a column of parents", NULL},
    {"roots", OPTION_BOOL, 0, "only those without a parent", NULL},
    {"leaves", OPTION_BOOL, 0, "only those without children", NULL},
    {"no-leaves", OPTION_BOOL, 0, "only those with children", NULL},
    {"metadata", OPTION_BOOL, 0, "only those that the daemon remembers (all)", NULL},
    {"no-metadata", OPTION_BOOL, 0, "only those that it does not (none)", NULL},
    {"inactive", OPTION_BOOL, 0, "only those of a domain that was shut off", NULL},
    {"active", OPTION_BOOL, 0, "only those with memory", NULL},
    {"disk-only", OPTION_BOOL, 0, "only those of a running domain's disks alone", NULL},
    {"internal", OPTION_BOOL, 0, "only those inside images", NULL},
    {"external", OPTION_BOOL, 0, "only those in files of their own", NULL},
    {"tree", OPTION_BOOL, 0, "as a tree", NULL},
    {"from", OPTION_STRING, 0, "only what descends from this one", NULL},
    {"current", OPTION_BOOL, 0, "the same, from the current one", NULL},
    {"descendants", OPTION_BOOL, 0, "with --from, at any depth", NULL},
    {"name", OPTION_BOOL, 0, "only names", NULL},
    {"topological", OPTION_BOOL, 0, "parents before their children", NULL},
    {0},
};

static const OptionFlag list_flags[] = {
    {"roots", VMRPC_SNAPSHOT_LIST_ROOTS},
    {"leaves", VMRPC_SNAPSHOT_LIST_LEAVES},
    {"no-leaves", VMRPC_SNAPSHOT_LIST_NO_LEAVES},
    {"metadata", VMRPC_SNAPSHOT_LIST_METADATA},
    {"no-metadata", VMRPC_SNAPSHOT_LIST_NO_METADATA},
    {"inactive", VMRPC_SNAPSHOT_LIST_INACTIVE},
    {"active", VMRPC_SNAPSHOT_LIST_ACTIVE},
    {"disk-only", VMRPC_SNAPSHOT_LIST_DISK_ONLY},
    {"internal", VMRPC_SNAPSHOT_LIST_INTERNAL},
    {"external", VMRPC_SNAPSHOT_LIST_EXTERNAL},
    {"descendants", VMRPC_SNAPSHOT_LIST_DESCENDANTS},
    {"topological", VMRPC_SNAPSHOT_LIST_TOPOLOGICAL},
    {0},
};

typedef struct Entry {
    VmrpcSnapshot *snapshot;
    SnapshotFacts facts;
} Entry;

static void entry_free(void *data)
{
    Entry *entry = data;

    snapshot_facts_clear(&entry->facts);
    vmrpc_snapshot_unref(entry->snapshot);
    g_free(entry);
}

static const char *name_of(const Entry *entry)
{
    return vmrpc_snapshot_name(entry->snapshot);
}

/* A snapshot that goes away meanwhile is left out, as if it had gone before. */
static GPtrArray *get_entries(VmrpcSnapshot **snapshots)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func(entry_free);

    for (VmrpcSnapshot **at = snapshots; *at; at++) {
        Entry *entry = g_new0(Entry, 1);
        VmrpcError *error = NULL;

        entry->snapshot = vmrpc_snapshot_ref(*at);
        if (snapshot_facts_get(*at, &entry->facts, &error)) {
            g_ptr_array_add(entries, entry);
            continue;
        }
        entry_free(entry);
        if (vmrpc_error_code(error) != VMRPC_ERR_NO_DOMAIN_SNAPSHOT) {
            tool_fail(error, "Failed to ask about snapshot %s", vmrpc_snapshot_name(*at));
            return NULL;
        }
        vmrpc_error_free(error);
    }
    return g_steal_pointer(&entries);
}

/* ---- the forms ---- */

static char *time_of(const Entry *entry)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(entry->facts.created);

    return time ? g_date_time_format(time, "%Y-%m-%d %H:%M:%S %z") : g_strdup("-");
}

static void print_table(Tool *tool, const GPtrArray *entries, bool parents)
{
    static const char *const head[] = {"Name", "Creation Time", "State", NULL};
    static const char *const parent_head[] = {"Name", "Creation Time", "State", "Parent", NULL};
    g_autoptr(Table) table = table_new(parents ? parent_head : head);

    for (unsigned i = 0; i < entries->len; i++) {
        const Entry *entry = entries->pdata[i];
        char **cells = g_new0(char *, 5);

        cells[0] = g_strdup(name_of(entry));
        cells[1] = time_of(entry);
        cells[2] = g_strdup(entry->facts.state ? entry->facts.state : "-");
        if (parents)
            cells[3] = g_strdup(entry->facts.parent ? entry->facts.parent : "");
        table_add(table, cells);
    }
    table_print(table, !tool->quiet);
}

static void print_names(const GPtrArray *entries)
{
    for (unsigned i = 0; i < entries->len; i++)
        output_line(name_of(entries->pdata[i]));
}

static void print_json(const GPtrArray *entries)
{
    json_t *list = json_array();

    for (unsigned i = 0; i < entries->len; i++) {
        const Entry *entry = entries->pdata[i];

        json_array_append_new(list, json_pack("{s:o, s:I, s:o, s:o, s:s}", "name",
                                              output_json_text(name_of(entry)), "created",
                                              (json_int_t) entry->facts.created, "state",
                                              output_json_text(entry->facts.state), "parent",
                                              output_json_text(entry->facts.parent), "location",
                                              entry->facts.external ? "external" : "internal"));
    }
    output_json(json_pack("{s:o}", "snapshots", list));
}

static bool is_listed(const GPtrArray *entries, const char *name)
{
    for (unsigned i = 0; name && i < entries->len; i++) {
        if (g_str_equal(name_of(entries->pdata[i]), name))
            return true;
    }
    return false;
}

/* The last in the list that descends from it directly; NULL: none does. */
static const Entry *last_child(const GPtrArray *entries, const Entry *parent)
{
    for (unsigned i = entries->len; i-- > 0;) {
        const Entry *entry = entries->pdata[i];

        if (g_strcmp0(entry->facts.parent, name_of(parent)) == 0)
            return entry;
    }
    return NULL;
}

/* One branch: the name, then what descends from it, further to the right. last: no other one
 * follows beside it. */
static void print_branch(const GPtrArray *entries, const Entry *entry, GString *indent, bool root,
                         bool last)
{
    const Entry *end = last_child(entries, entry);
    gsize length = indent->len;
    g_autofree char *line =
        g_strdup_printf("%s%s%s", indent->str, root ? "" : "+- ", name_of(entry));
    g_autofree char *below = NULL;

    output_line(line);
    if (!root)
        g_string_append(indent, last ? "  " : "| ");
    below = g_strdup_printf("%s%s", indent->str, end ? "  |" : "");
    if (end || last)
        output_line(below);
    g_string_append(indent, "  ");
    for (unsigned i = 0; end && i < entries->len; i++) {
        const Entry *child = entries->pdata[i];

        if (g_strcmp0(child->facts.parent, name_of(entry)) == 0)
            print_branch(entries, child, indent, false, child == end);
    }
    g_string_truncate(indent, length);
}

static void print_tree(const GPtrArray *entries)
{
    g_autoptr(GString) indent = g_string_new(NULL);

    for (unsigned i = 0; i < entries->len; i++) {
        const Entry *entry = entries->pdata[i];

        if (!is_listed(entries, entry->facts.parent))
            print_branch(entries, entry, indent, true, true);
    }
}

/* ---- the command ---- */

static int by_name(const void *a, const void *b)
{
    VmrpcSnapshot *const *one = a, *const *other = b;

    return strcmp(vmrpc_snapshot_name(*one), vmrpc_snapshot_name(*other));
}

static int list_from(VmrpcDomain *domain, const Arguments *arguments, VmrpcSnapshot ***ret_list,
                     VmrpcError **error)
{
    const char *name = arguments_string(arguments, "from");
    unsigned flags = arguments_flags(arguments, list_flags);
    g_autoptr(VmrpcSnapshot) from = name ? vmrpc_snapshot_lookup_by_name(domain, name, error)
                                         : vmrpc_snapshot_lookup_current(domain, error);
    VmrpcSnapshot **list = NULL;
    bool tree = arguments_has(arguments, "tree");
    int n;

    if (!from)
        return -1;
    n = vmrpc_snapshot_list_children(from, flags, &list, error);
    if (n >= 0 && tree) { /* which hangs on it */
        list = g_renew(VmrpcSnapshot *, list, n + 2);
        list[n++] = g_steal_pointer(&from);
        list[n] = NULL;
    }
    *ret_list = list;
    return n;
}

static bool check_options(const Arguments *arguments)
{
    bool from = arguments_has(arguments, "from") || arguments_has(arguments, "current");

    if (arguments_has(arguments, "descendants") && !from)
        return tool_fail(NULL, "--descendants requires either --from or --current");
    return arguments_exclusive(arguments, "from", "current") &&
           arguments_exclusive(arguments, "roots", "from") &&
           arguments_exclusive(arguments, "roots", "current") &&
           arguments_exclusive(arguments, "tree", "name") &&
           arguments_exclusive(arguments, "tree", "parent") &&
           arguments_exclusive(arguments, "tree", "roots") &&
           arguments_exclusive(arguments, "parent", "name") &&
           arguments_exclusive(arguments, "parent", "roots");
}

static void print_entries(Tool *tool, const Arguments *arguments, const GPtrArray *entries)
{
    if (tool->json)
        print_json(entries);
    else if (arguments_has(arguments, "tree"))
        print_tree(entries);
    else if (arguments_has(arguments, "name"))
        print_names(entries);
    else
        print_table(tool, entries, arguments_has(arguments, "parent"));
}

static bool run_list(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(GPtrArray) entries = NULL;
    VmrpcSnapshot **snapshots = NULL;
    VmrpcError *error = NULL;
    int n;

    if (!check_options(arguments) ||
        !(domain = tool_domain(tool, arguments_string(arguments, "domain"))))
        return false;
    if (arguments_has(arguments, "from") || arguments_has(arguments, "current"))
        n = list_from(domain, arguments, &snapshots, &error);
    else
        n = vmrpc_snapshot_list(domain, arguments_flags(arguments, list_flags), &snapshots, &error);
    if (n < 0)
        return tool_fail(error, "Failed to list the snapshots of domain '%s'",
                         vmrpc_domain_name(domain));
    if (!arguments_has(arguments, "topological"))
        qsort(snapshots, (size_t) n, sizeof *snapshots, by_name);
    entries = get_entries(snapshots);
    vmrpc_snapshot_list_free(snapshots);
    if (!entries)
        return false;
    print_entries(tool, arguments, entries);
    return true;
}

const Command commands_snapshot_list[] = {
    {"snapshot-list", "list the snapshots of a domain",
     "Lists the snapshots of a domain, or those that descend from one of them. Filters of one "
     "kind\n"
     "    (leaves or not, by state, by place) are alternatives, kinds are combined.",
     list_options, COMMAND_JSON, run_list},
    {0},
};
