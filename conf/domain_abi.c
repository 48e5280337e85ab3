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

static void add_cells(const DomainCpu *cpu, GPtrArray *lines)
{
    for (unsigned i = 0; cpu && i < cpu->cells->len; i++) {
        const DomainNumaCell *cell = &g_array_index(cpu->cells, DomainNumaCell, i);
        g_autofree char *cpus = cpu_map_format(&cell->cpus);

        add(lines, "NUMA cell %u of %" G_GUINT64_FORMAT " KiB and CPUs '%s'", i, cell->memory_kib,
            cpus);
        for (unsigned k = 0; k < cpu->cells->len; k++) {
            if (cell->distances[k])
                add(lines, "NUMA distance %u to %u: %u", i, k, cell->distances[k]);
        }
    }
}

static void add_hyperv(const DomainHyperv *hyperv, GPtrArray *lines)
{
    for (unsigned i = 0; i < DOMAIN_HYPERV_LAST; i++) {
        if (hyperv->states[i])
            add(lines, "Hyper-V %s %s", domain_hyperv_feature_to_string(i),
                tristate_on_to_string(hyperv->states[i]));
    }
    if (hyperv->retries)
        add(lines, "Hyper-V retries %u", hyperv->retries);
    if (hyperv->vendor_id)
        add(lines, "Hyper-V vendor '%s'", hyperv->vendor_id);
}

/* Names and numbers that the firmware tells. */
static void add_firmware(const DomainDef *def, GPtrArray *lines)
{
    if (def->os.loader)
        add(lines, "firmware '%s'", def->os.loader);
    if (def->os.smbios_mode)
        add(lines, "SMBIOS mode '%s'", domain_smbios_mode_to_string(def->os.smbios_mode));
    for (unsigned i = 0; i < def->smbios->len; i++) {
        const DomainSmbiosBlock *block = def->smbios->pdata[i];

        if (def->os.smbios_mode != DOMAIN_SMBIOS_SYSINFO)
            break;
        for (unsigned k = 0; k < block->entries->len; k++) {
            const DomainSmbiosEntry *entry = &g_array_index(block->entries, DomainSmbiosEntry, k);

            add(lines, "SMBIOS %s %s '%s'", domain_smbios_table_to_string(block->table),
                entry->name ? entry->name : "entry", entry->value);
        }
    }
    for (unsigned i = 0; i < def->fwcfg->len; i++)
        add(lines, "fw_cfg '%s'", ((const DomainFwcfg *) def->fwcfg->pdata[i])->name);
    if (def->has_genid)
        add(lines, "generation ID");
}

static void add_timers(const DomainClock *clock, GPtrArray *lines)
{
    for (unsigned i = 0; i < clock->n_timers; i++) {
        if (clock->timers[i].present)
            add(lines, "timer '%s' with present='%s'",
                domain_timer_name_to_string(clock->timers[i].name),
                tristate_yes_to_string(clock->timers[i].present));
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
    if (def->max_memory_kib)
        add(lines, "%" G_GUINT64_FORMAT " KiB of memory at most, in %u slots", def->max_memory_kib,
            def->memory_slots);
    if (def->features.vmport)
        add(lines, "vmport %s", tristate_on_to_string(def->features.vmport));
    if (def->features.smm)
        add(lines, "SMM %s", tristate_on_to_string(def->features.smm));
    add_hyperv(&def->hyperv, lines);
    add_firmware(def, lines);
    add_cpu(def->cpu, lines);
    add_cells(def->cpu, lines);
    add_timers(&def->clock, lines);
}

static char *describe_chardev(const DomainChardev *chardev, const char *kind)
{
    return g_strdup_printf("%s %d (%s%s%s)", kind, chardev->port,
                           domain_chardev_target_to_string(chardev->target),
                           chardev->name ? " " : "", chardev->name ? chardev->name : "");
}

static char *describe_disk(const DomainDisk *disk)
{
    return g_strdup_printf("%s '%s' (%s%s%s%s)", domain_disk_device_to_string(disk->device),
                           disk->target, domain_disk_bus_to_string(disk->bus),
                           disk->readonly ? ", read-only" : "", disk->serial ? ", serial " : "",
                           disk->serial ? disk->serial : "");
}

static char *describe_controller(const DomainController *controller)
{
    const char *model = domain_controller_model_to_string(controller->model);
    GString *text = g_string_new(domain_controller_type_to_string(controller->type));

    g_string_append_printf(text, " controller %u (%s", controller->index, model ? model : "");
    if (controller->ports >= 0)
        g_string_append_printf(text, ", %d ports", controller->ports);
    if (controller->vectors >= 0)
        g_string_append_printf(text, ", %d vectors", controller->vectors);
    g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}

static void append_number(GString *text, const char *what, unsigned number)
{
    if (number > 0)
        g_string_append_printf(text, ", %s %u", what, number);
}

static char *describe_video(const DomainVideo *video)
{
    GString *text = g_string_new("video (");

    g_string_append(text, domain_video_model_to_string(video->model));
    append_number(text, "vram", video->vram_kib);
    append_number(text, "ram", video->ram_kib);
    append_number(text, "vgamem", video->vgamem_kib);
    append_number(text, "heads", video->heads);
    g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}

static char *describe_memory(const DomainMemory *memory)
{
    return g_strdup_printf("memory device of %" G_GUINT64_FORMAT " KiB (node %d)", memory->size_kib,
                           memory->node);
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
    if (g_str_equal(kind, "disk"))
        return describe_disk(device);
    if (g_str_equal(kind, "memory"))
        return describe_memory(device);
    if (g_str_equal(kind, "memballoon"))
        return ((const DomainMemballoon *) device)->model ? NULL : g_strdup(kind);
    if (g_str_equal(kind, "filesystem"))
        return g_strdup_printf("filesystem '%s'", ((const DomainFilesystem *) device)->target);
    if (g_str_equal(kind, "interface"))
        return describe_interface(device);
    if (g_str_equal(kind, "controller"))
        return describe_controller(device);
    if (g_str_equal(kind, "serial") || g_str_equal(kind, "console") || g_str_equal(kind, "channel"))
        return describe_chardev(device, kind);
    if (g_str_equal(kind, "video"))
        return describe_video(device);
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
