/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * QEMU's answers about a guest's figures: see stats_replies.h. A member that is missing or of
 * another type counts as 0: figures are for people, and no guest depends on them.
 */
#include "qemu/stats_replies.h"

#include "qemu/disk_nodes.h"

#include <string.h>

#define PERIPHERAL "/machine/peripheral/"

static uint64_t number_of(const json_t *object, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(object, key));

    return value > 0 ? (uint64_t) value : 0;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

/* ---- disks ---- */

/* The device is named by its path in QEMU's tree, or just by its alias. */
static const DomainDisk *disk_of(const DomainDef *def, const json_t *entry)
{
    const char *device = text_of(entry, "qdev");
    size_t length;

    if (g_str_has_prefix(device, PERIPHERAL))
        device += strlen(PERIPHERAL);
    length = strcspn(device, "/");
    for (unsigned i = 0; length > 0 && i < def->disks->len; i++) {
        const DomainDisk *disk = def->disks->pdata[i];
        const char *alias = disk->info.alias;

        if (alias && strlen(alias) == length && memcmp(alias, device, length) == 0)
            return disk;
    }
    return disk_nodes_disk(def, text_of(entry, "node-name"));
}

static void note_counters(StatsCounters *counters, const json_t *stats)
{
    counters->rd_reqs = number_of(stats, "rd_operations");
    counters->rd_bytes = number_of(stats, "rd_bytes");
    counters->rd_times = number_of(stats, "rd_total_time_ns");
    counters->wr_reqs = number_of(stats, "wr_operations");
    counters->wr_bytes = number_of(stats, "wr_bytes");
    counters->wr_times = number_of(stats, "wr_total_time_ns");
    counters->fl_reqs = number_of(stats, "flush_operations");
    counters->fl_times = number_of(stats, "flush_total_time_ns");
    counters->errors =
        number_of(stats, "failed_rd_operations") + number_of(stats, "failed_wr_operations") +
        number_of(stats, "failed_flush_operations") + number_of(stats, "failed_unmap_operations");
}

/* One node, which has its bytes in another that is called parent here (a file, mostly). */
static void note_image(StatsDisk *disk, const json_t *node, GHashTable *nodes)
{
    const json_t *parent = json_object_get(node, "parent");
    const json_t *format = g_hash_table_lookup(nodes, text_of(node, "node-name"));
    const json_t *file = parent ? g_hash_table_lookup(nodes, text_of(parent, "node-name")) : format;
    const json_t *image = json_object_get(format, "image");
    StatsImage *known = domain_stats_add_image(disk);

    known->capacity = number_of(image, "virtual-size");
    known->used = number_of(image, "actual-size");
    known->length = number_of(json_object_get(file, "image"), "virtual-size");
    known->highest =
        number_of(json_object_get(parent ? parent : node, "stats"), "wr_highest_offset");
    known->threshold =
        MAX(number_of(format, "write_threshold"), number_of(file, "write_threshold"));
}

/* Nodes that only watch or slow down what passes are no images: what lies behind them is also where
 * their bytes are. */
static bool is_filter(const json_t *node)
{
    const char *behind = text_of(json_object_get(node, "backing"), "node-name");

    return behind[0] && g_str_equal(behind, text_of(json_object_get(node, "parent"), "node-name"));
}

static GHashTable *nodes_by_name(const json_t *nodes)
{
    GHashTable *table = g_hash_table_new(g_str_hash, g_str_equal);
    size_t i;
    json_t *node;

    json_array_foreach(nodes, i, node)
        g_hash_table_insert(table, (gpointer) text_of(node, "node-name"), node);
    return table;
}

void stats_replies_note_disks(DomainStats *stats, const DomainDef *def, const json_t *blockstats,
                              const json_t *nodes)
{
    g_autoptr(GHashTable) by_name = nodes_by_name(nodes);
    size_t i;
    json_t *entry;

    domain_stats_clear_disks(stats);
    json_array_foreach(blockstats, i, entry)
    {
        const DomainDisk *disk = disk_of(def, entry);
        const json_t *node = json_object_get(entry, "node-name") ? entry : NULL;
        StatsDisk *known = disk ? domain_stats_add_disk(stats, disk->target) : NULL;

        if (!known)
            continue;
        note_counters(&known->counters, json_object_get(entry, "stats"));
        for (; node && known->images->len < DOMAIN_IMAGES_MAX;
             node = json_object_get(node, "backing")) {
            if (!is_filter(node))
                note_image(known, node, by_name);
        }
    }
}

/* ---- memory ---- */

void stats_replies_note_balloon(DomainStats *stats, const json_t *reply)
{
    stats->balloon_kib = number_of(reply, "actual") / 1024;
}

void stats_replies_note_memory(DomainStats *stats, const json_t *reply)
{
    static const struct {
        const char *name;
        domain_memory_stat_tag tag;
        unsigned unit;
    } names[] = {
        {"stat-swap-in", DOMAIN_MEMORY_STAT_SWAP_IN, 1024},
        {"stat-swap-out", DOMAIN_MEMORY_STAT_SWAP_OUT, 1024},
        {"stat-major-faults", DOMAIN_MEMORY_STAT_MAJOR_FAULT, 1},
        {"stat-minor-faults", DOMAIN_MEMORY_STAT_MINOR_FAULT, 1},
        {"stat-free-memory", DOMAIN_MEMORY_STAT_UNUSED, 1024},
        {"stat-total-memory", DOMAIN_MEMORY_STAT_AVAILABLE, 1024},
        {"stat-available-memory", DOMAIN_MEMORY_STAT_USABLE, 1024},
        {"stat-disk-caches", DOMAIN_MEMORY_STAT_DISK_CACHES, 1024},
        {"stat-htlb-pgalloc", DOMAIN_MEMORY_STAT_HUGETLB_PGALLOC, 1},
        {"stat-htlb-pgfail", DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL, 1},
    };
    const json_t *told = json_object_get(reply, "stats");

    memset(stats->has_memory, 0, sizeof stats->has_memory);
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        const json_t *value = json_object_get(told, names[i].name);

        /* The largest number says that the guest did not tell. */
        if (!json_is_integer(value) || json_integer_value(value) == G_MAXINT64 ||
            json_integer_value(value) < 0)
            continue;
        stats->has_memory[names[i].tag] = true;
        stats->memory[names[i].tag] = (uint64_t) json_integer_value(value) / names[i].unit;
    }
    stats->has_memory[DOMAIN_MEMORY_STAT_LAST_UPDATE] = json_object_get(reply, "last-update");
    stats->memory[DOMAIN_MEMORY_STAT_LAST_UPDATE] = number_of(reply, "last-update");
}

void stats_replies_note_dirty_rate(DomainStats *stats, const json_t *reply)
{
    static const char *const modes[] = {"page-sampling", "dirty-bitmap", "dirty-ring"};
    const char *status = text_of(reply, "status"), *mode = text_of(reply, "mode");
    StatsDirtyRate *rate = &stats->dirty;

    rate->status = g_str_equal(status, "measured")    ? DOMAIN_DIRTY_RATE_MEASURED
                   : g_str_equal(status, "measuring") ? DOMAIN_DIRTY_RATE_MEASURING
                                                      : DOMAIN_DIRTY_RATE_UNSTARTED;
    rate->started_s = (int64_t) number_of(reply, "start-time");
    rate->period_s = (int) number_of(reply, "calc-time");
    rate->mib_per_second = (int64_t) number_of(reply, "dirty-rate");
    rate->mode = modes[0];
    for (unsigned i = 0; i < G_N_ELEMENTS(modes); i++) {
        if (g_str_equal(mode, modes[i]))
            rate->mode = modes[i];
    }
}
