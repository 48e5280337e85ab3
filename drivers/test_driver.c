/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The test driver: see test_driver.h. Every change happens at once and nothing ever fails, touches
 * the disk or starts a process. Guests obey: shutdown ends them, reboot is over when it has begun.
 */
#include "drivers/test_driver.h"

#include <string.h>

#include "conf/capabilities.h"
#include "drivers/domain_driver.h"
#include "drivers/domain_rooms.h"
#include "drivers/domain_stats.h"
#include "drivers/test_console.h"

#define TEST_URI "test:///default"
#define TEST_VERSION 2 /* what libvirt's test driver says of itself */

/* domain->machine of an active domain. */
typedef struct TestMachine {
    int64_t running_since_us; /* 0: paused */
    Console *console;
} TestMachine;

static const char test_guest[] = "<domain type='test'>"
                                 "<name>test</name>"
                                 "<uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>"
                                 "<memory unit='KiB'>8388608</memory>"
                                 "<currentMemory unit='KiB'>2097152</currentMemory>"
                                 "<vcpu>2</vcpu>"
                                 "<os><type>hvm</type></os>"
                                 "</domain>";

static uint64_t test_co_version(DomainDriver *driver)
{
    (void) driver;
    return TEST_VERSION;
}

static char *test_co_capabilities(DomainDriver *driver, GError **err)
{
    g_autoptr(Capabilities) caps = capabilities_new();
    CapsGuest *guest;

    (void) driver;
    (void) err;
    caps->arch = g_strdup("x86_64");
    guest = capabilities_add_guest(caps, "hvm", "x86_64", 64, NULL);
    capabilities_add_domain_type(guest, "test");
    return capabilities_format(caps);
}

static bool test_complete(DomainDriver *driver, DomainDef *def, GError **err)
{
    (void) driver;
    (void) def;
    (void) err;
    return true;
}

static void test_sample(DomainDriver *driver, Domain *domain)
{
    TestMachine *machine = domain->machine;
    int64_t now = loop_now(driver->driver.host->loop);

    if (machine->running_since_us)
        domain->cpu_time_ns += (uint64_t) (now - machine->running_since_us) * 1000;
    if (machine->running_since_us)
        machine->running_since_us = now;
    domain->sampled_us = now;
}

/* ---- figures, made up of the CPU time, so that they grow while a guest runs ---- */

#define TEST_REQUEST_BYTES 4096
#define TEST_REQUEST_NS 1000000

static void test_disk(DomainStats *stats, const DomainDisk *disk, uint64_t requests)
{
    StatsDisk *known = domain_stats_add_disk(stats, disk->target);
    StatsImage *image = disk->image ? domain_stats_add_image(known) : NULL;

    known->counters = (StatsCounters){
        .rd_reqs = requests,
        .rd_bytes = requests * TEST_REQUEST_BYTES,
        .rd_times = requests * TEST_REQUEST_NS,
        .wr_reqs = requests / 2,
        .wr_bytes = requests / 2 * TEST_REQUEST_BYTES,
        .wr_times = requests / 2 * TEST_REQUEST_NS,
        .fl_reqs = requests / 10,
        .fl_times = requests / 10 * TEST_REQUEST_NS,
    };
    if (image)
        *image = (StatsImage){.capacity = 1 << 30, .used = 1 << 20, .length = 1 << 30};
}

static void test_interface(DomainStats *stats, const DomainInterface *device, unsigned number,
                           uint64_t packets)
{
    g_autofree char *name = g_strdup_printf("test%u", number);
    StatsInterface *known = domain_stats_add_interface(stats, device->mac, name);

    known->rx_packets = packets;
    known->rx_bytes = packets * 1000;
    known->tx_packets = packets / 2;
    known->tx_bytes = packets / 2 * 1000;
}

static void test_observe(DomainDriver *driver, Domain *domain)
{
    DomainStats *stats = domain_stats_of(domain);
    const DomainDef *def = domain->def;
    uint64_t requests;

    test_sample(driver, domain);
    requests = domain->cpu_time_ns / TEST_REQUEST_NS;
    stats->process_us = stats->balloon_us = stats->disks_us = domain->sampled_us;
    stats->cpu_user_ns = domain->cpu_time_ns / 10 * 9;
    stats->cpu_system_ns = domain->cpu_time_ns - stats->cpu_user_ns;
    stats->rss_kib = stats->balloon_kib = def->current_memory_kib;
    g_array_set_size(stats->vcpus, def->vcpus);
    for (unsigned i = 0; i < def->vcpus; i++)
        g_array_index(stats->vcpus, StatsVcpu, i) =
            (StatsVcpu){.number = i, .time_ns = domain->cpu_time_ns / def->vcpus};
    domain_stats_clear_disks(stats);
    domain_stats_clear_interfaces(stats);
    for (unsigned i = 0; i < def->disks->len; i++)
        test_disk(stats, def->disks->pdata[i], requests);
    for (unsigned i = 0; i < def->interfaces->len; i++)
        test_interface(stats, def->interfaces->pdata[i], i, requests);
}

static void test_run(DomainDriver *driver, Domain *domain)
{
    ((TestMachine *) domain->machine)->running_since_us = loop_now(driver->driver.host->loop);
}

static void test_pause(DomainDriver *driver, Domain *domain)
{
    test_sample(driver, domain);
    ((TestMachine *) domain->machine)->running_since_us = 0;
    domain_driver_set_state(driver, domain, DOMAIN_STATE_PAUSED, DOMAIN_REASON_PAUSED_USER,
                            DOMAIN_EVENT_SUSPENDED, DOMAIN_EVENT_SUSPENDED_PAUSED);
}

static void test_end(Domain *domain)
{
    TestMachine *machine = domain->machine;

    domain->machine = NULL;
    if (!machine)
        return;
    console_end(machine->console);
    console_unref(machine->console);
    g_free(machine);
}

static bool test_co_start(DomainDriver *driver, Domain *domain, bool paused, GError **err)
{
    TestMachine *machine = g_new0(TestMachine, 1);

    (void) err;
    machine->console = test_console_new(domain->def->name);
    domain->machine = machine;
    test_run(driver, domain);
    domain_driver_set_state(driver, domain, DOMAIN_STATE_RUNNING, DOMAIN_REASON_RUNNING_BOOTED,
                            DOMAIN_EVENT_STARTED, DOMAIN_EVENT_STARTED_BOOTED);
    if (paused)
        test_pause(driver, domain);
    return true;
}

static bool test_co_shutdown(DomainDriver *driver, Domain *domain, unsigned flags, GError **err)
{
    (void) flags;
    (void) err;
    domain_driver_set_state(driver, domain, DOMAIN_STATE_SHUTDOWN, DOMAIN_REASON_SHUTDOWN_USER,
                            DOMAIN_EVENT_SHUTDOWN, DOMAIN_EVENT_SHUTDOWN_FINISHED);
    test_end(domain);
    domain_driver_stopped(driver, domain, DOMAIN_STATE_SHUTOFF, DOMAIN_REASON_SHUTOFF_SHUTDOWN,
                          DOMAIN_EVENT_STOPPED, DOMAIN_EVENT_STOPPED_SHUTDOWN);
    return true;
}

static bool test_co_reset(DomainDriver *driver, Domain *domain, GError **err)
{
    event body = {.kind = EVENT_REBOOT};

    (void) err;
    body.event_u.reboot.dom = domain_driver_ref(domain);
    domain_driver_emit(driver, &body);
    return true;
}

static bool test_co_reboot(DomainDriver *driver, Domain *domain, unsigned flags, GError **err)
{
    (void) flags;
    return test_co_reset(driver, domain, err);
}

static bool test_co_suspend(DomainDriver *driver, Domain *domain, GError **err)
{
    (void) err;
    test_pause(driver, domain);
    return true;
}

static bool test_co_resume(DomainDriver *driver, Domain *domain, GError **err)
{
    (void) err;
    test_run(driver, domain);
    domain_driver_set_state(driver, domain, DOMAIN_STATE_RUNNING, DOMAIN_REASON_RUNNING_UNPAUSED,
                            DOMAIN_EVENT_RESUMED, DOMAIN_EVENT_RESUMED_UNPAUSED);
    return true;
}

static bool test_co_destroy(DomainDriver *driver, Domain *domain, bool graceful, GError **err)
{
    (void) graceful;
    (void) err;
    test_end(domain);
    domain_driver_stopped(driver, domain, DOMAIN_STATE_SHUTOFF, DOMAIN_REASON_SHUTOFF_DESTROYED,
                          DOMAIN_EVENT_STOPPED, DOMAIN_EVENT_STOPPED_DESTROYED);
    return true;
}

/* One is there for every domain, whatever its document says. */
static Console *test_console(DomainDriver *driver, Domain *domain, const char *device, GError **err)
{
    (void) driver;
    if (!device || g_str_equal(device, "console0") || g_str_equal(device, "serial0"))
        return ((TestMachine *) domain->machine)->console;
    error_set(err, ERR_INTERNAL, "cannot find character device %s: domain '%s' has console0 only",
              device, domain->def->name);
    return NULL;
}

static int test_co_screenshot(DomainDriver *driver, Domain *domain, unsigned screen, GError **err)
{
    (void) driver;
    if (screen == 0)
        return test_console_picture(err);
    error_set(err, ERR_INVALID_ARG, "no such screen: domain '%s' has screen 0 only",
              domain->def->name);
    return -1;
}

static const Hypervisor test_hypervisor = {
    .type = "Test",
    .max_vcpus = 32,
    .parse_flags = DOMAIN_PARSE_ALLOW_TEST,
    .co_version = test_co_version,
    .co_capabilities = test_co_capabilities,
    .complete = test_complete,
    .co_start = test_co_start,
    .co_shutdown = test_co_shutdown,
    .co_reboot = test_co_reboot,
    .co_reset = test_co_reset,
    .co_suspend = test_co_suspend,
    .co_resume = test_co_resume,
    .co_destroy = test_co_destroy,
    .sample = test_sample,
    .observe = test_observe,
    .console = test_console,
    .co_screenshot = test_co_screenshot,
};

static void test_free(Driver *base)
{
    DomainDriver *driver = (DomainDriver *) base;
    gpointer cursor = NULL;
    Domain *domain;

    while ((domain = domain_list_next(driver->domains, &cursor)))
        test_end(domain);
    domain_driver_clear(driver);
    g_free(driver);
}

static Driver *test_co_create(const DriverHost *host, GError **err)
{
    DomainDriver *driver = g_new0(DomainDriver, 1);
    DomainDef *def = domain_def_parse(test_guest, DOMAIN_PARSE_ALLOW_TEST, err);
    Domain *domain;

    domain_driver_init(driver, &test_driver_ops, host, &test_hypervisor, NULL, TEST_URI);
    domain = def ? domain_list_add(driver->domains, def, err) : NULL;
    if (!domain) {
        test_free(&driver->driver);
        return NULL;
    }
    domain->persistent = true;
    domain->next_def = domain_def_copy(domain->def);
    test_co_start(driver, domain, false, NULL);
    return &driver->driver;
}

static bool test_serves(const Driver *driver, const char *uri, GError **err)
{
    (void) driver;
    if (strcmp(uri, TEST_URI) == 0)
        return true;
    if (g_str_has_prefix(uri, "test:"))
        error_set(err, ERR_INVALID_ARG, "test driver: there is no '%s', only " TEST_URI, uri);
    return false;
}

static const char *test_default_uri(const Driver *driver)
{
    (void) driver;
    return TEST_URI;
}

/* Nothing of it outlives the daemon anyway. */
static bool test_busy(const Driver *driver)
{
    (void) driver;
    return false;
}

const DriverOps test_driver_ops = {
    .name = "test",
    .error_domain = 12,
    .common_rooms = domain_rooms,
    .co_create = test_co_create,
    .serves = test_serves,
    .default_uri = test_default_uri,
    .busy = test_busy,
    .free = test_free,
};
