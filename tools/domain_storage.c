/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Volumes of a domain: see domain_storage.h. They are looked for before the definition that names
 * them goes.
 */
#include "tools/domain_storage.h"

#include <string.h>

#include "tools/xpath.h"

#define DISKS "/domain/devices/disk"

static void volume_free(gpointer data)
{
    vmrpc_volume_unref(data);
}

/* Adds the volume of this path; one that is in no pool is none. */
static void add_volume(Tool *tool, GPtrArray *volumes, const char *target, const char *path)
{
    VmrpcError *error = NULL;
    VmrpcVolume *volume = vmrpc_volume_lookup_by_path(tool->connection, path, &error);

    if (volume)
        g_ptr_array_add(volumes, volume);
    else
        tool_fail(error, "Storage volume '%s'(%s) is in no storage pool: remove it yourself",
                  target, path);
}

static char *disk_path(Xpath *xpath, unsigned place)
{
    char *path = xpath_string_of(xpath, DISKS, place, "source/@file");

    return path ? path : xpath_string_of(xpath, DISKS, place, "source/@dev");
}

/* Takes the disk's words out of those that are wanted (NULL: all are). */
static bool is_wanted(char **wanted, const char *target, const char *path)
{
    bool found = !wanted;

    for (; wanted && *wanted; wanted++) {
        if (!strcmp(*wanted, target) || !strcmp(*wanted, path)) {
            **wanted = '\0';
            found = true;
        }
    }
    return found;
}

GPtrArray *domain_storage_find(Tool *tool, VmrpcDomain *domain, const char *targets)
{
    g_auto(GStrv) wanted = targets ? g_strsplit(targets, ",", -1) : NULL;
    g_autoptr(GPtrArray) volumes = g_ptr_array_new_with_free_func(volume_free);
    g_autofree char *xml = NULL;
    g_autoptr(Xpath) xpath = NULL;
    VmrpcError *error = NULL;

    if (vmrpc_domain_id(domain) >= 0) {
        tool_fail(NULL, "Storage volume deletion is supported only on stopped domains");
        return NULL;
    }
    xml = vmrpc_domain_xml(domain, 0, &error);
    if (!xml)
        tool_fail(error, "Failed to get the document of domain '%s'", vmrpc_domain_name(domain));
    xpath = xml ? xpath_new(xml) : NULL;
    if (!xpath)
        return NULL;
    for (unsigned i = 1; i <= xpath_count(xpath, DISKS); i++) {
        g_autofree char *target = xpath_string_of(xpath, DISKS, i, "target/@dev");
        g_autofree char *path = disk_path(xpath, i);

        if (target && path && is_wanted(wanted, target, path))
            add_volume(tool, volumes, target, path);
    }
    for (char **word = wanted; word && *word; word++) {
        if (**word) {
            tool_fail(NULL, "Volume '%s' was not found in domain's definition.", *word);
            return NULL;
        }
    }
    return g_steal_pointer(&volumes);
}

bool domain_storage_delete(Tool *tool, GPtrArray *volumes)
{
    bool all = true;

    for (unsigned i = 0; i < volumes->len; i++) {
        VmrpcError *error = NULL;
        VmrpcVolume *volume = volumes->pdata[i];

        if (vmrpc_volume_delete(volume, 0, &error) < 0)
            all =
                tool_fail(error, "Failed to remove storage volume '%s'", vmrpc_volume_name(volume));
        else
            tool_say(tool, "Volume '%s' removed.", vmrpc_volume_name(volume));
    }
    return all;
}
