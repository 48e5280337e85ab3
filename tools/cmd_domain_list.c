/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * list: the domains, as a table, as bare names, UUIDs or ids, as JSON.
 *
 * Running domains come first, by id, then the others by name. Their states are asked for in one
 * call. A domain that goes away between the list and this question is left out, as if it had gone
 * before.
 */
#include <stdio.h>
#include <string.h>

#include "tools/commands.h"
#include "tools/domain_states.h"
#include "tools/output.h"

static const Option list_options[] = {
    {"inactive", OPTION_BOOL, 0, "only domains that do not run", NULL},
    {"all", OPTION_BOOL, 0, "domains that run and domains that do not", NULL},
    {"transient", OPTION_BOOL, 0, "only domains without a definition", NULL},
    {"persistent", OPTION_BOOL, 0, "only domains with a definition", NULL},
    {"with-snapshot", OPTION_BOOL, 0, "only domains that have snapshots", NULL},
    {"without-snapshot", OPTION_BOOL, 0, "only domains that have none", NULL},
    {"with-checkpoint", OPTION_BOOL, 0, "only domains that have checkpoints", NULL},
    {"without-checkpoint", OPTION_BOOL, 0, "only domains that have none", NULL},
    {"state-running", OPTION_BOOL, 0, "only domains that are running", NULL},
    {"state-paused", OPTION_BOOL, 0, "only domains that are paused", NULL},
    {"state-shutoff", OPTION_BOOL, 0, "only domains that are shut off", NULL},
    {"state-other", OPTION_BOOL, 0, "only domains in another state", NULL},
    {"autostart", OPTION_BOOL, 0, "only domains that start with the daemon", NULL},
    {"no-autostart", OPTION_BOOL, 0, "only domains that do not", NULL},
    {"with-autostart", OPTION_BOOL, 0, "the same as --autostart", NULL},
    {"without-autostart", OPTION_BOOL, 0, "the same as --no-autostart", NULL},
    {"with-managed-save", OPTION_BOOL, 0, "only domains with saved memory", NULL},
    {"without-managed-save", OPTION_BOOL, 0, "only domains without", NULL},
    {"uuid", OPTION_BOOL, 0, "print UUIDs alone", NULL},
    {"name", OPTION_BOOL, 0, "print names alone", NULL},
    {"id", OPTION_BOOL, 0, "print ids alone", NULL},
    {"table", OPTION_BOOL, 0, "print a table, which is the default", NULL},
    {"managed-save", OPTION_BOOL, 0, "show as 'saved' what has saved memory", NULL},
    {"title", OPTION_BOOL, 0, "show titles too", NULL},
    {0},
};

static const OptionFlag list_flags[] = {
    {"inactive", VMRPC_DOMAIN_LIST_INACTIVE},
    {"all", VMRPC_DOMAIN_LIST_ACTIVE | VMRPC_DOMAIN_LIST_INACTIVE},
    {"transient", VMRPC_DOMAIN_LIST_TRANSIENT},
    {"persistent", VMRPC_DOMAIN_LIST_PERSISTENT},
    {"with-snapshot", VMRPC_DOMAIN_LIST_HAS_SNAPSHOT},
    {"without-snapshot", VMRPC_DOMAIN_LIST_NO_SNAPSHOT},
    {"with-checkpoint", VMRPC_DOMAIN_LIST_HAS_CHECKPOINT},
    {"without-checkpoint", VMRPC_DOMAIN_LIST_NO_CHECKPOINT},
    {"state-running", VMRPC_DOMAIN_LIST_RUNNING},
    {"state-paused", VMRPC_DOMAIN_LIST_PAUSED},
    {"state-shutoff", VMRPC_DOMAIN_LIST_SHUTOFF | VMRPC_DOMAIN_LIST_INACTIVE},
    {"state-other", VMRPC_DOMAIN_LIST_OTHER},
    {"autostart", VMRPC_DOMAIN_LIST_AUTOSTART},
    {"no-autostart", VMRPC_DOMAIN_LIST_NO_AUTOSTART},
    {"with-autostart", VMRPC_DOMAIN_LIST_AUTOSTART},
    {"without-autostart", VMRPC_DOMAIN_LIST_NO_AUTOSTART},
    {"with-managed-save", VMRPC_DOMAIN_LIST_MANAGED_SAVE},
    {"without-managed-save", VMRPC_DOMAIN_LIST_NO_MANAGED_SAVE},
    {0},
};

/* What of a domain is shown besides what it knows of itself. */
typedef struct Entry {
    VmrpcDomain *domain; /* of the list */
    int state;
    int reason;
    int saved;   /* 1 or 0; only with --managed-save */
    char *title; /* only with --title; NULL if it has none */
} Entry;

/* What is asked for beyond the state. */
typedef struct Wishes {
    bool managed_save;
    bool title;
} Wishes;

static void entry_clear(Entry *entry)
{
    g_free(entry->title);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Entry, entry_clear)

static int by_id_then_name(const void *a, const void *b)
{
    VmrpcDomain *const *one = a;
    VmrpcDomain *const *other = b;
    int32_t one_id = vmrpc_domain_id(*one);
    int32_t other_id = vmrpc_domain_id(*other);

    if (one_id >= 0 && other_id >= 0)
        return (one_id > other_id) - (one_id < other_id);
    if (one_id >= 0 || other_id >= 0)
        return one_id >= 0 ? -1 : 1;
    return strcmp(vmrpc_domain_name(*one), vmrpc_domain_name(*other));
}

static bool get_title(VmrpcDomain *domain, char **ret_title, VmrpcError **error)
{
    VmrpcError *why = NULL;

    *ret_title = vmrpc_domain_metadata(domain, VMRPC_DOMAIN_METADATA_TYPE_TITLE, NULL, 0, &why);
    if (*ret_title || vmrpc_error_code(why) == VMRPC_ERR_NO_DOMAIN_METADATA) {
        vmrpc_error_free(why);
        return true;
    }
    *error = why;
    return false;
}

static bool entry_fill(Entry *entry, DomainStates *states, const Wishes *wishes, VmrpcError **error)
{
    if (!domain_states_take(states, entry->domain, &entry->state, &entry->reason, error))
        return false;
    if (wishes->managed_save) {
        entry->saved = vmrpc_domain_has_managed_save(entry->domain, error);
        if (entry->saved < 0)
            return false;
    }
    return !wishes->title || get_title(entry->domain, &entry->title, error);
}

static void add_json(json_t *list, const Entry *entry, const Wishes *wishes)
{
    json_t *object = json_object();
    int32_t id = vmrpc_domain_id(entry->domain);

    json_object_set_new(object, "id", id < 0 ? json_null() : json_integer(id));
    json_object_set_new(object, "name", output_json_text(vmrpc_domain_name(entry->domain)));
    json_object_set_new(object, "uuid", output_json_text(vmrpc_domain_uuid_string(entry->domain)));
    json_object_set_new(object, "state", json_string(vmrpc_domain_state_to_string(entry->state)));
    json_object_set_new(object, "reason",
                        json_string(vmrpc_domain_reason_to_string(entry->state, entry->reason)));
    if (wishes->managed_save)
        json_object_set_new(object, "managed_save", json_boolean(entry->saved));
    if (wishes->title)
        json_object_set_new(object, "title", output_json_text(entry->title));
    json_array_append_new(list, object);
}

static void add_row(Table *table, const Entry *entry, bool title)
{
    int32_t id = vmrpc_domain_id(entry->domain);
    bool saved = entry->saved && entry->state == VMRPC_DOMAIN_STATE_SHUTOFF;
    char **cells = g_new0(char *, 5);

    cells[0] = id < 0 ? g_strdup("-") : g_strdup_printf("%d", id);
    cells[1] = g_strdup(vmrpc_domain_name(entry->domain));
    cells[2] = g_strdup(saved ? "saved" : vmrpc_domain_state_to_string(entry->state));
    if (title)
        cells[3] = g_strdup(entry->title ? entry->title : "");
    table_add(table, cells);
}

/* Asks what the table or the JSON object needs, and prints either. */
static bool print_entries(Tool *tool, VmrpcDomain **domains, const Arguments *arguments)
{
    const Wishes wishes = {.managed_save = arguments_has(arguments, "managed-save"),
                           .title = arguments_has(arguments, "title")};
    const char *const head[] = {"Id", "Name", "State", wishes.title ? "Title" : NULL, NULL};
    g_autoptr(Table) table = table_new(head);
    g_autoptr(json_t) list = json_array();
    g_auto(DomainStates) states = {0};

    domain_states_ask(&states, tool->connection, domains);
    for (VmrpcDomain **at = domains; *at; at++) {
        g_auto(Entry) entry = {.domain = *at};
        VmrpcError *error = NULL;

        if (!entry_fill(&entry, &states, &wishes, &error)) {
            if (vmrpc_error_code(error) != VMRPC_ERR_NO_DOMAIN)
                return tool_fail(error, "Failed to get the state of domain '%s'",
                                 vmrpc_domain_name(*at));
            vmrpc_error_free(error);
        } else if (tool->json) {
            add_json(list, &entry, &wishes);
        } else {
            add_row(table, &entry, wishes.title);
        }
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "domains", list));
    else
        table_print(table, !tool->quiet);
    return true;
}

/* Columns alone need no more questions to the daemon. */
static void print_words(VmrpcDomain **domains, const Arguments *arguments)
{
    bool id = arguments_has(arguments, "id");
    bool uuid = arguments_has(arguments, "uuid");
    bool name = arguments_has(arguments, "name");

    for (VmrpcDomain **at = domains; *at; at++) {
        g_autoptr(GString) line = g_string_new(NULL);

        if (id && vmrpc_domain_id(*at) >= 0)
            g_string_append_printf(line, "%d ", vmrpc_domain_id(*at));
        else if (id)
            g_string_append(line, "- ");
        if (uuid)
            g_string_append_printf(line, "%s ", vmrpc_domain_uuid_string(*at));
        if (name)
            g_string_append_printf(line, "%s ", vmrpc_domain_name(*at));
        g_string_truncate(line, line->len - 1);
        output_line(line->str);
    }
}

/* Then the default, what runs, would leave nothing. */
static bool only_shutoff(const Arguments *arguments)
{
    return arguments_has(arguments, "state-shutoff") &&
           !arguments_has(arguments, "state-running") &&
           !arguments_has(arguments, "state-paused") && !arguments_has(arguments, "state-other");
}

static bool run_list(Tool *tool, const Arguments *arguments)
{
    bool words = arguments_has(arguments, "name") || arguments_has(arguments, "uuid") ||
                 arguments_has(arguments, "id");
    unsigned flags = arguments_flags(arguments, list_flags);
    VmrpcDomain **domains = NULL;
    VmrpcError *error = NULL;
    bool done = true;
    int n;

    if (arguments_has(arguments, "table") && words)
        return tool_fail(NULL, "Options --table and --name, --uuid, --id are mutually exclusive");
    if (words && arguments_has(arguments, "title"))
        return tool_fail(NULL, "Option --title needs the table");
    if (!arguments_has(arguments, "inactive") && !only_shutoff(arguments))
        flags |= VMRPC_DOMAIN_LIST_ACTIVE;
    n = vmrpc_domain_list(tool->connection, flags, &domains, &error);
    if (n < 0)
        return tool_fail(error, "Failed to list domains");
    qsort(domains, (size_t) n, sizeof *domains, by_id_then_name);
    if (words && !tool->json)
        print_words(domains, arguments);
    else
        done = print_entries(tool, domains, arguments);
    vmrpc_domain_list_free(domains);
    return done;
}

const Command commands_domain_list[] = {
    {"list", "list domains",
     "Lists the domains that run. Filters can be combined: of those that belong together "
     "(running,\n"
     "    paused) one must hold, and of each such group one. With --name, --uuid or --id only "
     "those\n"
     "    words are printed, a line per domain.",
     list_options, COMMAND_JSON, run_list},
    {0},
};
