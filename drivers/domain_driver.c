/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What all hypervisor drivers share: see domain_driver.h. This file records changes of state and
 * tells of them; what may be changed when is decided in domain_define.c and domain_life.c.
 *
 * State, reason and id of a domain change here and nowhere else, always together with the event.
 */
#include "drivers/domain_driver.h"

#include <string.h>

#include "base/log.h"
#include "drivers/disk_errors.h"
#include "drivers/domain_action.h"
#include "drivers/domain_addresses.h"
#include "drivers/domain_balloon.h"
#include "drivers/domain_console.h"
#include "drivers/domain_define.h"
#include "drivers/domain_device.h"
#include "drivers/domain_find.h"
#include "drivers/domain_job_read.h"
#include "drivers/domain_life.h"
#include "drivers/domain_list.h"
#include "drivers/domain_metadata.h"
#include "drivers/domain_read.h"
#include "drivers/domain_rename.h"
#include "drivers/domain_stats.h"
#include "drivers/domain_stats_read.h"
#include "drivers/domain_store.h"
#include "drivers/domain_iothread.h"
#include "drivers/domain_vcpus.h"
#include "drivers/host.h"
#include "drivers/host_load.h"
#include "drivers/moment_forget.h"
#include "drivers/moment_store.h"
#include "drivers/snapshot_read.h"
#include "drivers/unmanaged.h"

const RemoteHandlers domain_driver_handlers = {
    .connect_get_type = host_get_type,
    .connect_get_version = host_co_get_version,
    .connect_get_lib_version = host_get_lib_version,
    .connect_get_hostname = host_get_hostname,
    .connect_get_uri = host_get_uri,
    .connect_get_capabilities = host_co_get_capabilities,
    .connect_get_domain_capabilities = host_co_get_domain_capabilities,
    .node_get_info = host_get_node_info,
    .node_get_security_model = host_get_security_model,

    .connect_get_max_vcpus = host_load_get_max_vcpus,
    .connect_get_cpu_model_names = host_load_co_get_cpu_models,
    .node_get_cpu_map = host_load_get_cpu_map,
    .node_get_cpu_stats = host_load_get_cpu_stats,
    .node_get_memory_stats = host_load_get_memory_stats,
    .node_get_free_memory = host_load_get_free_memory,
    .node_get_cells_free_memory = host_load_get_cells_free,

    .domain_set_vcpus = domain_vcpus_co_set,
    .domain_set_vcpus_flags = domain_vcpus_co_set_flags,
    .domain_set_vcpu = domain_vcpus_co_set_one,
    .domain_get_vcpus_flags = domain_vcpus_get_flags,
    .domain_get_vcpus = domain_vcpus_get,
    .domain_pin_vcpu = domain_pin_co_vcpu,
    .domain_pin_vcpu_flags = domain_pin_co_vcpu_flags,
    .domain_get_vcpu_pin_info = domain_pin_get_vcpus,
    .domain_pin_emulator = domain_pin_co_emulator,
    .domain_get_emulator_pin_info = domain_pin_get_emulator,
    .domain_get_iothread_info = domain_iothread_get_info,
    .domain_set_memory = domain_balloon_co_set,
    .domain_set_memory_flags = domain_balloon_co_set_flags,
    .domain_set_max_memory = domain_balloon_co_set_maximum,
    .domain_set_memory_stats_period = domain_balloon_co_set_period,

    .connect_list_all_domains = domain_find_all,
    .connect_list_domains = domain_find_active_ids,
    .connect_num_of_domains = domain_find_active_number,
    .connect_list_defined_domains = domain_find_inactive_names,
    .connect_num_of_defined_domains = domain_find_inactive_number,
    .domain_lookup_by_name = domain_find_by_name,
    .domain_lookup_by_uuid = domain_find_by_uuid,
    .domain_lookup_by_id = domain_find_by_id,

    .domain_get_state = domain_read_state,
    .domain_get_info = domain_read_info,
    .domain_get_xml_desc = domain_read_xml_desc,
    .domain_is_active = domain_read_is_active,
    .domain_is_persistent = domain_read_is_persistent,
    .domain_get_os_type = domain_read_os_type,
    .domain_get_autostart = domain_read_autostart,
    .domain_has_managed_save_image = domain_read_managed_save,
    .domain_get_security_label = domain_read_security_label,
    .domain_get_messages = domain_read_messages,
    .domain_get_max_memory = domain_read_max_memory,
    .domain_get_max_vcpus = domain_read_max_vcpus,
    .domain_get_metadata = domain_read_metadata,
    .domain_is_updated = domain_read_is_updated,

    .domain_define_xml = domain_define_co_xml,
    .domain_define_xml_flags = domain_define_co_xml_flags,
    .domain_undefine = domain_define_co_undefine,
    .domain_undefine_flags = domain_define_co_undefine_flags,
    .domain_set_autostart = domain_define_co_set_autostart,

    .domain_create = domain_life_co_create,
    .domain_create_with_flags = domain_life_co_create_with_flags,
    .domain_create_xml = domain_life_co_create_xml,
    .domain_destroy = domain_life_co_destroy,
    .domain_destroy_flags = domain_life_co_destroy_flags,
    .domain_shutdown = domain_life_co_shutdown,
    .domain_shutdown_flags = domain_life_co_shutdown_flags,
    .domain_reboot = domain_life_co_reboot,
    .domain_reset = domain_life_co_reset,
    .domain_suspend = domain_life_co_suspend,
    .domain_resume = domain_life_co_resume,

    .domain_open_console = domain_console_open,
    .domain_screenshot = domain_console_co_screenshot,
    .domain_open_graphics_fd = domain_console_co_open_graphics,
};

const RemoteHandlers *const domain_driver_rooms[] = {
    &domain_driver_handlers,   &domain_device_handlers, &domain_action_handlers,
    &domain_address_handlers,  &disk_error_handlers,    &domain_job_handlers,
    &domain_metadata_handlers, &domain_rename_handlers, &domain_stats_handlers,
    &snapshot_read_handlers,   &unmanaged_handlers,     NULL,
};

void domain_driver_init(DomainDriver *driver, const DriverOps *ops, const DriverHost *host,
                        const Hypervisor *hypervisor, const char *folder, const char *uri)
{
    *driver = (DomainDriver){.folder = NULL};
    driver_init(&driver->driver, ops, host);
    driver->hypervisor = hypervisor;
    driver->domains = domain_list_new();
    if (host->job_timeout > 0)
        domain_list_set_job_timeout(driver->domains, host->job_timeout * (int64_t) G_USEC_PER_SEC);
    driver->folder = g_strdup(folder);
    driver->uri = g_strdup(uri);
    host_read_once();
}

void domain_driver_clear(DomainDriver *driver)
{
    moment_forget_finish(driver);
    g_clear_pointer(&driver->domains, domain_list_free);
    g_clear_pointer(&driver->folder, g_free);
    g_clear_pointer(&driver->uri, g_free);
}

static bool driver_load_one(DomainDef *def, bool autostart, void *data, GError **err)
{
    DomainDriver *driver = data;
    g_autoptr(DomainDef) owned = def;
    Domain *domain = domain_list_by_uuid(driver->domains, def->uuid);

    if (domain && (!domain_is_active(domain) || domain->next_def))
        return error_set(err, ERR_DOM_EXIST, "its uuid is that of '%s'", domain->def->name);
    if (!domain_list_check(driver->domains, domain, def, err))
        return false;
    if (domain)
        domain->next_def = g_steal_pointer(&owned);
    else
        domain = domain_list_add(driver->domains, g_steal_pointer(&owned), err);
    if (!domain)
        return false;
    domain->persistent = true;
    domain->autostart = autostart;
    return true;
}

bool domain_driver_load(DomainDriver *driver, GError **err)
{
    gpointer cursor = NULL;
    Domain *domain;

    if (!domain_rename_recover(driver, err) ||
        !domain_store_load(driver->folder, driver->hypervisor->parse_flags, driver_load_one, driver,
                           err))
        return false;
    moment_forget_recover(driver);
    while ((domain = domain_list_next(driver->domains, &cursor)))
        moment_store_load(driver, domain);
    return true;
}

void domain_driver_co_autostart(DomainDriver *driver)
{
    g_autoptr(GPtrArray) marked = g_ptr_array_new_with_free_func((GDestroyNotify) domain_unref);
    gpointer cursor = NULL;
    Domain *domain;

    while ((domain = domain_list_next(driver->domains, &cursor))) {
        if (domain->autostart && !domain_is_active(domain))
            g_ptr_array_add(marked, domain_ref(domain));
    }
    for (unsigned i = 0; i < marked->len; i++) {
        g_autoptr(GError) why = NULL;

        domain = marked->pdata[i];
        if (!domain_life_co_start(driver, domain, false, &why))
            log_warning("domain '%s' is not started with the daemon: %s", domain->def->name,
                        why->message);
    }
}

bool domain_driver_busy(const DomainDriver *driver)
{
    gpointer cursor = NULL;
    const Domain *domain;

    while ((domain = domain_list_next(driver->domains, &cursor))) {
        if (domain_is_active(domain))
            return true;
    }
    return false;
}

static void driver_emit_lifecycle(DomainDriver *driver, const Domain *domain, int type, int detail)
{
    event body = {.kind = EVENT_LIFECYCLE};

    if (type < 0)
        return;
    body.event_u.lifecycle.dom = domain_driver_ref(domain);
    body.event_u.lifecycle.happened = type;
    body.event_u.lifecycle.detail = detail;
    domain_driver_emit(driver, &body);
}

void domain_driver_set_state(DomainDriver *driver, Domain *domain, int state, int reason,
                             int event_type, int event_detail)
{
    if (event_type == DOMAIN_EVENT_STARTED && !domain_is_active(domain))
        domain_list_set_id(driver->domains, domain, domain_list_next_id(driver->domains));
    domain->state = state;
    domain->reason = reason;
    driver_emit_lifecycle(driver, domain, event_type, event_detail);
}

void domain_driver_stopped(DomainDriver *driver, Domain *domain, int state, int reason,
                           int event_type, int event_detail)
{
    g_assert(!domain->machine);
    domain_list_set_id(driver->domains, domain, -1);
    if (domain->next_def)
        domain_def_free(
            domain_list_set_def(driver->domains, domain, g_steal_pointer(&domain->next_def)));
    domain->cpu_time_ns = 0;
    domain->sampled_us = 0;
    g_clear_pointer(&domain->stats, domain_stats_free);
    domain_driver_set_state(driver, domain, state, reason, event_type, event_detail);
    if (!domain->persistent && domain->listed) {
        moment_forget_later(driver, domain);
        domain_list_remove(driver->domains, domain);
    }
}

void domain_driver_emit(DomainDriver *driver, const event *body)
{
    const DriverHost *host = driver->driver.host;

    if (host->emit)
        host->emit(host->emit_data, body);
}

bool domain_driver_save_live(DomainDriver *driver, Domain *domain, GError **err)
{
    const Hypervisor *hypervisor = driver->hypervisor;

    return !hypervisor->save_live || !domain_is_active(domain) ||
           hypervisor->save_live(driver, domain, err);
}

remote_domain domain_driver_ref(const Domain *domain)
{
    remote_domain dom = {.name = domain->def->name, .id = domain->id};

    memcpy(dom.uuid, domain->def->uuid, sizeof dom.uuid);
    return dom;
}
