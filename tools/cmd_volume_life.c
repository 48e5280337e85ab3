/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vol-delete, vol-resize, vol-wipe: what becomes of a volume.
 */
#include <string.h>

#include "tools/commands.h"
#include "tools/size.h"
#include "tools/storage.h"

static const Option vol_delete_options[] = {
    OPTION_VOLUME,
    OPTION_POOL_OF_VOLUME,
    {"delete-snapshots", OPTION_BOOL, 0, "with its snapshots", NULL},
    {0},
};

static bool run_vol_delete(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcVolume) volume = storage_volume(tool, arguments, "pool");
    bool snapshots = arguments_has(arguments, "delete-snapshots");
    VmrpcError *error = NULL;

    if (!volume)
        return false;
    if (vmrpc_volume_delete(volume, snapshots ? VMRPC_VOLUME_DELETE_WITH_SNAPSHOTS : 0, &error) < 0)
        return tool_fail(error, "Failed to delete vol %s", vmrpc_volume_name(volume));
    tool_say(tool, "Vol %s deleted", vmrpc_volume_name(volume));
    return true;
}

static const Option vol_resize_options[] = {
    OPTION_VOLUME,
    {"capacity", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,
     "what a guest sees from now on, in bytes or with a unit", NULL},
    OPTION_POOL_OF_VOLUME,
    {"allocate", OPTION_BOOL, 0, "take up the new space at once", NULL},
    {"delta", OPTION_BOOL, 0, "capacity is the difference", NULL},
    {"shrink", OPTION_BOOL, 0, "smaller is meant", NULL},
    {0},
};

static const OptionFlag vol_resize_flags[] = {
    {"allocate", VMRPC_VOLUME_RESIZE_ALLOCATE},
    {"delta", VMRPC_VOLUME_RESIZE_DELTA},
    {"shrink", VMRPC_VOLUME_RESIZE_SHRINK},
    {0},
};

/* A minus in front says the same as --delta and --shrink. */
static bool run_vol_resize(Tool *tool, const Arguments *arguments)
{
    const char *word = arguments_string(arguments, "capacity");
    bool is_negative = *word == '-';
    unsigned flags = arguments_flags(arguments, vol_resize_flags) |
                     (is_negative ? VMRPC_VOLUME_RESIZE_DELTA | VMRPC_VOLUME_RESIZE_SHRINK : 0);
    g_autoptr(VmrpcVolume) volume = NULL;
    VmrpcError *error = NULL;
    uint64_t capacity;

    if (!size_parse(word + is_negative, "capacity", &capacity))
        return false;
    volume = storage_volume(tool, arguments, "pool");
    if (!volume)
        return false;
    if (vmrpc_volume_resize(volume, capacity, flags, &error) < 0)
        return tool_fail(error, "Failed to change size of volume '%s' %s %s",
                         vmrpc_volume_name(volume), flags & VMRPC_VOLUME_RESIZE_DELTA ? "by" : "to",
                         word);
    tool_say(tool, "Size of volume '%s' successfully changed %s %s", vmrpc_volume_name(volume),
             flags & VMRPC_VOLUME_RESIZE_DELTA ? "by" : "to", word);
    return true;
}

/* Indexed by VMRPC_VOLUME_WIPE_ALGORITHM_*. */
static const char *const algorithms[] = {"zero",    "nnsa",     "dod",       "bsi",
                                         "gutmann", "schneier", "pfitzner7", "pfitzner33",
                                         "random",  "trim",     NULL};

static char **complete_algorithms(Tool *tool)
{
    (void) tool;
    return g_strdupv((char **) algorithms);
}

static const Option vol_wipe_options[] = {
    OPTION_VOLUME,
    OPTION_POOL_OF_VOLUME,
    {"algorithm", OPTION_STRING, 0, "what it is overwritten with: zero, random, ...",
     complete_algorithms},
    {0},
};

static bool run_vol_wipe(Tool *tool, const Arguments *arguments)
{
    const char *word = arguments_string(arguments, "algorithm");
    g_autoptr(VmrpcVolume) volume = NULL;
    VmrpcError *error = NULL;
    int algorithm = VMRPC_VOLUME_WIPE_ALGORITHM_ZERO;

    while (word && algorithms[algorithm] && strcmp(algorithms[algorithm], word))
        algorithm++;
    if (!algorithms[algorithm])
        return tool_fail(NULL, "Unsupported algorithm '%s'", word);
    volume = storage_volume(tool, arguments, "pool");
    if (!volume)
        return false;
    if (vmrpc_volume_wipe(volume, algorithm, 0, &error) < 0)
        return tool_fail(error, "Failed to wipe vol %s", vmrpc_volume_name(volume));
    tool_say(tool, "Vol %s wiped", vmrpc_volume_name(volume));
    return true;
}

const Command commands_volume_life[] = {
    {"vol-delete", "delete a volume", "Deletes a volume, with all that is in it.",
     vol_delete_options, COMMAND_SLOW, run_vol_delete},
    {"vol-resize", "change the size of a volume",
     "Changes what a guest sees of a volume; no guest may use it then. --shrink is needed to make "
     "it\n"
     "    smaller. With --delta the number is added, or with --shrink taken away; -1G means the "
     "same\n"
     "    as 1G with both.",
     vol_resize_options, COMMAND_SLOW, run_vol_resize},
    {"vol-wipe", "overwrite a volume",
     "Overwrites what is in a volume, so that whoever gets its space cannot read it.",
     vol_wipe_options, COMMAND_SLOW, run_vol_wipe},
    {0},
};
