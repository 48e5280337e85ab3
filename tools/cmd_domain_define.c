/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Definitions: define, create, undefine, autostart.
 *
 * Documents go to the daemon as they were read; nothing here looks into them.
 */
#include "tools/commands.h"
#include "tools/console.h"
#include "tools/document.h"
#include "tools/domain_storage.h"
#include "tools/output.h"

/* The domain that came of a document. */
static void print_new(Tool *tool, VmrpcDomain *domain, const char *what, const char *path)
{
    json_t *object;

    tool_say(tool, "Domain '%s' %s from %s", vmrpc_domain_name(domain), what, path);
    if (!tool->json)
        return;
    object = json_object();
    json_object_set_new(object, "id",
                        vmrpc_domain_id(domain) < 0 ? json_null()
                                                    : json_integer(vmrpc_domain_id(domain)));
    json_object_set_new(object, "name", output_json_text(vmrpc_domain_name(domain)));
    json_object_set_new(object, "uuid", output_json_text(vmrpc_domain_uuid_string(domain)));
    output_json(object);
}

static const Option define_options[] = {
    OPTION_FILE,
    {"validate", OPTION_BOOL, 0, "refuse what the schema does not know", NULL},
    {0},
};

static bool run_define(Tool *tool, const Arguments *arguments)
{
    const char *path = arguments_string(arguments, "file");
    unsigned flags = arguments_has(arguments, "validate") ? VMRPC_DOMAIN_DEFINE_VALIDATE : 0;
    g_autofree char *xml = document_read(path);
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;

    if (!xml)
        return false;
    domain = vmrpc_domain_define(tool->connection, xml, flags, &error);
    if (!domain)
        return tool_fail(error, "Failed to define domain from %s", path);
    print_new(tool, domain, "defined", path);
    return true;
}

static const Option create_options[] = {
    OPTION_FILE,
    {"console", OPTION_BOOL, 0, "connect to its console", NULL},
    {"paused", OPTION_BOOL, 0, "leave the guest paused", NULL},
    {"autodestroy", OPTION_BOOL, 0, "destroy the guest when this connection ends", NULL},
    {"validate", OPTION_BOOL, 0, "refuse what the schema does not know", NULL},
    {"reset-nvram", OPTION_BOOL, 0, "start with fresh firmware variables", NULL},
    {0},
};

static const OptionFlag create_flags[] = {
    {"paused", VMRPC_DOMAIN_START_PAUSED},
    {"autodestroy", VMRPC_DOMAIN_START_AUTODESTROY},
    {"validate", VMRPC_DOMAIN_START_VALIDATE},
    {"reset-nvram", VMRPC_DOMAIN_START_RESET_NVRAM},
    {0},
};

static bool run_create(Tool *tool, const Arguments *arguments)
{
    const char *path = arguments_string(arguments, "file");
    g_autofree char *xml = document_read(path);
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;

    if (!xml)
        return false;
    domain = vmrpc_domain_create(tool->connection, xml, arguments_flags(arguments, create_flags),
                                 &error);
    if (!domain)
        return tool_fail(error, "Failed to create domain from %s", path);
    print_new(tool, domain, "created", path);
    return !arguments_has(arguments, "console") || console_connect(tool, domain);
}

static const Option undefine_options[] = {
    OPTION_DOMAIN,
    {"managed-save", OPTION_BOOL, 0, "remove its saved memory too", NULL},
    {"snapshots-metadata", OPTION_BOOL, 0, "remove what is known of its snapshots too", NULL},
    {"checkpoints-metadata", OPTION_BOOL, 0, "remove what is known of its checkpoints too", NULL},
    {"nvram", OPTION_BOOL, 0, "remove its firmware variables too", NULL},
    {"keep-nvram", OPTION_BOOL, 0, "keep its firmware variables", NULL},
    {"tpm", OPTION_BOOL, 0, "remove the state of its TPM too", NULL},
    {"keep-tpm", OPTION_BOOL, 0, "keep the state of its TPM", NULL},
    {"storage", OPTION_STRING, 0, "delete these volumes: targets or paths, with commas", NULL},
    {"remove-all-storage", OPTION_BOOL, 0, "delete the volumes of all its disks", NULL},
    {0},
};

static const OptionFlag undefine_flags[] = {
    {"managed-save", VMRPC_DOMAIN_UNDEFINE_MANAGED_SAVE},
    {"snapshots-metadata", VMRPC_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA},
    {"checkpoints-metadata", VMRPC_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA},
    {"nvram", VMRPC_DOMAIN_UNDEFINE_NVRAM},
    {"keep-nvram", VMRPC_DOMAIN_UNDEFINE_KEEP_NVRAM},
    {"tpm", VMRPC_DOMAIN_UNDEFINE_TPM},
    {"keep-tpm", VMRPC_DOMAIN_UNDEFINE_KEEP_TPM},
    {0},
};

static bool run_undefine(Tool *tool, const Arguments *arguments)
{
    const char *targets = arguments_string(arguments, "storage");
    bool all = arguments_has(arguments, "remove-all-storage");
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(GPtrArray) volumes = NULL;
    VmrpcError *error = NULL;

    if (!arguments_exclusive(arguments, "nvram", "keep-nvram") ||
        !arguments_exclusive(arguments, "tpm", "keep-tpm") ||
        !arguments_exclusive(arguments, "storage", "remove-all-storage"))
        return false;
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    if ((targets || all) && !(volumes = domain_storage_find(tool, domain, targets)))
        return false;
    if (vmrpc_domain_undefine(domain, arguments_flags(arguments, undefine_flags), &error) < 0)
        return tool_fail(error, "Failed to undefine domain '%s'", vmrpc_domain_name(domain));
    tool_say(tool, "Domain '%s' has been undefined", vmrpc_domain_name(domain));
    return !volumes || domain_storage_delete(tool, volumes);
}

static const Option autostart_options[] = {
    OPTION_DOMAIN,
    {"disable", OPTION_BOOL, 0, "do not start it with the daemon any more", NULL},
    {0},
};

static bool run_autostart(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    bool on = !arguments_has(arguments, "disable");
    const char *mark = on ? "mark" : "unmark";
    VmrpcError *error = NULL;

    if (!domain)
        return false;
    if (vmrpc_domain_set_autostart(domain, on, &error) < 0)
        return tool_fail(error, "Failed to %s domain '%s' as autostarted", mark,
                         vmrpc_domain_name(domain));
    tool_say(tool, "Domain '%s' %sed as autostarted", vmrpc_domain_name(domain), mark);
    return true;
}

const Command commands_domain_define[] = {
    {"define", "make or replace a persistent domain, without starting it",
     "Reads a <domain> document and stores it. A domain with the same name and UUID gets the new\n"
     "    definition; if it runs, the running guest keeps what it has until it is started again.",
     define_options, COMMAND_JSON, run_define},
    {"create", "start a transient domain from a document",
     "Reads a <domain> document and starts a guest from it. The guest is gone from the list once\n"
     "    it stops, unless a definition of it exists.",
     create_options, COMMAND_JSON, run_create},
    {"undefine", "remove the definition of a domain",
     "Removes what is stored of a domain. If it runs, it goes on as a transient one.",
     undefine_options, 0, run_undefine},
    {"autostart", "have a domain started together with the daemon",
     "Marks a domain to be started when the daemon starts, or takes that back.", autostart_options,
     0, run_autostart},
    {0},
};
