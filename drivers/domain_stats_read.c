/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Statistics of one domain: see domain_stats_read.h. */
#include "drivers/domain_stats_read.h"

#include <fcntl.h>

#include "conf/domain_device.h"
#include "drivers/domain_find.h"
#include "drivers/domain_stats.h"
#include "drivers/domain_stats_list.h"
#include "drivers/flags.h"
#include "drivers/params.h"
#include "drivers/storage_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The domain, with what is known of it made newer if it is active. */
static Domain *stats_domain(const DriverCall *call, const remote_domain *wanted, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    Domain *domain = domain_find(call, wanted, err);

    if (domain && domain_is_active(domain) && driver->hypervisor->observe)
        driver->hypervisor->observe(driver, domain);
    return domain;
}

/* The same; ERR_OPERATION_INVALID unless it is active. */
static Domain *stats_active(const DriverCall *call, const remote_domain *wanted, GError **err)
{
    Domain *domain = stats_domain(call, wanted, err);

    if (!domain || domain_is_active(domain))
        return domain;
    error_set(err, ERR_OPERATION_INVALID, "domain is not running");
    return NULL;
}

/* ---- sizes ---- */

/* What the worker looks at, and what it finds. */
typedef struct Look {
    char *path;
    bool raw; /* the image is what its bytes are, whatever they look like */
    uint64_t capacity, allocation, physical;
    GError *error;
} Look;

static void look_device(Look *look)
{
    int fd = open(look->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    off_t size = fd >= 0 ? lseek(fd, 0, SEEK_END) : -1;

    if (size < 0)
        error_set_errno(&look->error, errno, "cannot look at '%s'", look->path);
    else
        look->capacity = look->allocation = look->physical = (uint64_t) size;
    if (fd >= 0)
        close(fd);
}

static void look_run(void *data)
{
    Look *look = data;
    g_autoptr(StorageFile) file = NULL;
    struct stat info;

    if (stat(look->path, &info) == 0 && S_ISBLK(info.st_mode)) {
        look_device(look);
        return;
    }
    if (storage_file_look(AT_FDCWD, look->path, NULL, &file, &look->error) != STORAGE_FILE_SEEN) {
        if (!look->error)
            error_set(&look->error, ERR_SYSTEM, "cannot look at '%s': it is no file, or gone",
                      look->path);
        return;
    }
    look->capacity = look->raw ? file->physical : storage_file_capacity(file);
    look->allocation = file->allocation;
    look->physical = file->physical;
}

static bool co_look(const DomainDriver *driver, const DomainImage *image,
                    domain_get_block_info_ret *ret, GError **err)
{
    Look look = {.path = g_strdup(image->path), .raw = !g_strcmp0(image->format, "raw")};

    worker_co_run(driver->driver.host->worker, look_run, &look);
    g_free(look.path);
    if (look.error) {
        g_propagate_error(err, look.error);
        return false;
    }
    ret->capacity = look.capacity;
    ret->allocation = look.allocation;
    ret->physical = look.physical;
    return true;
}

static bool stats_co_block_info(DriverCall *call, const domain_get_block_info_args *args,
                                domain_get_block_info_ret *ret, GError **err)
{
    const Domain *domain;
    const DomainDisk *disk;
    const StatsImage *image;

    if (!flags_check(args->flags, 0, "domain_get_block_info", err))
        return false;
    domain = stats_domain(call, &args->dom, err);
    if (!domain)
        return false;
    disk = args->path[0] ? domain_disk_find(domain->def, args->path) : NULL;
    if (!disk)
        return error_set(err, ERR_INVALID_ARG, "invalid path %s not assigned to domain",
                         args->path);
    if (!disk->image)
        return error_set(err, ERR_INVALID_ARG,
                         "disk '%s' does not currently have a source assigned", disk->target);
    image = domain_is_active(domain)
                ? domain_stats_image(domain_stats_disk(domain->stats, disk->target))
                : NULL;
    if (!image)
        return co_look((DomainDriver *) call->driver, disk->image, ret, err);
    ret->capacity = image->capacity;
    ret->allocation = image->highest ? image->highest : image->used;
    ret->physical = image->length;
    return true;
}

/* ---- disks ---- */

static void counters_add(StatsCounters *sum, const StatsCounters *one)
{
    sum->rd_reqs += one->rd_reqs;
    sum->rd_bytes += one->rd_bytes;
    sum->rd_times += one->rd_times;
    sum->wr_reqs += one->wr_reqs;
    sum->wr_bytes += one->wr_bytes;
    sum->wr_times += one->wr_times;
    sum->fl_reqs += one->fl_reqs;
    sum->fl_times += one->fl_times;
    sum->errors += one->errors;
}

/* What a disk has done, or all of them (an empty path). */
static bool read_counters(const DriverCall *call, const remote_domain *wanted, const char *path,
                          StatsCounters *ret, GError **err)
{
    const Domain *domain = stats_active(call, wanted, err);
    const DomainDisk *disk;
    const StatsDisk *known;

    if (!domain)
        return false;
    disk = path[0] ? domain_disk_find(domain->def, path) : NULL;
    if (path[0] && !disk)
        return error_set(err, ERR_INVALID_ARG, "invalid path: %s", path);
    known = disk ? domain_stats_disk(domain->stats, disk->target) : NULL;
    if (!domain->stats || !domain->stats->disks_us || (disk && !known))
        return error_set(err, ERR_OPERATION_FAILED,
                         "domain '%s': nothing is known of its disks yet: QEMU has not answered",
                         domain->def->name);
    *ret = known ? known->counters : (StatsCounters){0};
    for (unsigned i = 0; !disk && i < domain->stats->disks->len; i++)
        counters_add(ret, &((const StatsDisk *) domain->stats->disks->pdata[i])->counters);
    return true;
}

static bool stats_block(DriverCall *call, const domain_block_stats_args *args,
                        domain_block_stats_ret *ret, GError **err)
{
    StatsCounters counters;

    if (!read_counters(call, &args->dom, args->path, &counters, err))
        return false;
    ret->rd_req = (int64_t) counters.rd_reqs;
    ret->rd_bytes = (int64_t) counters.rd_bytes;
    ret->wr_req = (int64_t) counters.wr_reqs;
    ret->wr_bytes = (int64_t) counters.wr_bytes;
    ret->errs = (int64_t) counters.errors;
    return true;
}

static bool stats_block_flags(DriverCall *call, const domain_block_stats_flags_args *args,
                              domain_block_stats_flags_ret *ret, GError **err)
{
    g_auto(ParamList) list = {0};
    StatsCounters counters;

    if (!flags_check(args->flags, PARAMS_STRING_OKAY, "domain_block_stats_flags", err) ||
        !read_counters(call, &args->dom, args->path, &counters, err))
        return false;
    params_add_long(&list, (int64_t) counters.wr_bytes, "wr_bytes");
    params_add_long(&list, (int64_t) counters.wr_reqs, "wr_operations");
    params_add_long(&list, (int64_t) counters.rd_bytes, "rd_bytes");
    params_add_long(&list, (int64_t) counters.rd_reqs, "rd_operations");
    params_add_long(&list, (int64_t) counters.fl_reqs, "flush_operations");
    params_add_long(&list, (int64_t) counters.wr_times, "wr_total_times");
    params_add_long(&list, (int64_t) counters.rd_times, "rd_total_times");
    params_add_long(&list, (int64_t) counters.fl_times, "flush_total_times");
    if (counters.errors)
        params_add_long(&list, (int64_t) counters.errors, "errs");
    ret->nparams = (int) list.length;
    if (args->nparams == 0)
        return true;
    if (args->nparams < ret->nparams)
        return error_set(err, ERR_INVALID_ARG, "there are %d statistics of a disk, not %d",
                         ret->nparams, args->nparams);
    params_take(&list, &ret->params.params_len, &ret->params.params_val);
    return true;
}

/* ---- interfaces ---- */

/* By its address, or by its name on the host. */
static const DomainInterface *find_interface(const Domain *domain, const char *device)
{
    uint8_t mac[MAC_BYTES];
    bool is_mac = mac_parse(device, mac);

    for (unsigned i = 0; i < domain->def->interfaces->len; i++) {
        const DomainInterface *interface = domain->def->interfaces->pdata[i];
        const StatsInterface *known = domain_stats_interface(domain->stats, interface->mac);

        if (is_mac ? memcmp(mac, interface->mac, MAC_BYTES) == 0
                   : known && g_str_equal(known->name, device))
            return interface;
    }
    return NULL;
}

static bool stats_interface(DriverCall *call, const domain_interface_stats_args *args,
                            domain_interface_stats_ret *ret, GError **err)
{
    const Domain *domain = stats_active(call, &args->dom, err);
    const DomainInterface *interface = domain ? find_interface(domain, args->device) : NULL;
    const StatsInterface *known;

    if (!domain)
        return false;
    if (!interface)
        return error_set(err, ERR_INVALID_ARG, "'%s' is not a known interface", args->device);
    known = domain_stats_interface(domain->stats, interface->mac);
    if (!known)
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "interface '%s': its traffic passes nothing on the host that counts, as "
                         "always with type 'user'",
                         args->device);
    ret->rx_bytes = (int64_t) known->rx_bytes;
    ret->rx_packets = (int64_t) known->rx_packets;
    ret->rx_errs = (int64_t) known->rx_errors;
    ret->rx_drop = (int64_t) known->rx_dropped;
    ret->tx_bytes = (int64_t) known->tx_bytes;
    ret->tx_packets = (int64_t) known->tx_packets;
    ret->tx_errs = (int64_t) known->tx_errors;
    ret->tx_drop = (int64_t) known->tx_dropped;
    return true;
}

/* ---- memory ---- */

static void add_memory(domain_memory_stats_ret *ret, unsigned max, int tag, uint64_t value)
{
    remote_domain_memory_stat *stats = ret->stats.stats_val;

    if (ret->stats.stats_len < max)
        stats[ret->stats.stats_len++] = (remote_domain_memory_stat){.tag = tag, .val = value};
}

static bool stats_memory(DriverCall *call, const domain_memory_stats_args *args,
                         domain_memory_stats_ret *ret, GError **err)
{
    const unsigned max = MIN(args->max_stats, STATS_MEMORY_TAGS);
    const Domain *domain;
    const DomainStats *stats;

    if (!flags_check(args->flags, 0, "domain_memory_stats", err))
        return false;
    domain = stats_active(call, &args->dom, err);
    if (!domain)
        return false;
    stats = domain->stats;
    ret->stats.stats_val = g_new0(remote_domain_memory_stat, MAX(max, 1));
    add_memory(ret, max, DOMAIN_MEMORY_STAT_ACTUAL_BALLOON,
               stats && stats->balloon_kib ? stats->balloon_kib : domain->def->current_memory_kib);
    for (int tag = 0; stats && tag < STATS_MEMORY_TAGS; tag++) {
        if (stats->has_memory[tag])
            add_memory(ret, max, tag, stats->memory[tag]);
    }
    if (stats && stats->rss_kib)
        add_memory(ret, max, DOMAIN_MEMORY_STAT_RSS, stats->rss_kib);
    return true;
}

/* ---- CPU time ---- */

/* In all: of single CPUs of the host nobody keeps an account (0 parameters), though they can be
 * counted (ncpus 0). */
static bool stats_cpu(DriverCall *call, const domain_get_cpu_stats_args *args,
                      domain_get_cpu_stats_ret *ret, GError **err)
{
    g_auto(ParamList) list = {0};
    const Domain *domain;

    if (!flags_check(args->flags, PARAMS_STRING_OKAY, "domain_get_cpu_stats", err))
        return false;
    domain = stats_active(call, &args->dom, err);
    if (!domain)
        return false;
    if (args->start_cpu != -1) {
        if (args->ncpus == 0)
            ret->nparams = (int) sysconf(_SC_NPROCESSORS_CONF);
        return true;
    }
    if (args->ncpus > 1)
        return error_set(err, ERR_INVALID_ARG, "the total is one, not %u", args->ncpus);
    params_add_ulong(&list, domain->cpu_time_ns, "cpu_time");
    if (domain->stats && domain->stats->process_us) {
        params_add_ulong(&list, domain->stats->cpu_user_ns, "user_time");
        params_add_ulong(&list, domain->stats->cpu_system_ns, "system_time");
    }
    ret->nparams = (int) list.length;
    if (args->nparams >= list.length)
        params_take(&list, &ret->params.params_len, &ret->params.params_val);
    else if (args->nparams > 0)
        return error_set(err, ERR_INVALID_ARG, "there are %u statistics of the total, not %u",
                         list.length, args->nparams);
    return true;
}

const RemoteHandlers domain_stats_handlers = {
    .connect_get_all_domain_stats = domain_stats_list,
    .domain_start_dirty_rate_calc = domain_stats_co_measure_dirty_rate,
    .domain_get_block_info = stats_co_block_info,
    .domain_block_stats = stats_block,
    .domain_block_stats_flags = stats_block_flags,
    .domain_interface_stats = stats_interface,
    .domain_memory_stats = stats_memory,
    .domain_get_cpu_stats = stats_cpu,
};
