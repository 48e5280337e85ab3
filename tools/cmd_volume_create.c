/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vol-create, vol-create-as, vol-create-from, vol-clone: making volumes.
 */
#include "tools/commands.h"
#include "tools/document.h"
#include "tools/output.h"
#include "tools/size.h"
#include "tools/storage.h"
#include "tools/volume_document.h"

#define OPTION_PREALLOC                                                                            \
    {                                                                                              \
        "prealloc-metadata", OPTION_BOOL, 0, "make the tables of a qcow2 image at once", NULL      \
    }
#define OPTION_REFLINK                                                                             \
    {                                                                                              \
        "reflink", OPTION_BOOL, 0, "share blocks with the source, or fail", NULL                   \
    }

static unsigned create_flags(const Arguments *arguments, bool may_reflink)
{
    return (arguments_has(arguments, "prealloc-metadata") ? VMRPC_VOLUME_CREATE_PREALLOC_METADATA
                                                          : 0) |
           (may_reflink && arguments_has(arguments, "reflink") ? VMRPC_VOLUME_CREATE_REFLINK : 0);
}

/* ---- from a document ------------------------------------------------- */

static const Option vol_create_options[] = {OPTION_POOL, OPTION_FILE, OPTION_PREALLOC, {0}};

static bool run_vol_create(Tool *tool, const Arguments *arguments)
{
    const char *path = arguments_string(arguments, "file");
    g_autoptr(VmrpcPool) pool = storage_pool(tool, arguments, "pool");
    g_autofree char *xml = pool ? document_read(path) : NULL;
    g_autoptr(VmrpcVolume) volume = NULL;
    VmrpcError *error = NULL;

    if (!xml)
        return false;
    volume = vmrpc_volume_create(pool, xml, create_flags(arguments, false), &error);
    if (!volume)
        return tool_fail(error, "Failed to create vol from %s", path);
    tool_say(tool, "Vol %s created from %s", vmrpc_volume_name(volume), path);
    storage_print_volume(tool, volume);
    return true;
}

static const Option vol_create_from_options[] = {
    OPTION_POOL,
    OPTION_FILE,
    OPTION_VOLUME,
    {"inputpool", OPTION_STRING, OPTION_POSITIONAL, "name or UUID of the other volume's pool",
     complete_pools},
    OPTION_PREALLOC,
    OPTION_REFLINK,
    {0},
};

static bool run_vol_create_from(Tool *tool, const Arguments *arguments)
{
    const char *path = arguments_string(arguments, "file");
    g_autoptr(VmrpcPool) pool = storage_pool(tool, arguments, "pool");
    g_autofree char *xml = pool ? document_read(path) : NULL;
    g_autoptr(VmrpcVolume) source = xml ? storage_volume(tool, arguments, "inputpool") : NULL;
    g_autoptr(VmrpcVolume) volume = NULL;
    VmrpcError *error = NULL;

    if (!source)
        return false;
    volume = vmrpc_volume_create_from(pool, xml, source, create_flags(arguments, true), &error);
    if (!volume)
        return tool_fail(error, "Failed to create vol from %s", path);
    tool_say(tool, "Vol %s created from input vol %s", vmrpc_volume_name(volume),
             vmrpc_volume_name(source));
    storage_print_volume(tool, volume);
    return true;
}

/* ---- from words ------------------------------------------------- */

static const Option vol_create_as_options[] = {
    OPTION_POOL,
    {"name", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "name of the volume", NULL},
    {"capacity", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,
     "what a guest sees, in bytes or with a unit", NULL},
    {"allocation", OPTION_STRING, OPTION_POSITIONAL, "what is taken up at once", NULL},
    {"format", OPTION_STRING, OPTION_POSITIONAL, "raw, qcow2, ...", NULL},
    {"backing-vol", OPTION_STRING, OPTION_POSITIONAL, "volume of which it keeps only the changes",
     complete_volumes},
    {"backing-vol-format", OPTION_STRING, OPTION_POSITIONAL, "format of that volume", NULL},
    OPTION_PREALLOC,
    {"print-xml", OPTION_BOOL, 0, "print the document and do nothing", NULL},
    {0},
};

/* The path of the volume that is meant: one of the pool by its name, else by key or path. */
static char *backing_path(VmrpcPool *pool, const char *word)
{
    VmrpcError *error = NULL;
    g_autoptr(VmrpcVolume) volume =
        vmrpc_volume_lookup(vmrpc_pool_connection(pool), pool, word, &error);
    char *path = volume ? vmrpc_volume_path(volume, &error) : NULL;

    if (!path)
        tool_fail(error, "failed to get vol '%s'", word);
    return path;
}

/* The document that the options describe; prints why there is none and returns NULL. */
static char *document_of_words(VmrpcPool *pool, const Arguments *arguments)
{
    const char *allocation = arguments_string(arguments, "allocation");
    const char *backing = arguments_string(arguments, "backing-vol");
    g_autofree char *path = backing ? backing_path(pool, backing) : NULL;
    VolumeDocument document = {.name = arguments_string(arguments, "name"),
                               .format = arguments_string(arguments, "format"),
                               .has_allocation = allocation != NULL,
                               .backing_path = path,
                               .backing_format = arguments_string(arguments, "backing-vol-format")};

    if (backing && !path)
        return NULL;
    if (!size_parse(arguments_string(arguments, "capacity"), "capacity", &document.capacity) ||
        (allocation && !size_parse(allocation, "allocation", &document.allocation)))
        return NULL;
    return volume_document_new(&document);
}

static bool run_vol_create_as(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcPool) pool = storage_pool(tool, arguments, "pool");
    g_autofree char *xml = pool ? document_of_words(pool, arguments) : NULL;
    g_autoptr(VmrpcVolume) volume = NULL;
    VmrpcError *error = NULL;

    if (!xml)
        return false;
    if (arguments_has(arguments, "print-xml"))
        return output_xml(tool->json, xml);
    volume = vmrpc_volume_create(pool, xml, create_flags(arguments, false), &error);
    if (!volume)
        return tool_fail(error, "Failed to create vol %s", arguments_string(arguments, "name"));
    tool_say(tool, "Vol %s created", vmrpc_volume_name(volume));
    storage_print_volume(tool, volume);
    return true;
}

/* ---- from another one ------------------------------------------------- */

static const Option vol_clone_options[] = {
    OPTION_VOLUME,
    {"newname", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "name of the new volume", NULL},
    OPTION_POOL_OF_VOLUME,
    OPTION_PREALLOC,
    OPTION_REFLINK,
    {"print-xml", OPTION_BOOL, 0, "print the document and do nothing", NULL},
    {0},
};

static char *document_of_clone(VmrpcVolume *source, const char *name)
{
    VmrpcError *error = NULL;
    g_autofree char *xml = vmrpc_volume_xml(source, 0, &error);
    char *renamed = xml ? volume_document_rename(xml, name) : NULL;

    if (!renamed)
        tool_fail(error, "Failed to get the document of vol '%s'", vmrpc_volume_name(source));
    return renamed;
}

static bool run_vol_clone(Tool *tool, const Arguments *arguments)
{
    const char *name = arguments_string(arguments, "newname");
    g_autoptr(VmrpcVolume) source = storage_volume(tool, arguments, "pool");
    g_autofree char *xml = source ? document_of_clone(source, name) : NULL;
    g_autoptr(VmrpcPool) pool = NULL;
    g_autoptr(VmrpcVolume) volume = NULL;
    VmrpcError *error = NULL;

    if (!xml)
        return false;
    if (arguments_has(arguments, "print-xml"))
        return output_xml(tool->json, xml);
    pool = vmrpc_volume_pool(source, &error);
    if (pool)
        volume = vmrpc_volume_create_from(pool, xml, source, create_flags(arguments, true), &error);
    if (!volume)
        return tool_fail(error, "Failed to clone vol from %s", vmrpc_volume_name(source));
    tool_say(tool, "Vol %s cloned from %s", vmrpc_volume_name(volume), vmrpc_volume_name(source));
    storage_print_volume(tool, volume);
    return true;
}

const Command commands_volume_create[] = {
    {"vol-clone", "copy a volume within its storage pool",
     "Makes a volume with the contents and the format of another one, in the same pool.",
     vol_clone_options, COMMAND_JSON | COMMAND_SLOW, run_vol_clone},
    {"vol-create", "make a volume from a document",
     "Reads a <volume> document and makes a volume of it.", vol_create_options,
     COMMAND_JSON | COMMAND_SLOW, run_vol_create},
    {"vol-create-as", "make a volume from words",
     "Makes a volume of that name and capacity. Sizes are in bytes or have a unit behind them, "
     "such\n"
     "    as 512M or 10GiB (powers of 1024) or 10GB (of 1000).",
     vol_create_as_options, COMMAND_JSON | COMMAND_SLOW, run_vol_create_as},
    {"vol-create-from", "make a volume from a document, with the contents of another one",
     "Reads a <volume> document, makes a volume of it, and fills it with what the other one "
     "holds,\n"
     "    converted if the formats differ.",
     vol_create_from_options, COMMAND_JSON | COMMAND_SLOW, run_vol_create_from},
    {0},
};
