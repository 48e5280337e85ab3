/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pool-build, pool-start, pool-refresh, pool-destroy, pool-delete: the life of a storage pool.
 */
#include "tools/commands.h"
#include "tools/storage.h"

static const Option pool_build_options[] = {
    OPTION_POOL,
    {"no-overwrite", OPTION_BOOL, 0, "only where nothing is yet", NULL},
    {"overwrite", OPTION_BOOL, 0, "whatever is there", NULL},
    {0},
};

static const OptionFlag pool_build_flags[] = {
    {"no-overwrite", VMRPC_POOL_BUILD_NO_OVERWRITE},
    {"overwrite", VMRPC_POOL_BUILD_OVERWRITE},
    {0},
};

static const Option pool_start_options[] = {OPTION_POOL, OPTIONS_POOL_BUILD, {0}};
static const Option pool_options[] = {OPTION_POOL, {0}};

/* What a command does to its pool, and the words for it. */
typedef struct Action {
    const char *verb; /* "start" */
    const char *done; /* "started" */
    int (*call)(VmrpcPool *pool, unsigned int flags, VmrpcError **error);
} Action;

static bool act(Tool *tool, const Arguments *arguments, const Action *action, unsigned flags)
{
    g_autoptr(VmrpcPool) pool = storage_pool(tool, arguments, "pool");
    VmrpcError *error = NULL;

    if (!pool)
        return false;
    if (action->call(pool, flags, &error) < 0)
        return tool_fail(error, "Failed to %s pool %s", action->verb, vmrpc_pool_name(pool));
    tool_say(tool, "Pool %s %s", vmrpc_pool_name(pool), action->done);
    return true;
}

static bool run_pool_build(Tool *tool, const Arguments *arguments)
{
    static const Action action = {"build", "built", vmrpc_pool_build};

    return arguments_exclusive(arguments, "overwrite", "no-overwrite") &&
           act(tool, arguments, &action, arguments_flags(arguments, pool_build_flags));
}

static bool run_pool_start(Tool *tool, const Arguments *arguments)
{
    static const Action action = {"start", "started", vmrpc_pool_start};
    unsigned flags;

    return storage_build_flags(arguments, &flags) && act(tool, arguments, &action, flags);
}

static bool run_pool_refresh(Tool *tool, const Arguments *arguments)
{
    static const Action action = {"refresh", "refreshed", vmrpc_pool_refresh};

    return act(tool, arguments, &action, 0);
}

static int destroy(VmrpcPool *pool, unsigned int flags, VmrpcError **error)
{
    (void) flags;
    return vmrpc_pool_destroy(pool, error);
}

static bool run_pool_destroy(Tool *tool, const Arguments *arguments)
{
    static const Action action = {"destroy", "destroyed", destroy};

    return act(tool, arguments, &action, 0);
}

static bool run_pool_delete(Tool *tool, const Arguments *arguments)
{
    static const Action action = {"delete", "deleted", vmrpc_pool_delete};

    return act(tool, arguments, &action, 0);
}

static int undefine(VmrpcPool *pool, unsigned int flags, VmrpcError **error)
{
    (void) flags;
    return vmrpc_pool_undefine(pool, error);
}

static bool run_pool_undefine(Tool *tool, const Arguments *arguments)
{
    static const Action action = {"undefine", "has been undefined", undefine};

    return act(tool, arguments, &action, 0);
}

const Command commands_pool_life[] = {
    {"pool-build", "make the folder of a storage pool",
     "Makes the folder of a pool that is not active, with the owner and mode that its document "
     "asks\n"
     "    for.",
     pool_build_options, COMMAND_SLOW, run_pool_build},
    {"pool-delete", "remove the folder of a storage pool",
     "Removes the folder of a pool that is not active. It must be empty.", pool_options,
     COMMAND_SLOW, run_pool_delete},
    {"pool-destroy", "stop a storage pool",
     "Stops a pool: its volumes cannot be used through it any more. Nothing in its folder is\n"
     "    touched.",
     pool_options, 0, run_pool_destroy},
    {"pool-refresh", "look again at what is in a storage pool",
     "Has the daemon read the folder of an active pool anew, to find what others have changed.",
     pool_options, COMMAND_SLOW, run_pool_refresh},
    {"pool-start", "start a defined storage pool",
     "Starts a pool, so that its volumes can be used.", pool_start_options, COMMAND_SLOW,
     run_pool_start},
    {"pool-undefine", "remove the definition of a storage pool",
     "Removes what is stored of a pool that is not active. Its folder stays.", pool_options, 0,
     run_pool_undefine},
    {0},
};
