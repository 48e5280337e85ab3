/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits of disks' traffic, live and in definitions: see disk_tune.h. */
#include "qemu/disk_tune.h"

#include "drivers/affect.h"
#include "drivers/claim.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"
#include "drivers/params.h"
#include "qemu/block_chain.h"
#include "qemu/status.h"

#include <string.h>

#define LIVE_CONFIG (DOMAIN_AFFECT_LIVE | DOMAIN_AFFECT_CONFIG)
#define GROUP_NAME "group_name"

/* QEMU's words, in the order of DomainIoTuneValue. */
static const char *const qemu_names[DOMAIN_IOTUNE_LAST] = {
    "bps",
    "bps_rd",
    "bps_wr",
    "iops",
    "iops_rd",
    "iops_wr",
    "bps_max",
    "bps_rd_max",
    "bps_wr_max",
    "iops_max",
    "iops_rd_max",
    "iops_wr_max",
    "iops_size",
    "bps_max_length",
    "bps_rd_max_length",
    "bps_wr_max_length",
    "iops_max_length",
    "iops_rd_max_length",
    "iops_wr_max_length",
};

/* ---- QEMU ---- */

/* QEMU's path of the drive, whose device may be made of several. */
static char *drive_of(const json_t *drives, const char *alias)
{
    g_autofree char *path = g_strdup_printf("/machine/peripheral/%s", alias);
    size_t length = strlen(path), i;
    json_t *drive;

    json_array_foreach(drives, i, drive)
    {
        const char *qdev = json_string_value(json_object_get(drive, "qdev"));

        if (qdev && (g_str_equal(qdev, alias) ||
                     (g_str_has_prefix(qdev, path) && (!qdev[length] || qdev[length] == '/'))))
            return g_strdup(qdev);
    }
    return NULL;
}

static json_t *tune_arguments(const char *drive, const DomainIoTune *tune)
{
    json_t *arguments = json_pack("{s:s}", "id", drive);

    for (unsigned i = 0; i < DOMAIN_IOTUNE_LAST; i++) {
        uint64_t value = tune ? tune->values[i] : 0;

        if (value > 0 || i < DOMAIN_IOTUNE_TOTAL_BYTES_MAX)
            json_object_set_new(arguments, qemu_names[i], json_integer((json_int_t) value));
    }
    if (tune && tune->group)
        json_object_set_new(arguments, "group", json_string(tune->group));
    return arguments;
}

bool disk_tune_co_apply(Machine *machine, const DomainDisk *disk, const DomainIoTune *tune,
                        GError **err)
{
    g_autofree char *alias = g_strdup(disk->info.alias), *target = g_strdup(disk->target);
    g_autoptr(DomainIoTune) wanted = domain_iotune_copy(tune);
    g_autofree char *drive = NULL;
    json_t *drives = NULL;

    if (!disk->image || disk->tray_open)
        return true;
    if (!machine_co_command(machine, "query-block", NULL, &drives, err))
        return false;
    drive = drive_of(drives, alias);
    json_decref(drives);
    if (!drive)
        return error_set(err, ERR_INTERNAL, "QEMU has no drive of disk '%s'", target);
    return machine_co_command(machine, "block_set_io_throttle", tune_arguments(drive, wanted), NULL,
                              err);
}

bool disk_tune_co_apply_all(Machine *machine, GError **err)
{
    for (unsigned i = 0; !machine->gone && i < machine->domain->def->disks->len; i++) {
        const DomainDisk *disk = machine->domain->def->disks->pdata[i];

        if (!domain_iotune_is_empty(disk->iotune) &&
            !disk_tune_co_apply(machine, disk, disk->iotune, err))
            return false;
    }
    return true;
}

/* ---- set ---- */

static bool read_params(const domain_set_block_io_tune_args *args, DomainIoTune *tune,
                        uint32_t *ret_given, GError **err)
{
    const remote_typed_param *params = args->params.params_val;
    unsigned length = args->params.params_len;
    ParamSpec specs[DOMAIN_IOTUNE_LAST + 1] = {{GROUP_NAME, TYPED_PARAM_STRING, false}};
    const char *group;

    for (unsigned i = 0; i < DOMAIN_IOTUNE_LAST; i++)
        specs[i + 1] = (ParamSpec){domain_iotune_value_to_string(i), TYPED_PARAM_ULLONG, false};
    if (!params_check(params, length, specs, G_N_ELEMENTS(specs), args->disk, err))
        return false;
    *ret_given = 0;
    for (unsigned i = 0; i < DOMAIN_IOTUNE_LAST; i++) {
        if (params_get_ulong(params, length, domain_iotune_value_to_string(i), &tune->values[i]))
            *ret_given |= 1U << i;
    }
    if (params_get_string(params, length, GROUP_NAME, &group)) {
        tune->group = *group ? g_strdup(group) : NULL;
        *ret_given |= 1U << DOMAIN_IOTUNE_LAST;
    }
    return true;
}

/* What the limits become of that disk; NULL on failure. */
static DomainIoTune *completed(const DomainDisk *disk, const DomainIoTune *wanted, uint32_t given,
                               GError **err)
{
    g_autoptr(DomainIoTune) tune = domain_iotune_copy(wanted);

    domain_iotune_complete(tune, given, disk->iotune);
    return domain_iotune_check(tune, disk->target, err) ? g_steal_pointer(&tune) : NULL;
}

/* The disks of a group have the limits of that one. */
static void note(DomainDef *def, DomainDisk *disk, const DomainIoTune *tune)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        DomainDisk *other = def->disks->pdata[i];

        if (other != disk &&
            (!tune->group || !other->iotune || g_strcmp0(other->iotune->group, tune->group) != 0))
            continue;
        domain_iotune_free(other->iotune);
        other->iotune = domain_iotune_copy(tune);
    }
}

static void emit(const Machine *machine, const char *target, const DomainIoTune *tune)
{
    g_auto(ParamList) list = {0};
    event body = {.kind = EVENT_TUNABLE};
    event_tunable *tunable = &body.event_u.tunable;

    params_prefix(&list, "blkdeviotune.");
    params_add_string(&list, target, "disk");
    for (unsigned i = 0; i < DOMAIN_IOTUNE_LAST; i++) {
        if (tune->values[i] > 0)
            params_add_ulong(&list, tune->values[i], domain_iotune_value_to_string(i));
    }
    params_add_string(&list, tune->group, GROUP_NAME);
    tunable->dom = domain_driver_ref(machine->domain);
    tunable->params.params_val = list.items;
    tunable->params.params_len = list.length;
    domain_driver_emit(&machine->driver->base, &body);
}

static bool co_set_live(Domain *domain, DomainDef *def, const char *name,
                        const DomainIoTune *wanted, uint32_t given, GError **err)
{
    g_autoptr(Machine) machine = machine_ref(machine_of(domain));
    DomainDisk *disk = block_chain_disk(def, name, err);
    g_autoptr(DomainIoTune) tune = disk ? completed(disk, wanted, given, err) : NULL;

    if (!tune || !disk_tune_co_apply(machine, disk, tune, err) ||
        !machine_check_alive(machine, err))
        return false;
    note(def, disk, tune);
    emit(machine, disk->target, tune);
    return status_save(machine, domain->state, domain->reason, err);
}

/* Before the guest is asked. */
static bool check_config(const DomainDef *def, const char *name, const DomainIoTune *wanted,
                         uint32_t given, GError **err)
{
    const DomainDisk *disk = block_chain_disk(def, name, err);
    g_autoptr(DomainIoTune) tune = disk ? completed(disk, wanted, given, err) : NULL;

    return tune != NULL;
}

static bool co_set_config(DomainDriver *driver, Domain *domain, const DomainDef *def,
                          const char *name, const DomainIoTune *wanted, uint32_t given,
                          GError **err)
{
    g_autoptr(DomainDef) changed = domain_def_copy(def);
    DomainDisk *disk = block_chain_disk(changed, name, err);
    g_autoptr(DomainIoTune) tune = disk ? completed(disk, wanted, given, err) : NULL;

    if (!tune)
        return false;
    note(changed, disk, tune);
    return affect_co_replace_config(driver, domain, g_steal_pointer(&changed), err);
}

static bool co_set(DriverCall *call, const domain_set_block_io_tune_args *args, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(DomainIoTune) tune = g_new0(DomainIoTune, 1);
    g_autoptr(ClaimedDomain) domain = NULL;
    Affect affect;
    uint32_t given;

    if (!flags_check(args->flags, LIVE_CONFIG, "domain_set_block_io_tune", err) ||
        !read_params(args, tune, &given, err))
        return false;
    domain = claim_co_wanted(call, &args->dom, "block I/O tuning", err);
    if (!domain || !affect_resolve(domain, args->flags, &affect, err))
        return false;
    if (affect.config && !check_config(affect.config, args->disk, tune, given, err))
        return false;
    if (affect.live && !co_set_live(domain, affect.live, args->disk, tune, given, err))
        return false;
    if (!affect.config)
        return true;
    return affect_resolve(domain, DOMAIN_AFFECT_CONFIG, &affect, err) &&
           co_set_config(driver, domain, affect.config, args->disk, tune, given, err);
}

/* ---- get ---- */

/* A client that gives no room wants to know how many there are. */
static bool get(DriverCall *call, const domain_get_block_io_tune_args *args,
                domain_get_block_io_tune_ret *ret, GError **err)
{
    static const DomainIoTune none;
    Domain *domain = domain_find(call, &args->dom, err);
    g_auto(ParamList) list = {0};
    const DomainIoTune *tune = &none;
    const DomainDisk *disk;
    DomainDef *def;

    if (!domain || !flags_check(args->flags, LIVE_CONFIG | PARAMS_STRING_OKAY,
                                "domain_get_block_io_tune", err))
        return false;
    def = affect_resolve_one(domain, args->flags & LIVE_CONFIG, err);
    if (!def)
        return false;
    ret->nparams = DOMAIN_IOTUNE_LAST + 1;
    if (args->nparams == 0)
        return true;
    disk = args->disk ? block_chain_disk(def, *args->disk, err) : NULL;
    if (!disk)
        return args->disk ? false
                          : error_set(err, ERR_INVALID_ARG, "no disk is named to read limits of");
    if (disk->iotune)
        tune = disk->iotune;
    for (unsigned i = 0; i < DOMAIN_IOTUNE_LAST && (int) list.length < args->nparams; i++) {
        params_add_ulong(&list, tune->values[i], domain_iotune_value_to_string(i));
        if (i == DOMAIN_IOTUNE_SIZE_IOPS && (int) list.length < args->nparams)
            params_add_string(&list, tune->group ? tune->group : "", GROUP_NAME);
    }
    params_take(&list, &ret->params.params_len, &ret->params.params_val);
    ret->nparams = (int) ret->params.params_len;
    return true;
}

const RemoteHandlers disk_tune_handlers = {
    .domain_set_block_io_tune = co_set,
    .domain_get_block_io_tune = get,
};
