/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pool-info, pool-dumpxml, pool-name and pool-uuid: what a storage pool is.
 */
#include <stdio.h>

#include "tools/commands.h"
#include "tools/output.h"
#include "tools/size.h"
#include "tools/storage.h"

static const Option pool_info_options[] = {
    OPTION_POOL,
    {"bytes", OPTION_BOOL, 0, "print sizes in bytes", NULL},
    {0},
};

static void print_size(const char *label, uint64_t bytes, bool exact)
{
    g_autofree char *text = size_format_as(bytes, exact, "");

    output_field(15, label, "%s", text);
}

static void print_info(VmrpcPool *pool, const VmrpcPoolInfo *info, int persistent, int autostart,
                       bool exact)
{
    output_field(15, "Name:", "%s", vmrpc_pool_name(pool));
    output_field(15, "UUID:", "%s", vmrpc_pool_uuid_string(pool));
    output_field(15, "State:", "%s", vmrpc_pool_state_to_string(info->state));
    output_field(15, "Persistent:", "%s", persistent ? "yes" : "no");
    output_field(15, "Autostart:", "%s", autostart ? "yes" : "no");
    if (info->state == VMRPC_POOL_STATE_INACTIVE)
        return;
    print_size("Capacity:", info->capacity, exact);
    print_size("Allocation:", info->allocation, exact);
    print_size("Available:", info->available, exact);
}

static void print_info_json(VmrpcPool *pool, const VmrpcPoolInfo *info, int persistent,
                            int autostart)
{
    json_t *object = json_object();

    json_object_set_new(object, "name", output_json_text(vmrpc_pool_name(pool)));
    json_object_set_new(object, "uuid", output_json_text(vmrpc_pool_uuid_string(pool)));
    json_object_set_new(object, "state", json_string(vmrpc_pool_state_to_string(info->state)));
    json_object_set_new(object, "autostart", json_boolean(autostart));
    json_object_set_new(object, "persistent", json_boolean(persistent));
    storage_set_sizes(object, info);
    output_json(object);
}

static bool run_pool_info(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcPool) pool = storage_pool(tool, arguments, "pool");
    VmrpcError *error = NULL;
    VmrpcPoolInfo info;
    int persistent = -1;
    int autostart = -1;

    if (!pool)
        return false;
    if (vmrpc_pool_info(pool, &info, &error) == 0)
        persistent = vmrpc_pool_is_persistent(pool, &error);
    if (persistent >= 0)
        autostart = vmrpc_pool_has_autostart(pool, &error);
    if (autostart < 0)
        return tool_fail(error, "Failed to get information on pool '%s'", vmrpc_pool_name(pool));
    if (tool->json)
        print_info_json(pool, &info, persistent, autostart);
    else
        print_info(pool, &info, persistent, autostart, arguments_has(arguments, "bytes"));
    return true;
}

static const Option pool_dumpxml_options[] = {
    OPTION_POOL,
    {"inactive", OPTION_BOOL, 0, "the definition, as of the next start", NULL},
    {0},
};

static bool run_pool_dumpxml(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcPool) pool = storage_pool(tool, arguments, "pool");
    unsigned flags = arguments_has(arguments, "inactive") ? VMRPC_POOL_XML_INACTIVE : 0;
    g_autofree char *xml = NULL;
    VmrpcError *error = NULL;

    if (!pool)
        return false;
    xml = vmrpc_pool_xml(pool, flags, &error);
    if (!xml)
        return tool_fail(error, "Failed to get the document of pool '%s'", vmrpc_pool_name(pool));
    return output_xml(tool->json, xml);
}

static const Option pool_options[] = {OPTION_POOL, {0}};

static bool run_pool_name(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcPool) pool = storage_pool(tool, arguments, "pool");

    if (pool)
        output_word(tool->json, "name", vmrpc_pool_name(pool));
    return pool != NULL;
}

static bool run_pool_uuid(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcPool) pool = storage_pool(tool, arguments, "pool");

    if (pool)
        output_word(tool->json, "uuid", vmrpc_pool_uuid_string(pool));
    return pool != NULL;
}

const Command commands_pool_info[] = {
    {"pool-dumpxml", "print a storage pool as an XML document",
     "Prints the <pool> document: as it is, or the definition if it is not active.",
     pool_dumpxml_options, COMMAND_JSON, run_pool_dumpxml},
    {"pool-info", "print what a storage pool is and holds",
     "Prints identity, state and sizes of a pool. The sizes are those of the file system that it "
     "is\n"
     "    on.",
     pool_info_options, COMMAND_JSON, run_pool_info},
    {"pool-name", "print the name of a storage pool", "Prints the name of a pool.", pool_options,
     COMMAND_JSON, run_pool_name},
    {"pool-uuid", "print the UUID of a storage pool", "Prints the UUID of a pool.", pool_options,
     COMMAND_JSON, run_pool_uuid},
    {0},
};
