/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vol-info, vol-dumpxml, and the words by which a volume is known: vol-key, vol-name, vol-path,
 * vol-pool.
 */
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/size.h"
#include "tools/storage.h"

static const Option vol_info_options[] = {
    OPTION_VOLUME,
    OPTION_POOL_OF_VOLUME,
    {"bytes", OPTION_BOOL, 0, "print sizes in bytes", NULL},
    {"physical", OPTION_BOOL, 0, "print the size of the file, holes included", NULL},
    {0},
};

static void print_size(const char *label, uint64_t bytes, bool exact)
{
    g_autofree char *text = size_format_as(bytes, exact, " bytes");

    output_field(15, label, "%s", text);
}

static void print_info_json(VmrpcVolume *volume, const VmrpcVolumeInfo *info, bool physical)
{
    json_t *object = json_object();

    json_object_set_new(object, "name", output_json_text(vmrpc_volume_name(volume)));
    json_object_set_new(object, "type", json_string(vmrpc_volume_type_to_string(info->type)));
    json_object_set_new(object, "capacity_bytes", json_integer((json_int_t) info->capacity));
    json_object_set_new(object, physical ? "physical_bytes" : "allocation_bytes",
                        json_integer((json_int_t) info->allocation));
    output_json(object);
}

static bool run_vol_info(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcVolume) volume = storage_volume(tool, arguments, "pool");
    bool physical = arguments_has(arguments, "physical");
    bool exact = arguments_has(arguments, "bytes");
    VmrpcError *error = NULL;
    VmrpcVolumeInfo info;

    if (!volume)
        return false;
    if (vmrpc_volume_info(volume, physical ? VMRPC_VOLUME_INFO_PHYSICAL : 0, &info, &error) < 0)
        return tool_fail(error, "Failed to get information on vol '%s'", vmrpc_volume_name(volume));
    if (tool->json) {
        print_info_json(volume, &info, physical);
        return true;
    }
    output_field(15, "Name:", "%s", vmrpc_volume_name(volume));
    output_field(15, "Type:", "%s", vmrpc_volume_type_to_string(info.type));
    print_size("Capacity:", info.capacity, exact);
    print_size(physical ? "Physical:" : "Allocation:", info.allocation, exact);
    return true;
}

static const Option vol_in_pool_options[] = {OPTION_VOLUME, OPTION_POOL_OF_VOLUME, {0}};

static bool run_vol_dumpxml(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcVolume) volume = storage_volume(tool, arguments, "pool");
    g_autofree char *xml = NULL;
    VmrpcError *error = NULL;

    if (!volume)
        return false;
    xml = vmrpc_volume_xml(volume, 0, &error);
    if (!xml)
        return tool_fail(error, "Failed to get the document of vol '%s'",
                         vmrpc_volume_name(volume));
    return output_xml(tool->json, xml);
}

static bool run_vol_key(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcVolume) volume = storage_volume(tool, arguments, "pool");

    if (volume)
        output_word(tool->json, "key", vmrpc_volume_key(volume));
    return volume != NULL;
}

static bool run_vol_path(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcVolume) volume = storage_volume(tool, arguments, "pool");
    g_autofree char *path = NULL;
    VmrpcError *error = NULL;

    if (!volume)
        return false;
    path = vmrpc_volume_path(volume, &error);
    if (!path)
        return tool_fail(error, "Failed to get the path of vol '%s'", vmrpc_volume_name(volume));
    output_word(tool->json, "path", path);
    return true;
}

static const Option vol_name_options[] = {OPTION_VOLUME, {0}};

static bool run_vol_name(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcVolume) volume = storage_volume(tool, arguments, NULL);

    if (volume)
        output_word(tool->json, "name", vmrpc_volume_name(volume));
    return volume != NULL;
}

static const Option vol_pool_options[] = {
    OPTION_VOLUME,
    {"uuid", OPTION_BOOL, 0, "print the UUID of the pool rather than its name", NULL},
    {0},
};

static bool run_vol_pool(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcVolume) volume = storage_volume(tool, arguments, NULL);
    g_autoptr(VmrpcPool) pool = NULL;
    VmrpcError *error = NULL;

    if (!volume)
        return false;
    pool = vmrpc_volume_pool(volume, &error);
    if (!pool)
        return tool_fail(error, "Failed to get the pool of vol '%s'", vmrpc_volume_name(volume));
    if (arguments_has(arguments, "uuid"))
        output_word(tool->json, "uuid", vmrpc_pool_uuid_string(pool));
    else
        output_word(tool->json, "name", vmrpc_pool_name(pool));
    return true;
}

const Command commands_volume_info[] = {
    {"vol-dumpxml", "print a volume as an XML document", "Prints the <volume> document.",
     vol_in_pool_options, COMMAND_JSON, run_vol_dumpxml},
    {"vol-info", "print what a volume is and takes up",
     "Prints type and sizes of a volume: what a guest sees, and what is in use.", vol_info_options,
     COMMAND_JSON, run_vol_info},
    {"vol-key", "print the key of a volume",
     "Prints the key, which is the path in pools of folders.", vol_in_pool_options, COMMAND_JSON,
     run_vol_key},
    {"vol-name", "print the name of a volume", "Prints the name of the volume with a key or path.",
     vol_name_options, COMMAND_JSON, run_vol_name},
    {"vol-path", "print the path of a volume", "Prints where a volume is, at the daemon.",
     vol_in_pool_options, COMMAND_JSON, run_vol_path},
    {"vol-pool", "print the storage pool of a volume",
     "Prints the name of the pool that the volume with a key or path belongs to.", vol_pool_options,
     COMMAND_JSON, run_vol_pool},
    {0},
};
