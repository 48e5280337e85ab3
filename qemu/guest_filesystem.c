/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * File systems of a guest: what is mounted there, freezing, letting go, trimming; see
 * guest_calls.h. A client that freezes them has to let them go: what does so for a moment is in
 * quiesce.h.
 */
#include "conf/domain_device.h"
#include "drivers/flags.h"
#include "qemu/guest_agent.h"
#include "qemu/guest_calls.h"

#include <string.h>

#define FSINFO_COMMAND "guest-get-fsinfo"

/* ---- which disk it is ---- */

/* A part of an address that the agent knows no number for is negative. */
static bool is_number(const json_t *object, const char *key, unsigned number)
{
    const json_t *value = json_object_get(object, key);

    return json_is_integer(value) && json_integer_value(value) == (json_int_t) number;
}

static bool is_pci(const DomainAddress *address, const json_t *pci)
{
    return address->type == DOMAIN_ADDRESS_PCI && is_number(pci, "domain", address->pci.domain) &&
           is_number(pci, "bus", address->pci.bus) && is_number(pci, "slot", address->pci.slot) &&
           is_number(pci, "function", address->pci.function);
}

/* A disk that is a device of its own, or one at a controller that is. */
static bool is_disk(const DomainDef *def, const DomainDisk *disk, const json_t *address)
{
    const json_t *pci = json_object_get(address, "pci-controller");
    const DomainAddress *its = &disk->info.address;
    const DomainController *controller;
    DomainControllerType kind = disk->bus == DOMAIN_DISK_BUS_SCSI  ? DOMAIN_CONTROLLER_SCSI
                                : disk->bus == DOMAIN_DISK_BUS_IDE ? DOMAIN_CONTROLLER_IDE
                                                                   : DOMAIN_CONTROLLER_SATA;

    if (its->type != DOMAIN_ADDRESS_DRIVE)
        return is_pci(its, pci);
    controller = domain_controller_by_index(def, kind, its->drive.controller);
    return controller && is_pci(&controller->info.address, pci) &&
           is_number(address, "bus", its->drive.bus) &&
           is_number(address, "target", its->drive.target) &&
           is_number(address, "unit", its->drive.unit);
}

const DomainDisk *guest_filesystem_disk(const DomainDef *def, const json_t *address)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        if (is_disk(def, def->disks->pdata[i], address))
            return def->disks->pdata[i];
    }
    return NULL;
}

/* ---- what is mounted ---- */

static bool fill_info(const DomainDef *def, const json_t *entry, remote_domain_fsinfo *info)
{
    const json_t *disks = json_object_get(entry, "disk");
    const char *mountpoint = guest_text(entry, "mountpoint");
    const char *name = guest_text(entry, "name"), *type = guest_text(entry, "type");
    size_t n = json_array_size(disks);

    if (!mountpoint || !name || !type || n > REMOTE_DOMAIN_FSINFO_DISKS_MAX)
        return false;
    info->mountpoint = g_strdup(mountpoint);
    info->name = g_strdup(name);
    info->fstype = g_strdup(type);
    info->dev_aliases.dev_aliases_val = g_new0(char *, n + 1);
    for (size_t i = 0; i < n; i++) {
        const DomainDisk *disk = guest_filesystem_disk(def, json_array_get(disks, i));

        if (disk)
            info->dev_aliases.dev_aliases_val[info->dev_aliases.dev_aliases_len++] =
                g_strdup(disk->target);
    }
    return true;
}

static bool fill_all(const DomainDef *def, const json_t *entries, domain_get_fsinfo_ret *ret)
{
    size_t n = json_array_size(entries);

    if (!json_is_array(entries) || n > REMOTE_DOMAIN_FSINFO_MAX)
        return false;
    ret->info.info_val = g_new0(remote_domain_fsinfo, n + 1);
    ret->info.info_len = ret->count = (u_int) n;
    for (size_t i = 0; i < n; i++) {
        if (!fill_info(def, json_array_get(entries, i), &ret->info.info_val[i]))
            return false;
    }
    return true;
}

static bool co_get_fsinfo(DriverCall *call, const domain_get_fsinfo_args *args,
                          domain_get_fsinfo_ret *ret, GError **err)
{
    g_autoptr(Machine) machine = NULL;
    json_t *result = NULL;
    bool valid;

    if (!flags_check(args->flags, 0, "domain_get_fsinfo", err) ||
        !(machine = guest_agent_machine(call, &args->dom, err)) ||
        !guest_agent_co_command(machine, FSINFO_COMMAND, NULL, GUEST_AGENT_ANSWER_US, &result, err))
        return false;
    valid = fill_all(machine->domain->def, result, ret);
    json_decref(result);
    if (valid)
        return true;
    GUEST_CALLS_DROP(domain_get_fsinfo_ret, ret);
    return guest_agent_strange(machine, FSINFO_COMMAND, err);
}

/* ---- what is done with it ---- */

/* A command that answers with how many file systems it was about. */
static bool co_count(Machine *machine, const char *name, json_t *arguments, int *ret_count,
                     GError **err)
{
    json_t *result = NULL;
    json_int_t count;

    if (!guest_agent_co_command(machine, name, arguments, GUEST_AGENT_LONG_US, &result, err))
        return false;
    count = json_is_integer(result) ? json_integer_value(result) : -1;
    json_decref(result);
    if (count < 0 || count > G_MAXINT)
        return guest_agent_strange(machine, name, err);
    *ret_count = (int) count;
    return true;
}

static bool co_freeze(DriverCall *call, const domain_fsfreeze_args *args, domain_fsfreeze_ret *ret,
                      GError **err)
{
    g_autoptr(Machine) machine = NULL;
    json_t *places = NULL;

    if (!flags_check(args->flags, 0, "domain_fsfreeze", err) ||
        !(machine = guest_agent_machine(call, &args->dom, err)))
        return false;
    if (args->mountpoints.mountpoints_len == 0)
        return co_count(machine, "guest-fsfreeze-freeze", NULL, &ret->filesystems, err);
    places = json_array();
    for (u_int i = 0; i < args->mountpoints.mountpoints_len; i++)
        json_array_append_new(places, json_string(args->mountpoints.mountpoints_val[i]));
    return co_count(machine, "guest-fsfreeze-freeze-list",
                    json_pack("{s:o}", "mountpoints", places), &ret->filesystems, err);
}

static bool co_thaw(DriverCall *call, const domain_fsthaw_args *args, domain_fsthaw_ret *ret,
                    GError **err)
{
    g_autoptr(Machine) machine = NULL;

    if (!flags_check(args->flags, 0, "domain_fsthaw", err))
        return false;
    if (args->mountpoints.mountpoints_len > 0)
        return error_set(err, ERR_OPERATION_INVALID,
                         "specifying mountpoints is not supported: all file systems are let go");
    machine = guest_agent_machine(call, &args->dom, err);
    return machine && co_count(machine, "guest-fsfreeze-thaw", NULL, &ret->filesystems, err);
}

static bool co_trim(DriverCall *call, const domain_fstrim_args *args, GError **err)
{
    g_autoptr(Machine) machine = NULL;

    if (!flags_check(args->flags, 0, "domain_fstrim", err))
        return false;
    if (args->mountpoint)
        return error_set(err, ERR_ARGUMENT_UNSUPPORTED,
                         "Specifying mount point is not supported: all file systems are trimmed");
    machine = guest_agent_machine(call, &args->dom, err);
    return machine && guest_agent_co_command(machine, "guest-fstrim",
                                             json_pack("{s:I}", "minimum",
                                                       (json_int_t) MIN(args->minimum, G_MAXINT64)),
                                             GUEST_AGENT_LONG_US, NULL, err);
}

const RemoteHandlers guest_filesystem_handlers = {
    .domain_fsfreeze = co_freeze,
    .domain_fsthaw = co_thaw,
    .domain_fstrim = co_trim,
    .domain_get_fsinfo = co_get_fsinfo,
};
