/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The QEMU driver as the daemon sees it: created, asked for its URIs, let go. When it is let go its
 * guests run on; nothing here ever ends one.
 */
#include "qemu/qemu_driver.h"

#include "base/file.h"
#include "base/log.h"
#include "drivers/domain_rooms.h"
#include "drivers/domain_startup.h"
#include "qemu/background.h"
#include "qemu/backup.h"
#include "qemu/balloon.h"
#include "qemu/block_calls.h"
#include "qemu/checkpoint.h"
#include "qemu/checkpoint_read.h"
#include "qemu/cpu_check.h"
#include "qemu/disk_size.h"
#include "qemu/disk_tune.h"
#include "qemu/dump.h"
#include "qemu/emulator.h"
#include "qemu/firmware_find.h"
#include "qemu/graphics.h"
#include "qemu/guest_agent_command.h"
#include "qemu/guest_calls.h"
#include "qemu/guest_console.h"
#include "qemu/guest_files.h"
#include "qemu/guest_input.h"
#include "qemu/guest_log.h"
#include "qemu/guest_user.h"
#include "qemu/host_caps.h"
#include "qemu/hotplug.h"
#include "qemu/image_use.h"
#include "qemu/life.h"
#include "qemu/machine.h"
#include "qemu/managed_save.h"
#include "qemu/monitor_command.h"
#include "qemu/net_counters.h"
#include "qemu/process.h"
#include "qemu/reconnect.h"
#include "qemu/stats_sampler.h"
#include "qemu/save.h"
#include "qemu/screenshot.h"
#include "qemu/snapshot.h"
#include "qemu/snapshot_recover.h"
#include "qemu/start.h"
#include "qemu/status.h"
#include "qemu/vcpus.h"
#include "qemu/xml_to_native.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The daemon answers once its guests have been started, but one that hangs delays it no longer. */
#define AUTOSTART_PATIENCE_US (5 * G_USEC_PER_SEC)

#define URI_SYSTEM "qemu:///system"
#define URI_SESSION "qemu:///session"

static bool driver_complete(DomainDriver *driver, DomainDef *def, GError **err)
{
    return complete_domain(def, &((QemuDriver *) driver)->complete, err);
}

static void driver_sample(DomainDriver *driver, Domain *domain)
{
    const Machine *machine = machine_of(domain);
    ProcessUsage usage;

    if (machine && process_usage(machine->stat_fd, &usage)) {
        domain->cpu_time_ns = usage.user_ns + usage.system_ns;
        domain->sampled_us = loop_now(driver->driver.host->loop);
    }
}

static bool driver_save_live(DomainDriver *driver, Domain *domain, GError **err)
{
    const Machine *machine = machine_of(domain);

    (void) driver;
    return !machine || status_save(machine, domain->state, domain->reason, err);
}

static bool driver_answers(DomainDriver *driver, const Domain *domain, int64_t *ret_busy_us)
{
    const Machine *machine = machine_of(domain);
    int64_t since;

    (void) driver;
    if (!machine || !monitor_is_open(machine->monitor))
        return false;
    since = monitor_busy_since(machine->monitor);
    if (since)
        *ret_busy_us = since;
    return true;
}

static const Hypervisor qemu_hypervisor = {
    .type = "QEMU",
    .co_version = host_caps_co_version,
    .co_capabilities = host_caps_co_host,
    .co_domain_capabilities = host_caps_co_domain,
    .complete = driver_complete,
    .co_start = start_co_domain,
    .co_start_saved = managed_save_co_start,
    .co_forget_saved = managed_save_co_forget,
    .co_shutdown = life_co_shutdown,
    .co_reboot = life_co_reboot,
    .co_reset = life_co_reset,
    .co_suspend = life_co_suspend,
    .co_resume = life_co_resume,
    .co_ask_guest = life_co_ask_guest,
    .co_guest_addresses = guest_interfaces_co_read,
    .co_count_guest_vcpus = guest_vcpus_co_count,
    .co_use_guest_vcpus = guest_vcpus_co_use,
    .co_destroy = life_co_destroy,
    .answers = driver_answers,
    .sample = driver_sample,
    .observe = stats_sampler_observe,
    .co_measure_dirty_rate = stats_sampler_co_measure_dirty_rate,
    .console = guest_console_find,
    .co_attach = hotplug_co_attach,
    .co_detach = hotplug_co_detach,
    .co_await_detached = hotplug_co_await_detached,
    .co_update = hotplug_co_update,
    .co_screenshot = screenshot_co_take,
    .co_open_graphics = graphics_co_open,
    .co_set_vcpu = vcpus_co_set,
    .pin = vcpus_pin,
    .vcpu_usage = vcpus_usage,
    .co_set_memory = balloon_co_set,
    .co_set_stats_period = balloon_co_set_period,
    .max_vcpus = HOST_VCPUS_MAX,
    .co_cpu_models = cpu_check_co_models,
    .save_live = driver_save_live,
    .co_set_reboot_action = life_co_set_reboot_action,
    .list_files = guest_files_list,
};

static void driver_free(Driver *base)
{
    QemuDriver *driver = (QemuDriver *) base;
    gpointer cursor = NULL;
    Domain *domain;

    driver->closing = true;
    while ((domain = domain_list_next(driver->base.domains, &cursor))) {
        Machine *machine = machine_of(domain);

        if (!machine)
            continue;
        domain->machine = NULL;
        machine_detach(machine);
        machine_unref(machine);
    }
    background_finish(driver);
    guest_log_free(driver->guest_log);
    domain_driver_clear(&driver->base);
    emulators_free(driver->emulators);
    net_counters_free(driver->net_counters);
    image_uses_free(driver->images);
    guest_users_free(driver->users);
    if (driver->state_fd >= 0)
        close(driver->state_fd);
    g_free(driver->state_folder);
    g_free(driver->log_folder);
    g_free(driver->variables_folder);
    g_free(driver->vnc_tls.folder);
    g_free(driver);
}

static bool driver_make_folders(QemuDriver *driver, const DriverHost *host, GError **err)
{
    g_autofree char *consoles = g_build_filename(host->log_folder, "qemu", "console", NULL);

    driver->state_folder = g_build_filename(host->state_folder, "qemu", NULL);
    driver->log_folder = g_build_filename(host->log_folder, "qemu", NULL);
    driver->variables_folder = g_build_filename(host->data_folder, "qemu", "nvram", NULL);
    if (!file_make_folder(driver->state_folder, host->system ? 0711 : 0700, err) ||
        !file_make_folder(driver->log_folder, 0700, err) || !file_make_folder(consoles, 0700, err))
        return false;
    driver->state_fd = open(driver->state_folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return driver->state_fd >= 0 ||
           error_set_errno(err, errno, "cannot open folder '%s'", driver->state_folder);
}

static void driver_co_autostart(void *data)
{
    QemuDriver *driver = data;

    domain_startup_co_autostart(&driver->base);
    co_wake(&driver->autostarted);
}

static Driver *driver_co_create(const DriverHost *host, GError **err)
{
    QemuDriver *driver = g_new0(QemuDriver, 1);
    g_autofree char *definitions = g_build_filename(host->config_folder, "qemu", NULL);

    driver->state_fd = -1;
    driver->net_counters = net_counters_new();
    driver->guest_log = guest_log_new(driver);
    domain_driver_init(&driver->base, &qemu_driver_ops, host, &qemu_hypervisor, definitions,
                       host->system ? URI_SYSTEM : URI_SESSION);
    if (!driver_make_folders(driver, host, err))
        goto out;
    driver->images = image_uses_new();
    driver->users = guest_users_new(&host->guests);
    driver->vnc_tls = host->vnc_tls;
    driver->vnc_tls.folder = host->vnc_tls.folder
                                 ? g_strdup(host->vnc_tls.folder)
                                 : g_build_filename(host->config_folder, "pki", NULL);
    driver->emulators = emulators_new(host->worker, driver->state_folder);
    driver->complete = (CompleteContext){.find_emulator = emulator_find,
                                         .find_firmware = firmware_find,
                                         .variables_folder = driver->variables_folder};
    if (!reconnect_co_all(driver, err) || !managed_save_load(driver, err))
        goto out;
    snapshot_recover_start(driver);
    background_start(driver, driver_co_autostart, driver);
    co_wait(&driver->autostarted, AUTOSTART_PATIENCE_US);
    return &driver->base.driver;
out:
    driver_free(&driver->base.driver);
    return NULL;
}

static bool driver_serves(const Driver *base, const char *uri, GError **err)
{
    const DomainDriver *driver = (const DomainDriver *) base;

    if (!g_str_has_prefix(uri, "qemu:"))
        return false;
    if (g_str_equal(uri, driver->uri))
        return true;
    if (g_str_equal(uri, URI_SYSTEM) || g_str_equal(uri, URI_SESSION))
        return error_set(err, ERR_NO_CONNECT, "'%s' is not served here: this daemon serves '%s'%s",
                         uri, driver->uri,
                         base->host->system ? ""
                                            : "; the machine's own daemon serves '" URI_SYSTEM "'");
    return error_set(err, ERR_NO_CONNECT, "no such QEMU driver '%s': this daemon serves '%s'", uri,
                     driver->uri);
}

static const char *driver_default_uri(const Driver *base)
{
    return ((const DomainDriver *) base)->uri;
}

static bool driver_busy(const Driver *base)
{
    return domain_driver_busy((const DomainDriver *) base);
}

static const RemoteHandlers *const qemu_rooms[] = {
    &backup_handlers,
    &block_handlers,
    &checkpoint_handlers,
    &checkpoint_read_handlers,
    &disk_size_handlers,
    &disk_tune_handlers,
    &dump_handlers,
    &guest_filesystem_handlers,
    &guest_info_handlers,
    &guest_input_handlers,
    &guest_time_handlers,
    &guest_user_handlers,
    &guest_vcpu_handlers,
    &managed_save_handlers,
    &save_handlers,
    &snapshot_handlers,
    &xml_to_native_handlers,
    NULL,
};

static const QemuHandlers qemu_handlers = {
    .qemu_domain_agent_command = guest_agent_command_co_run,
    .qemu_domain_monitor_command = monitor_command_co_run,
};

static const DriverProgram qemu_programs[] = {
    {&qemu_dispatch_table, &qemu_handlers},
    {&vmrpc_dispatch_table, &guest_log_handlers},
    {NULL, NULL},
};

const DriverOps qemu_driver_ops = {
    .name = "qemu",
    .error_domain = 10,
    .rooms = qemu_rooms,
    .common_rooms = domain_rooms,
    .programs = qemu_programs,
    .co_create = driver_co_create,
    .serves = driver_serves,
    .default_uri = driver_default_uri,
    .busy = driver_busy,
    .free = driver_free,
};
