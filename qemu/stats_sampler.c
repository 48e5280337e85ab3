/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sampling: see stats_sampler.h. A round is one coroutine that asks one thing after the other and
 * writes down each answer as it comes. Its questions have no deadline: a QEMU that stands still
 * answers when it goes on, and until then there is no second round.
 */
#include "qemu/stats_sampler.h"

#include "drivers/domain_stats.h"
#include "qemu/background.h"
#include "qemu/block_job.h"
#include "qemu/net_counters.h"
#include "qemu/process.h"
#include "qemu/stats_replies.h"

#include <unistd.h>

#define FOREVER -1
/* A measurement is asked for so long after it should have ended, and again until it has. */
#define MEASURE_GRACE_US (G_USEC_PER_SEC / 5)
/* Descriptors of threads that are kept for one guest; of further vCPUs there are no times. */
#define STATS_SAMPLER_THREADS_MAX 256

typedef struct SamplerThread {
    unsigned vcpu;
    pid_t thread;
    int fd; /* of its schedstat; -1: not opened */
} SamplerThread;

struct StatsSampler {
    Machine *machine; /* which owns it */
    LoopTimer *timer;
    bool asking;      /* a round is under way */
    bool soon;        /* another one shall follow at once */
    int64_t read_us;  /* when somebody last read; 0: never */
    int64_t ended_us; /* the last round */
    int64_t due_us;   /* when a measurement should have its result; 0: there is none */
    GArray *threads;  /* of SamplerThread, by vCPU */
};

/* ---- when ---- */

static void sampler_due(void *data);

StatsSampler *stats_sampler_new(Machine *machine)
{
    StatsSampler *sampler = g_new0(StatsSampler, 1);

    sampler->machine = machine;
    sampler->timer = loop_timer_new(machine_loop(machine), sampler_due, sampler);
    sampler->threads = g_array_new(FALSE, TRUE, sizeof(SamplerThread));
    return sampler;
}

static void sampler_close_threads(StatsSampler *sampler)
{
    for (unsigned i = 0; i < sampler->threads->len; i++) {
        SamplerThread *thread = &g_array_index(sampler->threads, SamplerThread, i);

        if (thread->fd >= 0)
            close(thread->fd);
        thread->fd = -1;
    }
}

void stats_sampler_free(StatsSampler *sampler)
{
    Domain *domain = sampler ? sampler->machine->domain : NULL;

    if (!sampler)
        return;
    /* Figures are those of one run. */
    if (!domain->machine || domain->machine == sampler->machine)
        g_clear_pointer(&domain->stats, domain_stats_free);
    sampler_close_threads(sampler);
    g_array_unref(sampler->threads);
    loop_timer_free(sampler->timer);
    g_free(sampler);
}

static int64_t sampler_period(const StatsSampler *sampler)
{
    unsigned guests = domain_list_count(sampler->machine->driver->base.domains);

    return MAX(STATS_SAMPLER_PERIOD_US, (int64_t) guests * STATS_SAMPLER_SPACING_US);
}

/* The next moment of a guest's own within the period, and not too soon after its last round: guests
 * that are read together are not asked together, which would hold up who reads. */
static int64_t sampler_turn(const StatsSampler *sampler, int64_t now)
{
    int64_t period = sampler_period(sampler);
    int64_t from = MAX(now, sampler->ended_us + period / 2);
    int64_t own = sampler->machine->domain->id * (int64_t) STATS_SAMPLER_STEP_US % period;

    return from + (own - from % period + period) % period;
}

/* Sees to the next round, if there is a reason for one. */
static void sampler_schedule(StatsSampler *sampler)
{
    int64_t now = loop_now(machine_loop(sampler->machine)), at = 0;

    if (sampler->asking)
        return;
    if (sampler->read_us && now - sampler->read_us < STATS_SAMPLER_INTEREST_US)
        at = sampler_turn(sampler, now);
    if (sampler->due_us && (!at || sampler->due_us < at))
        at = sampler->due_us;
    if (sampler->soon)
        at = MIN(at ? at : G_MAXINT64, now + STATS_SAMPLER_SOON_US);
    if (at)
        loop_timer_arm(sampler->timer, MAX(0, at - now));
    else
        sampler_close_threads(sampler);
}

void stats_sampler_request(Machine *machine)
{
    StatsSampler *sampler = machine->sampler;

    if (!sampler || sampler->soon || machine->starting)
        return;
    sampler->soon = true;
    sampler_schedule(sampler);
}

void stats_sampler_note_event(Machine *machine, const char *name)
{
    static const char *const telling[] = {
        "ACPI_DEVICE_OST",
        "BALLOON_CHANGE",
        "BLOCK_IO_ERROR",
        "BLOCK_JOB_COMPLETED",
        "DEVICE_DELETED",
        "DEVICE_TRAY_MOVED",
        "RESET",
        "RESUME",
        "STOP",
        "BLOCK_JOB_CANCELLED",
        "SHUTDOWN",
        "BLOCK_WRITE_THRESHOLD",
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(telling); i++) {
        if (g_str_equal(name, telling[i]))
            stats_sampler_request(machine);
    }
}

/* ---- a round ---- */

/* What the guest's statistics are now; NULL once it has ended. */
static DomainStats *sampler_stats(Machine *machine, int64_t *ret_now)
{
    if (!machine->sampler || machine->gone || machine->domain->machine != machine)
        return NULL;
    *ret_now = loop_now(machine_loop(machine));
    return domain_stats_of(machine->domain);
}

static json_t *co_ask(Machine *machine, const char *name, json_t *arguments, int64_t timeout_us)
{
    json_t *reply = NULL;

    /* Before the greeting QEMU takes no command. */
    if (monitor_is_open(machine->monitor))
        monitor_co_command(machine->monitor, name, arguments, &reply, timeout_us, NULL);
    else
        json_decref(arguments);
    return reply;
}

/* A thread that was known at its place keeps its descriptor. */
static void sampler_note_threads(Machine *machine, const json_t *reply)
{
    StatsSampler *sampler = machine->sampler;
    size_t i;
    json_t *cpu;

    if (!sampler || !json_is_array(reply))
        return;
    if (json_array_size(reply) != sampler->threads->len)
        sampler_close_threads(sampler);
    g_array_set_size(sampler->threads,
                     (guint) MIN(json_array_size(reply), STATS_SAMPLER_THREADS_MAX));
    json_array_foreach(reply, i, cpu)
    {
        pid_t id = (pid_t) json_integer_value(json_object_get(cpu, "thread-id"));
        SamplerThread *thread = &g_array_index(sampler->threads, SamplerThread, i);

        if (i >= sampler->threads->len)
            break;
        thread->vcpu = (unsigned) json_integer_value(json_object_get(cpu, "cpu-index"));
        if (thread->thread == id)
            continue;
        if (thread->thread && thread->fd >= 0)
            close(thread->fd);
        thread->thread = id;
        thread->fd = -1;
    }
}

static json_t *co_ask_disks(Machine *machine, const char *command, json_t *arguments,
                            int64_t timeout_us)
{
    if (!block_job_may_end(machine))
        return co_ask(machine, command, arguments, timeout_us);
    json_decref(arguments);
    return NULL;
}

static void co_sample_disks(Machine *machine, int64_t timeout_us)
{
    json_t *blockstats = co_ask_disks(machine, "query-blockstats", NULL, timeout_us);
    json_t *nodes = blockstats ? co_ask_disks(machine, "query-named-block-nodes",
                                              json_pack("{s:b}", "flat", 1), timeout_us)
                               : NULL;
    int64_t now;
    DomainStats *stats = nodes ? sampler_stats(machine, &now) : NULL;

    if (stats) {
        stats_replies_note_disks(stats, machine->domain->def, blockstats, nodes);
        stats->disks_us = now;
    }
    json_decref(blockstats);
    json_decref(nodes);
}

static void co_sample_balloon(Machine *machine, int64_t timeout_us)
{
    const DomainMemballoon *balloon = machine->domain->def->memballoon;
    g_autofree char *path = NULL;
    json_t *actual, *memory;
    DomainStats *stats;
    int64_t now;

    if (!balloon || balloon->model != DOMAIN_MEMBALLOON_VIRTIO || !balloon->info.alias)
        return;
    path = g_strconcat("/machine/peripheral/", balloon->info.alias, NULL);
    actual = co_ask(machine, "query-balloon", NULL, timeout_us);
    memory = actual ? co_ask(machine, "qom-get",
                             json_pack("{s:s, s:s}", "path", path, "property", "guest-stats"),
                             timeout_us)
                    : NULL;
    stats = actual ? sampler_stats(machine, &now) : NULL;
    if (stats) {
        stats_replies_note_balloon(stats, actual);
        stats_replies_note_memory(stats, memory);
        stats->balloon_us = now;
    }
    json_decref(actual);
    json_decref(memory);
}

static void co_sample_dirty_rate(Machine *machine, int64_t timeout_us)
{
    json_t *reply = co_ask(machine, "query-dirty-rate", NULL, timeout_us);
    int64_t now;
    DomainStats *stats = reply ? sampler_stats(machine, &now) : NULL;

    if (stats) {
        StatsSampler *sampler = machine->sampler;

        stats_replies_note_dirty_rate(stats, reply);
        stats->dirty_us = now;
        if (sampler->due_us && now >= sampler->due_us)
            sampler->due_us =
                stats->dirty.status == DOMAIN_DIRTY_RATE_MEASURING ? now + MEASURE_GRACE_US : 0;
    }
    json_decref(reply);
}

static void co_sample(Machine *machine, int64_t timeout_us)
{
    json_t *cpus;

    machine->sampler->asking = true;
    machine->sampler->soon = false;
    loop_timer_disarm(machine->sampler->timer);
    cpus = co_ask(machine, "query-cpus-fast", NULL, timeout_us);
    sampler_note_threads(machine, cpus);
    /* If it has not answered the first question there is no use in the others. */
    if (cpus) {
        co_sample_disks(machine, timeout_us);
        co_sample_balloon(machine, timeout_us);
        co_sample_dirty_rate(machine, timeout_us);
    }
    json_decref(cpus);
    if (!machine->sampler)
        return;
    machine->sampler->asking = false;
    machine->sampler->ended_us = loop_now(machine_loop(machine));
    sampler_schedule(machine->sampler);
}

void stats_sampler_co_sample(Machine *machine)
{
    if (machine->sampler && !machine->sampler->asking)
        co_sample(machine, machine_answer_us(machine));
}

static void co_round(void *data)
{
    g_autoptr(Machine) machine = machine_ref(data);

    co_sample(machine, FOREVER);
}

static void sampler_due(void *data)
{
    const StatsSampler *sampler = data;

    if (!sampler->asking)
        background_start(sampler->machine->driver, co_round, sampler->machine);
}

/* ---- what costs nothing ---- */

static void sampler_vcpus(StatsSampler *sampler, DomainStats *stats)
{
    g_array_set_size(stats->vcpus, 0);
    for (unsigned i = 0; i < sampler->threads->len; i++) {
        SamplerThread *thread = &g_array_index(sampler->threads, SamplerThread, i);
        StatsVcpu vcpu = {.number = thread->vcpu};

        if (thread->fd < 0)
            thread->fd = process_open_schedstat(sampler->machine->pid, thread->thread);
        if (process_thread_usage(thread->fd, &vcpu.time_ns, &vcpu.delay_ns))
            g_array_append_val(stats->vcpus, vcpu);
    }
}

void stats_sampler_observe(DomainDriver *driver, Domain *domain)
{
    Machine *machine = machine_of(domain);
    StatsSampler *sampler = machine ? machine->sampler : NULL;
    DomainStats *stats;
    ProcessUsage usage;

    if (!sampler)
        return;
    stats = domain_stats_of(domain);
    if (process_usage(machine->stat_fd, &usage)) {
        domain->cpu_time_ns = usage.user_ns + usage.system_ns;
        domain->sampled_us = loop_now(driver->driver.host->loop);
        stats->process_us = domain->sampled_us;
        stats->cpu_user_ns = usage.user_ns;
        stats->cpu_system_ns = usage.system_ns;
        stats->rss_kib = usage.rss_kib;
    }
    sampler_vcpus(sampler, stats);
    net_counters_note(machine->driver->net_counters, domain->def, stats,
                      loop_now(driver->driver.host->loop));
    if (machine->starting)
        return; /* it will be sampled then */
    sampler->read_us = loop_now(driver->driver.host->loop);
    if (!loop_timer_armed(sampler->timer))
        sampler_schedule(sampler);
}

bool stats_sampler_co_measure_dirty_rate(DomainDriver *driver, Domain *domain, int seconds,
                                         const char *mode, GError **err)
{
    g_autoptr(Machine) machine = machine_ref(machine_of(domain));
    DomainStats *stats;
    int64_t now;

    (void) driver;
    /* QEMU does not check this, and aborts. */
    if (g_str_equal(mode, "dirty-ring"))
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "domain '%s': a dirty ring can only be measured where KVM keeps one, "
                         "which is never asked for here",
                         domain->def->name);
    if (!machine_co_command(machine, "calc-dirty-rate",
                            json_pack("{s:i, s:s}", "calc-time", seconds, "mode", mode), NULL, err))
        return false;
    stats = sampler_stats(machine, &now);
    if (!stats)
        return true; /* it has ended, and its memory with it */
    stats->dirty = (StatsDirtyRate){.status = DOMAIN_DIRTY_RATE_MEASURING,
                                    .started_s = g_get_monotonic_time() / G_USEC_PER_SEC,
                                    .period_s = seconds,
                                    .mode = mode};
    stats->dirty_us = now;
    machine->sampler->due_us = now + (int64_t) seconds * G_USEC_PER_SEC + MEASURE_GRACE_US;
    sampler_schedule(machine->sampler);
    return true;
}
