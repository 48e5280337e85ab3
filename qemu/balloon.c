/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The memory balloon: see balloon.h. QEMU takes the wish at once; what the guest gave comes as an
 * event (qemu/events_device.c), or when its statistics are asked for.
 */
#include "qemu/balloon.h"

static bool has_balloon(const DomainDef *def)
{
    return def->memballoon && def->memballoon->model == DOMAIN_MEMBALLOON_VIRTIO;
}

static bool co_wish(Machine *machine, uint64_t kib, GError **err)
{
    return machine_co_command(machine, "balloon",
                              json_pack("{s:I}", "value", (json_int_t) kib * 1024), NULL, err);
}

static bool co_period(Machine *machine, unsigned seconds, GError **err)
{
    g_autofree char *path =
        g_strconcat("/machine/peripheral/", machine->domain->def->memballoon->info.alias, NULL);

    return machine_co_command(machine, "qom-set",
                              json_pack("{s:s, s:s, s:I}", "path", path, "property",
                                        "guest-stats-polling-interval", "value",
                                        (json_int_t) seconds),
                              NULL, err);
}

bool balloon_co_start(Machine *machine, GError **err)
{
    const DomainDef *def = machine->domain->def;

    if (!has_balloon(def))
        return true;
    if (def->memballoon->stats_period && !co_period(machine, def->memballoon->stats_period, err))
        return false;
    return def->current_memory_kib == def->memory_kib ||
           co_wish(machine, def->current_memory_kib, err);
}

bool balloon_co_set(DomainDriver *driver, Domain *domain, uint64_t kib, GError **err)
{
    (void) driver;
    if (!has_balloon(domain->def))
        return error_set(err, ERR_OPERATION_INVALID,
                         "Unable to change memory of active domain without the balloon device and "
                         "guest OS balloon driver");
    return co_wish(machine_of(domain), kib, err);
}

bool balloon_co_set_period(DomainDriver *driver, Domain *domain, unsigned seconds, GError **err)
{
    (void) driver;
    return co_period(machine_of(domain), seconds, err);
}
