/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Comparing hardware: see domain_abi.h. Each document is told as a list of lines, one for each
 * thing that a guest would notice; what stands in only one of the lists is the difference, and its
 * name.
 */
#include "conf/domain_abi.h"

#include <string.h>

static void add(GPtrArray *lines, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void add(GPtrArray *lines, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_ptr_array_add(lines, g_strdup_vprintf(format, args));
    va_end(args);
}

static void add_cpu(const DomainCpu *cpu, GPtrArray *lines)
{
    if (!cpu)
        return;
    if (cpu->has_mode)
        add(lines, "CPU %s", cpu->model ? cpu->model : domain_cpu_mode_to_string(cpu->mode));
    if (cpu->sockets)
        add(lines, "CPU topology %u/%u/%u/%u", cpu->sockets, cpu->dies, cpu->cores, cpu->threads);
    for (unsigned i = 0; i < cpu->features->len; i++) {
        const DomainCpuFeature *feature = &g_array_index(cpu->features, DomainCpuFeature, i);

        add(lines, "CPU feature %s: %s", feature->name,
            domain_cpu_policy_to_string(feature->policy));
    }
}

static void add_board(const DomainDef *def, GPtrArray *lines)
{
    char uuid[UUID_TEXT_SIZE];

    uuid_format(def->uuid, uuid);
    add(lines, "name '%s'", def->name);
    add(lines, "uuid %s", uuid);
    add(lines, "virtualization '%s'", domain_type_to_string(def->type));
    add(lines, "architecture '%s'", def->os.arch);
    add(lines, "machine type '%s'", def->os.machine ? def->os.machine : "");
    add(lines, "%" G_GUINT64_FORMAT " KiB of memory", def->memory_kib);
    add(lines, "%u virtual CPUs", def->max_vcpus);
    add(lines, "ACPI %s", def->features.acpi ? "on" : "off");
    for (unsigned i = 0; i < DOMAIN_HYPERV_LAST; i++) {
        if (def->hyperv.states[i])
            add(lines, "Hyper-V %s %s", domain_hyperv_feature_to_string(i),
                tristate_on_to_string(def->hyperv.states[i]));
    }
    if (def->os.loader)
        add(lines, "firmware '%s'", def->os.loader);
    add_cpu(def->cpu, lines);
}

static char *describe_chardev(const DomainChardev *chardev, const char *kind)
{
    return g_strdup_printf("%s %d (%s%s%s)", kind, chardev->port,
                           domain_chardev_target_to_string(chardev->target),
                           chardev->name ? " " : "", chardev->name ? chardev->name : "");
}

static char *describe_interface(const DomainInterface *interface)
{
    char mac[MAC_TEXT_SIZE];

    mac_format(interface->mac, mac);
    return g_strdup_printf("interface %s (%s)", mac, interface->model ? interface->model : "");
}

/* What it is, but for its address. NULL: guests do not see it. */
static char *describe(const DomainDeviceInfo *info, const char *kind)
{
    const void *device = info; /* its first member */

    if (g_str_equal(kind, "graphics") || g_str_equal(kind, "audio"))
        return NULL;
    if (g_str_equal(kind, "disk")) {
        const DomainDisk *disk = device;

        return g_strdup_printf("%s '%s' (%s)", domain_disk_device_to_string(disk->device),
                               disk->target, domain_disk_bus_to_string(disk->bus));
    }
    if (g_str_equal(kind, "filesystem"))
        return g_strdup_printf("filesystem '%s'", ((const DomainFilesystem *) device)->target);
    if (g_str_equal(kind, "interface"))
        return describe_interface(device);
    if (g_str_equal(kind, "controller")) {
        const DomainController *controller = device;
        const char *model = domain_controller_model_to_string(controller->model);

        return g_strdup_printf("%s controller %u (%s)",
                               domain_controller_type_to_string(controller->type),
                               controller->index, model ? model : "");
    }
    if (g_str_equal(kind, "serial") || g_str_equal(kind, "console") || g_str_equal(kind, "channel"))
        return describe_chardev(device, kind);
    if (g_str_equal(kind, "video"))
        return g_strdup_printf("video (%s)",
                               domain_video_model_to_string(((const DomainVideo *) device)->model));
    if (g_str_equal(kind, "input"))
        return g_strdup_printf("%s (%s)",
                               domain_input_type_to_string(((const DomainInput *) device)->type),
                               domain_input_bus_to_string(((const DomainInput *) device)->bus));
    if (g_str_equal(kind, "sound"))
        return g_strdup_printf("sound (%s)",
                               domain_sound_model_to_string(((const DomainSound *) device)->model));
    if (g_str_equal(kind, "watchdog"))
        return g_strdup_printf("watchdog (%s)", domain_watchdog_model_to_string(
                                                    ((const DomainWatchdog *) device)->model));
    return g_strdup(kind);
}

static bool add_device(DomainDeviceInfo *info, const char *kind, void *data, GError **err)
{
    g_autofree char *what = describe(info, kind), *address = NULL;

    (void) err;
    if (!what)
        return true;
    if (domain_address_is_open(&info->address)) {
        add(data, "%s", what);
    } else {
        address = domain_address_text(&info->address);
        add(data, "%s at %s", what, address);
    }
    return true;
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

static GPtrArray *lines_of(const DomainDef *def)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

    add_board(def, lines);
    domain_def_visit_devices(def, add_device, lines, NULL);
    g_ptr_array_sort(lines, compare_lines);
    return lines;
}

bool domain_abi_check(const DomainDef *was, const DomainDef *now, GError **err)
{
    g_autoptr(GPtrArray) old = lines_of(was), new = lines_of(now);
    unsigned i = 0, k = 0;

    while (i < old->len || k < new->len) {
        int order = i == old->len ? 1 : k == new->len ? -1 : strcmp(old->pdata[i], new->pdata[k]);

        if (order < 0)
            return error_set(err, ERR_CONFIG_UNSUPPORTED,
                             "the hardware differs: the guest has %s, the new document has not",
                             (const char *) old->pdata[i]);
        if (order > 0)
            return error_set(err, ERR_CONFIG_UNSUPPORTED,
                             "the hardware differs: the guest has no %s, as the new document has",
                             (const char *) new->pdata[k]);
        i++;
        k++;
    }
    return true;
}
