/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What no single element of a domain shows: names used twice, numbers that contradict each other.
 * Changes nothing. Knows no machine types: what a board cannot take is the driver's to refuse.
 */
#include "conf/domain.h"

#include <string.h>

static bool check_numbers(const DomainDef *def, GError **err)
{
    const DomainCpu *cpu = def->cpu;

    if (def->memory_kib == 0)
        return error_set(err, ERR_XML, "domain '%s' has no memory", def->name);
    if (def->current_memory_kib > def->memory_kib)
        return error_set(err, ERR_XML,
                         "<currentMemory> of %" G_GUINT64_FORMAT " KiB is more than "
                         "<memory> of %" G_GUINT64_FORMAT " KiB",
                         def->current_memory_kib, def->memory_kib);
    if (domain_def_dimm_memory(def) >= def->memory_kib)
        return error_set(err, ERR_XML,
                         "the memory devices have %" G_GUINT64_FORMAT " KiB of the "
                         "%" G_GUINT64_FORMAT " KiB of <memory>, and nothing is left",
                         domain_def_dimm_memory(def), def->memory_kib);
    if (def->memories->len > def->memory_slots)
        return error_set(err, ERR_XML, "%u memory devices, but <maxMemory> has %u slots",
                         def->memories->len, def->memory_slots);
    if (def->max_memory_kib && def->max_memory_kib < def->memory_kib)
        return error_set(err, ERR_XML,
                         "<memory> of %" G_GUINT64_FORMAT " KiB is more than <maxMemory> of "
                         "%" G_GUINT64_FORMAT " KiB",
                         def->memory_kib, def->max_memory_kib);
    if (def->os.smbios_mode == DOMAIN_SMBIOS_SYSINFO && def->smbios->len == 0)
        return error_set(err, ERR_XML, "<smbios mode='sysinfo'> needs a <sysinfo type='smbios'>");
    if (def->vcpus == 0 || def->vcpus > def->max_vcpus || def->max_vcpus > DOMAIN_VCPUS_MAX)
        return error_set(err, ERR_XML, "%u CPUs of at most %u", def->vcpus, def->max_vcpus);
    if (cpu && cpu->sockets > 0 &&
        (uint64_t) cpu->sockets * cpu->dies * cpu->cores * cpu->threads != def->max_vcpus)
        return error_set(err, ERR_XML,
                         "<topology> of %u sockets, %u dies, %u cores and %u threads "
                         "does not make the %u CPUs of <vcpu>",
                         cpu->sockets, cpu->dies, cpu->cores, cpu->threads, def->max_vcpus);
    return true;
}

static bool check_targets(const DomainDef *def, GError **err)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (unsigned i = 0; i < def->disks->len; i++) {
        const DomainDisk *disk = g_ptr_array_index(def->disks, i);

        if (!g_hash_table_add(seen, disk->target))
            return error_set(err, ERR_XML, "two disks have the target '%s'", disk->target);
    }
    return true;
}

/* Of a definition; a document that only says which disk is meant need not say what is in it. */
static bool check_sources(const DomainDef *def, GError **err)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        const DomainDisk *disk = g_ptr_array_index(def->disks, i);

        if (!disk->image && !domain_disk_is_removable(disk))
            return error_set(err, ERR_XML, "disk '%s' has no <source>", disk->target);
    }
    return true;
}

static bool check_tags(const DomainDef *def, GError **err)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (unsigned i = 0; i < def->filesystems->len; i++) {
        const DomainFilesystem *filesystem = g_ptr_array_index(def->filesystems, i);

        if (!g_hash_table_add(seen, filesystem->target))
            return error_set(err, ERR_XML, "two filesystems have the target '%s'",
                             filesystem->target);
    }
    return true;
}

static bool is_companion(const DomainController *controller)
{
    return controller->model >= DOMAIN_CONTROLLER_MODEL_ICH9_EHCI1 &&
           controller->model <= DOMAIN_CONTROLLER_MODEL_ICH9_UHCI3;
}

/* The parts of one ICH9 USB controller share an index, each once; all others have one of their own.
 */
static bool check_controllers(const DomainDef *def, GError **err)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);

    for (unsigned i = 0; i < def->controllers->len; i++) {
        const DomainController *controller = g_ptr_array_index(def->controllers, i);
        unsigned key = (controller->index * DOMAIN_CONTROLLER_LAST + controller->type) *
                       DOMAIN_CONTROLLER_MODEL_LAST;

        if (is_companion(controller))
            key += controller->model;
        if (!g_hash_table_add(seen, GUINT_TO_POINTER(key)))
            return error_set(err, ERR_XML, "two controllers of type '%s' have the index %u",
                             domain_controller_type_to_string(controller->type), controller->index);
    }
    return true;
}

static bool check_ports(const GPtrArray *chardevs, const char *kind, GError **err)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);

    for (unsigned i = 0; i < chardevs->len; i++) {
        const DomainChardev *chardev = g_ptr_array_index(chardevs, i);
        int key = chardev->port * DOMAIN_CHARDEV_TARGET_LAST + (int) chardev->target;

        if (!g_hash_table_add(seen, GINT_TO_POINTER(key)))
            return error_set(err, ERR_XML, "two elements <%s> have the port %d", kind,
                             chardev->port);
        if (chardev->name && !g_hash_table_add(names, chardev->name))
            return error_set(err, ERR_XML, "two elements <%s> have the name '%s'", kind,
                             chardev->name);
    }
    return true;
}

static bool check_displays(const DomainDef *def, GError **err)
{
    if (def->graphics->len > 1)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: more than one <graphics>");
    for (unsigned i = 0; i < def->videos->len; i++) {
        const DomainVideo *video = g_ptr_array_index(def->videos, i);

        if (video->model == DOMAIN_VIDEO_NONE && def->videos->len > 1)
            return error_set(err, ERR_XML, "<video> of type 'none' cannot have others beside it");
    }
    return true;
}

typedef struct {
    GHashTable *aliases;
    GHashTable *orders;
    bool has_os_order;
} Labels;

static bool check_labels(DomainDeviceInfo *info, const char *kind, void *data, GError **err)
{
    Labels *labels = data;

    if (info->alias && !g_hash_table_add(labels->aliases, info->alias))
        return error_set(err, ERR_XML, "two devices have the alias '%s'", info->alias);
    if (info->boot_order == 0)
        return true;
    if (labels->has_os_order)
        return error_set(
            err, ERR_CONFIG_UNSUPPORTED,
            "unsupported configuration: <boot order=> of a <%s> together with <boot dev=> "
            "of <os>",
            kind);
    if (!g_hash_table_add(labels->orders, GUINT_TO_POINTER(info->boot_order)))
        return error_set(err, ERR_XML, "two devices have the boot order %u", info->boot_order);
    return true;
}

static bool check_devices(const DomainDef *def, GError **err)
{
    g_autoptr(GHashTable) aliases = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) orders = g_hash_table_new(g_direct_hash, g_direct_equal);
    Labels labels = {aliases, orders, def->os.n_boot > 0};

    return domain_def_visit_devices(def, check_labels, &labels, err);
}

bool domain_def_check(const DomainDef *def, GError **err)
{
    return domain_name_check(def->name, err) && check_numbers(def, err) &&
           domain_vcpus_check(def, err) && domain_iothreads_check(def, err) &&
           check_targets(def, err) && check_sources(def, err) && check_tags(def, err) &&
           check_controllers(def, err) && check_ports(def->serials, "serial", err) &&
           check_ports(def->consoles, "console", err) &&
           check_ports(def->channels, "channel", err) && check_displays(def, err) &&
           domain_audio_check(def, err) && check_devices(def, err);
}
