/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pools and volumes by what people call them: see storage.h. */
#include "tools/storage.h"

#include "tools/complete.h"
#include "tools/output.h"

char **complete_pools(Tool *tool)
{
    GPtrArray *words = g_ptr_array_new();
    VmrpcPool **pools = NULL;
    int before_ms = complete_begin();

    if (tool->connection)
        vmrpc_pool_list(tool->connection, 0, &pools, NULL);
    vmrpc_set_thread_timeout(before_ms);
    for (VmrpcPool **at = pools; at && *at; at++)
        complete_add(words, vmrpc_pool_name(*at));
    vmrpc_pool_list_free(pools);
    return complete_end(words);
}

char **complete_volumes(Tool *tool)
{
    GPtrArray *words = g_ptr_array_new();
    VmrpcPool **pools = NULL;
    int before_ms = complete_begin();

    if (tool->connection)
        vmrpc_pool_list(tool->connection, VMRPC_POOL_LIST_ACTIVE, &pools, NULL);
    for (VmrpcPool **at = pools; at && *at; at++) {
        VmrpcVolume **volumes = NULL;

        vmrpc_volume_list(*at, 0, &volumes, NULL);
        for (VmrpcVolume **volume = volumes; volume && *volume; volume++)
            complete_add(words, vmrpc_volume_key(*volume));
        vmrpc_volume_list_free(volumes);
    }
    vmrpc_set_thread_timeout(before_ms);
    vmrpc_pool_list_free(pools);
    return complete_end(words);
}

bool storage_build_flags(const Arguments *arguments, unsigned *ret_flags)
{
    static const OptionFlag flags[] = {
        {"build", VMRPC_POOL_START_BUILD},
        {"no-overwrite", VMRPC_POOL_START_BUILD_NO_OVERWRITE},
        {"overwrite", VMRPC_POOL_START_BUILD_OVERWRITE},
        {0},
    };

    if (!arguments_exclusive(arguments, "overwrite", "no-overwrite"))
        return false;
    *ret_flags = arguments_flags(arguments, flags);
    return true;
}

VmrpcPool *storage_pool(Tool *tool, const Arguments *arguments, const char *option)
{
    const char *word = arguments_string(arguments, option);
    VmrpcError *error = NULL;
    VmrpcPool *pool = vmrpc_pool_lookup(tool->connection, word, &error);

    if (!pool)
        tool_fail(error, "failed to get pool '%s'", word);
    return pool;
}

VmrpcVolume *storage_volume(Tool *tool, const Arguments *arguments, const char *pool_option)
{
    const char *word = arguments_string(arguments, "vol");
    bool in_pool = pool_option && arguments_has(arguments, pool_option);
    g_autoptr(VmrpcPool) pool = NULL;
    VmrpcError *error = NULL;
    VmrpcVolume *volume;

    if (in_pool) {
        pool = storage_pool(tool, arguments, pool_option);
        if (!pool)
            return NULL;
    }
    volume = vmrpc_volume_lookup(tool->connection, pool, word, &error);
    if (!volume && pool_option && !in_pool)
        tool_fail(error, "failed to get vol '%s', specifying --%s might help", word, pool_option);
    else if (!volume)
        tool_fail(error, "failed to get vol '%s'", word);
    return volume;
}

void storage_print_pool(Tool *tool, VmrpcPool *pool)
{
    if (tool->json)
        output_json(json_pack("{s:o, s:o}", "name", output_json_text(vmrpc_pool_name(pool)), "uuid",
                              output_json_text(vmrpc_pool_uuid_string(pool))));
}

void storage_print_volume(Tool *tool, VmrpcVolume *volume)
{
    if (tool->json)
        output_json(json_pack("{s:o, s:o, s:o}", "name",
                              output_json_text(vmrpc_volume_name(volume)), "key",
                              output_json_text(vmrpc_volume_key(volume)), "pool",
                              output_json_text(vmrpc_volume_pool_name(volume))));
}

void storage_set_sizes(json_t *object, const VmrpcPoolInfo *info)
{
    const struct {
        const char *key;
        uint64_t bytes;
    } sizes[] = {{"capacity_bytes", info->capacity},
                 {"allocation_bytes", info->allocation},
                 {"available_bytes", info->available}};

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
        json_object_set_new(object, sizes[i].key,
                            info->state == VMRPC_POOL_STATE_INACTIVE
                                ? json_null()
                                : json_integer((json_int_t) sizes[i].bytes));
}
