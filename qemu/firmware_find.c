/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading descriptions of firmware: see firmware_find.h. One that is not understood is passed over.
 */
#include "qemu/firmware_find.h"

#include <fnmatch.h>
#include <jansson.h>
#include <string.h>

#include "base/file.h"
#include "qemu/machine_type.h"

#define DESCRIPTION_MAX (64 * 1024)
#define DESCRIPTION_SUFFIX ".json"

static bool holds(const json_t *words, const char *word)
{
    size_t i;
    json_t *value;

    json_array_foreach(words, i, value)
    {
        if (g_strcmp0(json_string_value(value), word) == 0)
            return true;
    }
    return false;
}

/* A machine type is also given without its version, or as pc or q35. */
static bool machine_matches(const json_t *patterns, const char *machine)
{
    static const char *const names[] = {[MACHINE_PC] = "pc-i440fx-0", [MACHINE_Q35] = "pc-q35-0"};
    MachineFamily family;
    const char *name = NULL;
    size_t i;
    json_t *pattern;

    if (machine_type_family(machine, &family) && family < G_N_ELEMENTS(names))
        name = names[family];
    json_array_foreach(patterns, i, pattern)
    {
        const char *text = json_string_value(pattern);

        if (text && (fnmatch(text, machine, 0) == 0 || (name && fnmatch(text, name, 0) == 0)))
            return true;
    }
    return false;
}

static bool target_matches(const json_t *targets, const char *arch, const char *machine)
{
    const char *wanted = strcmp(arch, "i686") == 0 ? "i386" : arch;
    size_t i;
    json_t *target;

    json_array_foreach(targets, i, target)
    {
        const char *is = json_string_value(json_object_get(target, "architecture"));

        if (g_strcmp0(is, wanted) == 0 &&
            machine_matches(json_object_get(target, "machines"), machine))
            return true;
    }
    return false;
}

static bool features_fit(const json_t *features)
{
    static const char *const unfit[] = {"requires-smm", "secure-boot", "enrolled-keys"};

    for (unsigned i = 0; i < G_N_ELEMENTS(unfit); i++) {
        if (holds(features, unfit[i]))
            return false;
    }
    return true;
}

/* The file of a part of the mapping, if it is raw; borrowed. */
static const char *raw_file(const json_t *mapping, const char *part)
{
    const json_t *file = json_object_get(mapping, part);
    const char *format = json_string_value(json_object_get(file, "format"));
    const char *path = json_string_value(json_object_get(file, "filename"));

    return path && *path == '/' && g_strcmp0(format, "raw") == 0 ? path : NULL;
}

static bool take(const json_t *description, const char *arch, const char *machine, char **ret_code,
                 char **ret_template)
{
    const json_t *mapping = json_object_get(description, "mapping");
    const char *device = json_string_value(json_object_get(mapping, "device"));
    const char *mode = json_string_value(json_object_get(mapping, "mode"));
    const char *code = raw_file(mapping, "executable");
    const char *template = raw_file(mapping, "nvram-template");

    if (!holds(json_object_get(description, "interface-types"), "uefi") ||
        g_strcmp0(device, "flash") != 0 || (mode && strcmp(mode, "split") != 0) || !code ||
        !template || !target_matches(json_object_get(description, "targets"), arch, machine) ||
        !features_fit(json_object_get(description, "features")))
        return false;
    *ret_code = g_strdup(code);
    *ret_template = g_strdup(template);
    return true;
}

/* Path of each description by its name; what stands there already stays. */
static void add_folder(GTree *found, const char *folder)
{
    g_autoptr(GPtrArray) names = file_list(folder, DESCRIPTION_SUFFIX, NULL);

    for (unsigned i = 0; names && i < names->len; i++) {
        const char *name = names->pdata[i];

        if (!g_tree_lookup(found, name))
            g_tree_insert(found, g_strdup(name),
                          g_strconcat(folder, "/", name, DESCRIPTION_SUFFIX, NULL));
    }
}

static int compare_names(const void *one, const void *other, void *unused)
{
    (void) unused;
    return strcmp(one, other);
}

bool firmware_find(const char *arch, const char *machine, char **ret_code, char **ret_template)
{
    g_autofree char *own = g_build_filename(g_get_user_config_dir(), "qemu", "firmware", NULL);
    const char *const folders[] = {own, "/etc/qemu/firmware", "/usr/share/qemu/firmware"};
    g_autoptr(GTree) found = g_tree_new_full(compare_names, NULL, g_free, g_free);
    bool taken = false;

    for (unsigned i = 0; i < G_N_ELEMENTS(folders); i++)
        add_folder(found, folders[i]);
    for (GTreeNode *node = g_tree_node_first(found); node && !taken;
         node = g_tree_node_next(node)) {
        g_autofree char *text = file_read(g_tree_node_value(node), DESCRIPTION_MAX, NULL);
        json_t *description = text ? json_loads(text, 0, NULL) : NULL;

        taken = take(description, arch, machine, ret_code, ret_template);
        json_decref(description);
    }
    return taken;
}
