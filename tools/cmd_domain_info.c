/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * domstate and dominfo: what a domain is doing and how much it uses.
 *
 * dominfo asks several questions; facts that a driver does not have are left out (and null in
 * JSON), any other failure is the command's.
 */
#include <stdio.h>

#include "tools/commands.h"
#include "tools/output.h"

static const Option domstate_options[] = {
    OPTION_DOMAIN,
    {"reason", OPTION_BOOL, 0, "print why, too", NULL},
    {0},
};

static bool run_domstate(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    VmrpcError *error = NULL;
    const char *state_word, *reason_word;
    int state, reason;

    if (!domain)
        return false;
    if (vmrpc_domain_state(domain, &state, &reason, &error) < 0)
        return tool_fail(error, "Failed to get the state of domain '%s'",
                         vmrpc_domain_name(domain));
    state_word = vmrpc_domain_state_to_string(state);
    reason_word = vmrpc_domain_reason_to_string(state, reason);
    if (tool->json)
        output_json(json_pack("{s:s, s:s}", "state", state_word, "reason", reason_word));
    else if (arguments_has(arguments, "reason"))
        printf("%s (%s)\n", state_word, reason_word);
    else
        puts(state_word);
    return true;
}

static const Option dominfo_options[] = {OPTION_DOMAIN, {0}};

/* The answers, -1 or NULL where the driver has none. */
typedef struct Facts {
    VmrpcDomainInfo info;
    char *os_type;
    int reason;
    int persistent;
    int autostart;
    int saved;
    char *model;
    char *doi;
    char *label;
    int enforcing;
    char **messages;
} Facts;

static void facts_clear(Facts *facts)
{
    g_free(facts->os_type);
    g_free(facts->model);
    g_free(facts->doi);
    g_free(facts->label);
    g_strfreev(facts->messages);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Facts, facts_clear)

/* True if there is an answer or the driver has none; then *error is NULL again. */
static bool settle(bool answered, VmrpcError **error)
{
    if (answered)
        return true;
    if (vmrpc_error_code(*error) != VMRPC_ERR_NO_SUPPORT)
        return false;
    g_clear_pointer(error, vmrpc_error_free);
    return true;
}

static bool ask_security(VmrpcDomain *domain, Facts *facts, VmrpcError **error)
{
    VmrpcConnection *connection = vmrpc_domain_connection(domain);

    if (!settle(vmrpc_connection_security_model(connection, &facts->model, &facts->doi, error) == 0,
                error))
        return false;
    if (!facts->model || !*facts->model || vmrpc_domain_id(domain) < 0)
        return true;
    facts->label = vmrpc_domain_security_label(domain, &facts->enforcing, error);
    return settle(facts->label != NULL, error);
}

static bool facts_ask(Facts *facts, VmrpcDomain *domain, VmrpcError **error)
{
    if (vmrpc_domain_info(domain, &facts->info, error) < 0 ||
        vmrpc_domain_state(domain, NULL, &facts->reason, error) < 0)
        return false;
    facts->os_type = vmrpc_domain_os_type(domain, error);
    if (!settle(facts->os_type != NULL, error))
        return false;
    facts->persistent = vmrpc_domain_is_persistent(domain, error);
    if (!settle(facts->persistent >= 0, error))
        return false;
    facts->autostart = vmrpc_domain_has_autostart(domain, error);
    if (!settle(facts->autostart >= 0, error))
        return false;
    facts->saved = vmrpc_domain_has_managed_save(domain, error);
    if (!settle(facts->saved >= 0, error) || !ask_security(domain, facts, error))
        return false;
    facts->messages = vmrpc_domain_messages(domain, 0, error);
    return settle(facts->messages != NULL, error);
}

static const char *three(int value, const char *yes, const char *no)
{
    if (value < 0)
        return "unknown";
    return value ? yes : no;
}

static void print_facts(VmrpcDomain *domain, const Facts *facts)
{
    const VmrpcDomainInfo *info = &facts->info;
    const char *label = "Messages:";

    if (vmrpc_domain_id(domain) >= 0)
        output_field(15, "Id:", "%d", vmrpc_domain_id(domain));
    else
        output_field(15, "Id:", "-");
    output_field(15, "Name:", "%s", vmrpc_domain_name(domain));
    output_field(15, "UUID:", "%s", vmrpc_domain_uuid_string(domain));
    if (facts->os_type)
        output_field(15, "OS Type:", "%s", facts->os_type);
    output_field(15, "State:", "%s", vmrpc_domain_state_to_string(info->state));
    output_field(15, "CPU(s):", "%u", info->vcpus);
    if (info->cpu_time_ns)
        output_field(15, "CPU time:", "%.1fs", (double) info->cpu_time_ns / 1e9);
    output_field(15, "Max memory:", "%" G_GUINT64_FORMAT " KiB", info->max_memory_kib);
    output_field(15, "Used memory:", "%" G_GUINT64_FORMAT " KiB", info->memory_kib);
    output_field(15, "Persistent:", "%s", three(facts->persistent, "yes", "no"));
    if (facts->autostart >= 0)
        output_field(15, "Autostart:", "%s", three(facts->autostart, "enable", "disable"));
    output_field(15, "Managed save:", "%s", three(facts->saved, "yes", "no"));
    if (facts->model)
        output_field(15, "Security model:", "%s", *facts->model ? facts->model : "none");
    if (facts->model)
        output_field(15, "Security DOI:", "%s", *facts->doi ? facts->doi : "0");
    if (facts->label && *facts->label)
        output_field(15, "Security label:", "%s (%s)", facts->label,
                     facts->enforcing ? "enforcing" : "permissive");
    for (char **message = facts->messages; message && *message; message++, label = "")
        output_field(15, label, "%s", *message);
}

static json_t *three_json(int value)
{
    return value < 0 ? json_null() : json_boolean(value);
}

static json_t *security_json(const Facts *facts)
{
    bool labelled = facts->label && *facts->label;

    if (!facts->model || !*facts->model)
        return json_null();
    return json_pack("{s:o, s:o, s:o, s:o}", "model", output_json_text(facts->model), "doi",
                     output_json_text(facts->doi), "label",
                     output_json_text(labelled ? facts->label : NULL), "enforcing",
                     labelled ? json_boolean(facts->enforcing) : json_null());
}

static json_t *facts_json(VmrpcDomain *domain, const Facts *facts)
{
    const VmrpcDomainInfo *info = &facts->info;
    int32_t id = vmrpc_domain_id(domain);
    json_t *messages = json_array();
    json_t *object = json_object();

    for (char **message = facts->messages; message && *message; message++)
        json_array_append_new(messages, output_json_text(*message));
    json_object_set_new(object, "id", id < 0 ? json_null() : json_integer(id));
    json_object_set_new(object, "name", output_json_text(vmrpc_domain_name(domain)));
    json_object_set_new(object, "uuid", output_json_text(vmrpc_domain_uuid_string(domain)));
    json_object_set_new(object, "os_type", output_json_text(facts->os_type));
    json_object_set_new(object, "state", json_string(vmrpc_domain_state_to_string(info->state)));
    json_object_set_new(object, "reason",
                        json_string(vmrpc_domain_reason_to_string(info->state, facts->reason)));
    json_object_set_new(object, "vcpus", json_integer(info->vcpus));
    json_object_set_new(object, "cpu_time_ns", json_integer((json_int_t) info->cpu_time_ns));
    json_object_set_new(object, "max_memory_kib", json_integer((json_int_t) info->max_memory_kib));
    json_object_set_new(object, "memory_kib", json_integer((json_int_t) info->memory_kib));
    json_object_set_new(object, "persistent", three_json(facts->persistent));
    json_object_set_new(object, "autostart", three_json(facts->autostart));
    json_object_set_new(object, "managed_save", three_json(facts->saved));
    json_object_set_new(object, "security", security_json(facts));
    json_object_set_new(object, "messages", messages);
    return object;
}

static bool run_dominfo(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_auto(Facts) facts = {0};
    VmrpcError *error = NULL;

    if (!domain)
        return false;
    if (!facts_ask(&facts, domain, &error))
        return tool_fail(error, "Failed to get information on domain '%s'",
                         vmrpc_domain_name(domain));
    if (tool->json)
        output_json(facts_json(domain, &facts));
    else
        print_facts(domain, &facts);
    return true;
}

const Command commands_domain_info[] = {
    {"dominfo", "print what a domain is and uses",
     "Prints identity, state, memory, CPUs and marks of a domain. The figures are those the "
     "daemon\n"
     "    keeps; the guest is not asked.",
     dominfo_options, COMMAND_JSON, run_dominfo},
    {"domstate", "print what a domain is doing", "Prints the state of a domain.", domstate_options,
     COMMAND_JSON, run_domstate},
    {0},
};
