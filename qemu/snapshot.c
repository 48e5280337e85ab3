/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What making, deleting and going back to snapshots have in common: see snapshot.h. */
#include "qemu/snapshot.h"

#include <string.h>

#include "base/log.h"
#include "drivers/affect.h"
#include "drivers/moment_store.h"
#include "qemu/block_job.h"
#include "qemu/status.h"

const RemoteHandlers snapshot_handlers = {
    .domain_snapshot_create_xml = snapshot_co_create,
    .domain_revert_to_snapshot = snapshot_co_revert,
    .domain_snapshot_delete = snapshot_co_delete,
};

DomainDef *snapshot_copy_domain(const DomainDef *def)
{
    g_autofree char *xml = domain_def_format(def, DOMAIN_FORMAT_INACTIVE | DOMAIN_FORMAT_SECURE);
    g_autoptr(GError) why = NULL;
    DomainDef *copy = domain_def_parse(xml, DOMAIN_PARSE_DEFAULT, &why);

    if (!copy) {
        log_warning("domain '%s': its snapshot names live devices: %s", def->name, why->message);
        return domain_def_copy(def);
    }
    for (unsigned i = 0; i < copy->disks->len; i++) {
        DomainImage *image = ((DomainDisk *) copy->disks->pdata[i])->image;

        if (!image || !image->chain_known || !image->backing)
            continue;
        g_clear_pointer(&image->backing, domain_image_free);
        image->chain_known = false;
    }
    return copy;
}

bool snapshot_co_set_current(DomainDriver *driver, Domain *domain, Moment *moment, GError **err)
{
    if (!moment_store_co_set_current(driver, domain, &moment_snapshots,
                                     moment ? moment->def->name : NULL, err))
        return false;
    moment_tree_set_current(domain->snapshots, moment);
    return true;
}

void snapshot_co_note_current(DomainDriver *driver, Domain *domain, Moment *moment)
{
    g_autoptr(GError) why = NULL;

    if (snapshot_co_set_current(driver, domain, moment, &why))
        return;
    log_warning("domain '%s': the current snapshot is '%s', but a next daemon will not know: %s",
                domain->def->name, moment->def->name, why->message);
    moment_tree_set_current(domain->snapshots, moment);
}

Moment *snapshot_co_add(DomainDriver *driver, Domain *domain, SnapshotDef *def, GError **err)
{
    g_autoptr(SnapshotDef) owned = def;

    if (!moment_tree_check_new(domain->snapshots, &def->moment, err) ||
        !moment_store_co_save(driver, domain, &moment_snapshots, &def->moment, err))
        return NULL;
    return moment_tree_add(domain->snapshots, &g_steal_pointer(&owned)->moment);
}

bool snapshot_co_drop(DomainDriver *driver, Domain *domain, Moment *moment, GError **err)
{
    if (!moment_store_co_remove(driver, domain, &moment_snapshots, moment->def->name, err))
        return false;
    moment_tree_remove(domain->snapshots, moment);
    return true;
}

bool snapshot_co_take_config(DomainDriver *driver, Domain *domain, const SnapshotDef *def,
                             GError **err)
{
    DomainDef *config;

    if (!def->inactive || !domain->persistent)
        return true;
    config = domain_def_copy(def->inactive);
    g_free(config->name);
    config->name = g_strdup(domain->def->name);
    return affect_co_replace_config(driver, domain, config, err);
}

bool snapshot_co_save(DomainDriver *driver, Domain *domain, const Moment *moment, GError **err)
{
    return moment_store_co_save(driver, domain, &moment_snapshots, moment->def, err);
}

void snapshot_note_live(Domain *domain)
{
    Machine *machine = machine_of(domain);
    g_autoptr(GError) why = NULL;

    if (machine && !machine->gone && !status_save(machine, domain->state, domain->reason, &why))
        log_warning("domain '%s': %s", domain->def->name, why->message);
}

bool snapshot_refuse_jobs(Domain *domain, GError **err)
{
    const Machine *machine = machine_of(domain);

    for (unsigned i = 0; machine && i < domain->def->disks->len; i++) {
        const DomainDisk *disk = domain->def->disks->pdata[i];

        if (!block_job_check_free(machine, disk->target, err))
            return false;
    }
    return true;
}
