/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The figures of a domain in memory: see domain_stats.h. Nothing here asks anybody. */
#include "drivers/domain_stats.h"

#include <string.h>

static void disk_free(gpointer data)
{
    StatsDisk *disk = data;

    g_array_unref(disk->images);
    g_free(disk->target);
    g_free(disk);
}

static void interface_free(gpointer data)
{
    StatsInterface *interface = data;

    g_free(interface->name);
    g_free(interface);
}

DomainStats *domain_stats_of(Domain *domain)
{
    DomainStats *stats = domain->stats;

    if (stats)
        return stats;
    stats = g_new0(DomainStats, 1);
    stats->vcpus = g_array_new(FALSE, TRUE, sizeof(StatsVcpu));
    stats->iothreads = g_array_new(FALSE, TRUE, sizeof(StatsIothread));
    stats->disks = g_ptr_array_new_with_free_func(disk_free);
    stats->interfaces = g_ptr_array_new_with_free_func(interface_free);
    domain->stats = stats;
    return stats;
}

void domain_stats_free(DomainStats *stats)
{
    if (!stats)
        return;
    g_array_unref(stats->vcpus);
    g_array_unref(stats->iothreads);
    g_ptr_array_unref(stats->disks);
    g_ptr_array_unref(stats->interfaces);
    g_free(stats);
}

void domain_stats_clear_disks(DomainStats *stats)
{
    g_ptr_array_set_size(stats->disks, 0);
}

void domain_stats_clear_interfaces(DomainStats *stats)
{
    g_ptr_array_set_size(stats->interfaces, 0);
}

StatsDisk *domain_stats_add_disk(DomainStats *stats, const char *target)
{
    StatsDisk *disk = g_new0(StatsDisk, 1);

    disk->target = g_strdup(target);
    disk->images = g_array_new(FALSE, TRUE, sizeof(StatsImage));
    g_ptr_array_add(stats->disks, disk);
    return disk;
}

StatsImage *domain_stats_add_image(StatsDisk *disk)
{
    g_array_set_size(disk->images, disk->images->len + 1);
    return &g_array_index(disk->images, StatsImage, disk->images->len - 1);
}

StatsInterface *domain_stats_add_interface(DomainStats *stats, const uint8_t *mac, const char *name)
{
    StatsInterface *interface = g_new0(StatsInterface, 1);

    memcpy(interface->mac, mac, MAC_BYTES);
    interface->name = g_strdup(name);
    g_ptr_array_add(stats->interfaces, interface);
    return interface;
}

const StatsDisk *domain_stats_disk(const DomainStats *stats, const char *target)
{
    for (unsigned i = 0; stats && i < stats->disks->len; i++) {
        const StatsDisk *disk = stats->disks->pdata[i];

        if (g_str_equal(disk->target, target))
            return disk;
    }
    return NULL;
}

const StatsInterface *domain_stats_interface(const DomainStats *stats, const uint8_t *mac)
{
    for (unsigned i = 0; stats && i < stats->interfaces->len; i++) {
        const StatsInterface *interface = stats->interfaces->pdata[i];

        if (memcmp(interface->mac, mac, MAC_BYTES) == 0)
            return interface;
    }
    return NULL;
}

const StatsImage *domain_stats_image(const StatsDisk *disk)
{
    return disk && disk->images->len > 0 ? &g_array_index(disk->images, StatsImage, 0) : NULL;
}
