/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Network devices of the host: see net_counters.h. They are as many as there are guests, so the
 * kernel's list is read once for many of them. */
#include "qemu/net_counters.h"

#include <inttypes.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#define DEVICES_PATH "/proc/net/dev"

struct NetCounters {
    GHashTable *devices; /* by name; of StatsInterface */
    int64_t read_us;     /* 0: never */
};

NetCounters *net_counters_new(void)
{
    NetCounters *counters = g_new0(NetCounters, 1);

    counters->devices = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return counters;
}

void net_counters_free(NetCounters *counters)
{
    if (!counters)
        return;
    g_hash_table_unref(counters->devices);
    g_free(counters);
}

/* "  NAME: BYTES PACKETS ERRORS DROPPED ..." in eight columns each of what the device has received
 * and sent; what a tap receives is what the guest has sent. */
static void note_line(NetCounters *counters, const char *line)
{
    char name[IFNAMSIZ];
    StatsInterface device = {0};

    if (sscanf(line,
               " %15[^: ]: %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %*u %*u %*u %*u %" SCNu64
               " %" SCNu64 " %" SCNu64 " %" SCNu64,
               name, &device.tx_bytes, &device.tx_packets, &device.tx_errors, &device.tx_dropped,
               &device.rx_bytes, &device.rx_packets, &device.rx_errors, &device.rx_dropped) == 9)
        g_hash_table_replace(counters->devices, g_strdup(name), g_memdup2(&device, sizeof device));
}

static void read_devices(NetCounters *counters)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;

    g_hash_table_remove_all(counters->devices);
    if (!g_file_get_contents(DEVICES_PATH, &text, NULL, NULL))
        return;
    lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        note_line(counters, *line);
}

void net_counters_note(NetCounters *counters, const DomainDef *def, DomainStats *stats,
                       int64_t now_us)
{
    domain_stats_clear_interfaces(stats);
    for (unsigned i = 0; i < def->interfaces->len; i++) {
        const DomainInterface *interface = def->interfaces->pdata[i];
        const StatsInterface *device;
        StatsInterface *known;

        if (!interface->target)
            continue;
        if (!counters->read_us || now_us - counters->read_us > NET_COUNTERS_FRESH_US) {
            read_devices(counters);
            counters->read_us = now_us;
        }
        device = g_hash_table_lookup(counters->devices, interface->target);
        if (!device)
            continue;
        known = domain_stats_add_interface(stats, interface->mac, interface->target);
        known->rx_bytes = device->rx_bytes;
        known->rx_packets = device->rx_packets;
        known->rx_errors = device->rx_errors;
        known->rx_dropped = device->rx_dropped;
        known->tx_bytes = device->tx_bytes;
        known->tx_packets = device->tx_packets;
        known->tx_errors = device->tx_errors;
        known->tx_dropped = device->tx_dropped;
    }
}
