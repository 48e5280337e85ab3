/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Statistics of many domains: see domain_stats_list.h. One function per group puts what memory has
 * of it into a record, under libvirt's names; what is not known is left out, never invented.
 *
 * A group that QEMU had to be asked for says how old it is, in "vmrpc.age_ms.GROUP".
 */
#include "drivers/domain_stats_list.h"

#include "drivers/claim.h"
#include "drivers/domain_find.h"
#include "drivers/domain_stats.h"
#include "drivers/flags.h"
#include "drivers/params.h"

/* virVcpuState on the wire: what QEMU can tell of one that is there. */
#define VCPU_RUNNING 1

/* Of one domain after the other, while its record is put together. */
typedef struct Record {
    DomainDriver *driver;
    unsigned groups, flags;
    const Domain *domain;
    const DomainStats *stats; /* NULL: nothing is known, or the domain is not active */
    ParamList params;
} Record;

static void record_age(Record *record, const char *group, int64_t since_us)
{
    int64_t age = loop_now(record->driver->driver.host->loop) - since_us;

    if (!since_us)
        return;
    params_prefix(&record->params, "vmrpc.age_ms.");
    params_add_ulong(&record->params, (uint64_t) MAX(0, age) / 1000, group);
    params_prefix(&record->params, "");
}

static void record_state(Record *record)
{
    params_add_int(&record->params, record->domain->state, "state.state");
    params_add_int(&record->params, record->domain->reason, "state.reason");
}

static void record_cpu(Record *record)
{
    const DomainStats *stats = record->stats;

    if (!domain_is_active(record->domain))
        return;
    params_add_ulong(&record->params, record->domain->cpu_time_ns, "cpu.time");
    if (!stats || !stats->process_us)
        return;
    params_add_ulong(&record->params, stats->cpu_user_ns, "cpu.user");
    params_add_ulong(&record->params, stats->cpu_system_ns, "cpu.system");
}

static void record_balloon(Record *record)
{
    /* In libvirt's order; RSS is not the guest's to tell. */
    static const struct {
        domain_memory_stat_tag tag;
        const char *name;
    } names[] = {
        {DOMAIN_MEMORY_STAT_SWAP_IN, "balloon.swap_in"},
        {DOMAIN_MEMORY_STAT_SWAP_OUT, "balloon.swap_out"},
        {DOMAIN_MEMORY_STAT_MAJOR_FAULT, "balloon.major_fault"},
        {DOMAIN_MEMORY_STAT_MINOR_FAULT, "balloon.minor_fault"},
        {DOMAIN_MEMORY_STAT_UNUSED, "balloon.unused"},
        {DOMAIN_MEMORY_STAT_AVAILABLE, "balloon.available"},
        {DOMAIN_MEMORY_STAT_USABLE, "balloon.usable"},
        {DOMAIN_MEMORY_STAT_LAST_UPDATE, "balloon.last-update"},
        {DOMAIN_MEMORY_STAT_DISK_CACHES, "balloon.disk_caches"},
        {DOMAIN_MEMORY_STAT_HUGETLB_PGALLOC, "balloon.hugetlb_pgalloc"},
        {DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL, "balloon.hugetlb_pgfail"},
    };
    const DomainStats *stats = record->stats;
    const DomainDef *def = record->domain->def;

    params_add_ulong(&record->params,
                     stats && stats->balloon_kib ? stats->balloon_kib : def->current_memory_kib,
                     "balloon.current");
    params_add_ulong(&record->params, def->memory_kib, "balloon.maximum");
    if (!stats)
        return;
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        if (stats->has_memory[names[i].tag])
            params_add_ulong(&record->params, stats->memory[names[i].tag], names[i].name);
    }
    if (stats->rss_kib)
        params_add_ulong(&record->params, stats->rss_kib, "balloon.rss");
    record_age(record, "balloon", stats->balloon_us);
}

static void record_vcpu(Record *record)
{
    const DomainDef *def = record->domain->def;
    const DomainStats *stats = record->stats;
    ParamList *params = &record->params;

    params_add_uint(params, def->vcpus, "vcpu.current");
    params_add_uint(params, def->max_vcpus, "vcpu.maximum");
    for (unsigned i = 0; stats && i < stats->vcpus->len; i++) {
        const StatsVcpu *vcpu = &g_array_index(stats->vcpus, StatsVcpu, i);

        params_prefix_one(params, "vcpu", vcpu->number);
        params_add_int(params, VCPU_RUNNING, "state");
        params_add_ulong(params, vcpu->time_ns, "time");
        params_add_ulong(params, vcpu->delay_ns, "wait");
        params_add_ulong(params, vcpu->delay_ns, "delay");
    }
    params_prefix(params, "");
}

static void record_interface(Record *record)
{
    const DomainDef *def = record->domain->def;
    ParamList *params = &record->params;

    if (!domain_is_active(record->domain))
        return;
    params_add_uint(params, def->interfaces->len, "net.count");
    for (unsigned i = 0; i < def->interfaces->len; i++) {
        const DomainInterface *device = def->interfaces->pdata[i];
        const StatsInterface *interface = domain_stats_interface(record->stats, device->mac);

        if (!interface)
            continue; /* its traffic passes nothing that counts */
        params_prefix_one(params, "net", i);
        params_add_string(params, interface->name, "name");
        params_add_ulong(params, interface->rx_bytes, "rx.bytes");
        params_add_ulong(params, interface->rx_packets, "rx.pkts");
        params_add_ulong(params, interface->rx_errors, "rx.errs");
        params_add_ulong(params, interface->rx_dropped, "rx.drop");
        params_add_ulong(params, interface->tx_bytes, "tx.bytes");
        params_add_ulong(params, interface->tx_packets, "tx.pkts");
        params_add_ulong(params, interface->tx_errors, "tx.errs");
        params_add_ulong(params, interface->tx_dropped, "tx.drop");
    }
    params_prefix(params, "");
}

static void record_counters(ParamList *params, const StatsCounters *counters)
{
    params_add_ulong(params, counters->rd_reqs, "rd.reqs");
    params_add_ulong(params, counters->rd_bytes, "rd.bytes");
    params_add_ulong(params, counters->rd_times, "rd.times");
    params_add_ulong(params, counters->wr_reqs, "wr.reqs");
    params_add_ulong(params, counters->wr_bytes, "wr.bytes");
    params_add_ulong(params, counters->wr_times, "wr.times");
    params_add_ulong(params, counters->fl_reqs, "fl.reqs");
    params_add_ulong(params, counters->fl_times, "fl.times");
    if (counters->errors)
        params_add_ulong(params, counters->errors, "errors");
}

static void record_sizes(ParamList *params, const StatsImage *image)
{
    params_add_ulong(params, image->highest, "allocation");
    params_add_ulong(params, image->capacity, "capacity");
    params_add_ulong(params, image->used, "physical");
    if (image->threshold)
        params_add_ulong(params, image->threshold, "threshold");
}

/* The images of one disk from the document, and of each what is known; *number counts on. The
 * document names them, since what QEMU was given are descriptors. */
static void record_disk(Record *record, const DomainDisk *disk, unsigned *number)
{
    const StatsDisk *known = domain_stats_disk(record->stats, disk->target);
    const bool chain = record->flags & DOMAIN_STATS_MODE_BACKING;
    const DomainImage *image = disk->image;
    ParamList *params = &record->params;
    unsigned depth = 0;

    do {
        params_prefix_one(params, "block", (*number)++);
        params_add_string(params, disk->target, "name");
        params_add_string(params, image ? image->path : NULL, "path");
        if (image && image->index)
            params_add_uint(params, image->index, "backingIndex");
        if (known && depth == 0)
            record_counters(params, &known->counters);
        if (known && image && depth < known->images->len)
            record_sizes(params, &g_array_index(known->images, StatsImage, depth));
        image = image ? image->backing : NULL;
        depth++;
    } while (chain && image && domain_is_active(record->domain));
}

static void record_block(Record *record)
{
    const DomainDef *def = record->domain->def;
    unsigned count = 0, place = record->params.length;

    params_add_uint(&record->params, 0, "block.count");
    for (unsigned i = 0; i < def->disks->len; i++)
        record_disk(record, def->disks->pdata[i], &count);
    params_prefix(&record->params, "");
    record->params.items[place].value.remote_typed_param_value_u.ui = count;
    if (record->stats)
        record_age(record, "block", record->stats->disks_us);
}

static void record_dirty_rate(Record *record)
{
    const DomainStats *stats = record->stats;
    ParamList *params = &record->params;

    if (!stats || !stats->dirty_us)
        return;
    params_add_int(params, stats->dirty.status, "dirtyrate.calc_status");
    params_add_long(params, stats->dirty.started_s, "dirtyrate.calc_start_time");
    params_add_int(params, stats->dirty.period_s, "dirtyrate.calc_period");
    params_add_string(params, stats->dirty.mode, "dirtyrate.calc_mode");
    if (stats->dirty.status == DOMAIN_DIRTY_RATE_MEASURED)
        params_add_long(params, stats->dirty.mib_per_second, "dirtyrate.megabytes_per_second");
    record_age(record, "dirtyrate", stats->dirty_us);
}

static void record_iothread(Record *record)
{
    const GArray *threads = record->stats ? record->stats->iothreads : NULL;
    ParamList *params = &record->params;

    if (!threads || threads->len == 0)
        return;
    params_add_uint(params, threads->len, "iothread.count");
    for (unsigned i = 0; i < threads->len; i++) {
        const StatsIothread *thread = &g_array_index(threads, StatsIothread, i);

        params_prefix_one(params, "iothread", thread->id);
        params_add_ulong(params, thread->poll_max_ns, "poll-max-ns");
        params_add_uint(params, (unsigned) thread->poll_grow, "poll-grow");
        params_add_uint(params, (unsigned) thread->poll_shrink, "poll-shrink");
    }
    params_prefix(params, "");
}

/* libvirt's other groups (perf events, memory bandwidth, counters of KVM) need what these guests do
 * not have. */
static const struct {
    unsigned group;
    void (*add)(Record *record);
} groups[] = {
    {DOMAIN_STATS_STATE, record_state},          {DOMAIN_STATS_CPU_TOTAL, record_cpu},
    {DOMAIN_STATS_BALLOON, record_balloon},      {DOMAIN_STATS_VCPU, record_vcpu},
    {DOMAIN_STATS_INTERFACE, record_interface},  {DOMAIN_STATS_BLOCK, record_block},
    {DOMAIN_STATS_DIRTYRATE, record_dirty_rate}, {DOMAIN_STATS_IOTHREAD, record_iothread},
};

/* What of the wanted groups there is; none wanted means all. */
static bool stats_groups(unsigned wanted, bool enforce, unsigned *ret_groups, GError **err)
{
    unsigned known = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(groups); i++)
        known |= groups[i].group;
    if (enforce && (wanted & ~known))
        return error_set(err, ERR_ARGUMENT_UNSUPPORTED,
                         "Stats types bits 0x%x are not supported by this daemon", wanted & ~known);
    *ret_groups = wanted ? wanted & known : known;
    return true;
}

static void stats_answer(Record *record, Domain *domain, remote_domain_stats_record *ret)
{
    DomainDriver *driver = record->driver;

    if (domain_is_active(domain) && driver->hypervisor->observe)
        driver->hypervisor->observe(driver, domain);
    record->domain = domain;
    record->stats = domain_is_active(domain) ? domain->stats : NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS(groups); i++) {
        if (record->groups & groups[i].group)
            groups[i].add(record);
    }
    domain_find_answer(domain, &ret->dom);
    params_take(&record->params, &ret->params.params_len, &ret->params.params_val);
}

bool domain_stats_list(DriverCall *call, const connect_get_all_domain_stats_args *args,
                       connect_get_all_domain_stats_ret *ret, GError **err)
{
    const unsigned modes =
        DOMAIN_STATS_MODE_NOWAIT | DOMAIN_STATS_MODE_BACKING | (unsigned) DOMAIN_STATS_MODE_ENFORCE;
    const bool enforce = args->flags & (unsigned) DOMAIN_STATS_MODE_ENFORCE;
    const unsigned filters = args->flags & ~modes, named = args->doms.doms_len;
    DomainDriver *driver = (DomainDriver *) call->driver;
    unsigned room = named ? named : domain_list_count(driver->domains);
    Record record = {.driver = driver, .flags = args->flags};
    gpointer cursor = NULL;
    Domain *domain;

    if (!flags_check(filters, domain_find_filters(), "connect_get_all_domain_stats", err) ||
        !stats_groups(args->stats, enforce, &record.groups, err))
        return false;
    ret->ret_stats.ret_stats_val = g_new0(remote_domain_stats_record, MAX(room, 1));
    for (unsigned i = 0; i < room; i++) {
        /* One that has gone meanwhile is left out. */
        domain = named ? domain_find(call, &args->doms.doms_val[i], NULL)
                       : domain_list_next(driver->domains, &cursor);
        if (domain && domain_find_matches(domain, filters))
            stats_answer(&record, domain,
                         &ret->ret_stats.ret_stats_val[ret->ret_stats.ret_stats_len++]);
    }
    params_clear(&record.params);
    return true;
}

/* ---- measuring ---- */

#define MEASURE_SECONDS_MAX 60

bool domain_stats_co_measure_dirty_rate(DriverCall *call,
                                        const domain_start_dirty_rate_calc_args *args, GError **err)
{
    /* By domain_dirty_rate_calc_flags. */
    static const char *const modes[] = {"page-sampling", "dirty-bitmap", "dirty-ring"};
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = NULL;

    if (args->flags >= G_N_ELEMENTS(modes))
        return error_set(err, ERR_INVALID_ARG,
                         "unsupported flags (0x%x) in domain_start_dirty_rate_calc", args->flags);
    if (args->seconds < 1 || args->seconds > MEASURE_SECONDS_MAX)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "seconds=%d is invalid, please choose value within [1, %d].",
                         args->seconds, MEASURE_SECONDS_MAX);
    domain = claim_co_active(call, &args->dom, "measure the dirty rate", err);
    if (!domain)
        return false;
    if (!driver->hypervisor->co_measure_dirty_rate)
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "domain '%s': this driver cannot measure how fast memory changes",
                         domain->def->name);
    return driver->hypervisor->co_measure_dirty_rate(driver, domain, args->seconds,
                                                     modes[args->flags], err);
}
