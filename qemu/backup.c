/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Beginning backups: see backup.h. All disks begin in one transaction, together with the bitmaps of
 * the checkpoint that may be made with it, so that it is one instant for all of them.
 */
#include "qemu/backup.h"

#include "base/file_co.h"
#include "drivers/claim.h"
#include "drivers/domain_find.h"
#include "drivers/domain_job.h"
#include "drivers/flags.h"
#include "qemu/bitmaps.h"
#include "qemu/block_chain.h"
#include "qemu/checkpoint.h"
#include "qemu/disk_nodes.h"
#include "qemu/image_create.h"
#include "qemu/image_open.h"
#include "qemu/parts_plug.h"
#include "qemu/status.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* ---- images ---- */

/* That a file is about to be made is known to the next daemon before, which removes it if nothing
 * has come of it: only where there is none yet. */
static bool co_note_store(Machine *machine, BackupDisk *entry, GError **err)
{
    const Domain *domain = machine->domain;
    Worker *worker = machine->driver->base.driver.host->worker;

    entry->made = entry->store->type == DOMAIN_DISK_TYPE_FILE &&
                  file_co_access(worker, entry->store->path, F_OK) == ENOENT;
    return machine_check_alive(machine, err) &&
           status_save(machine, domain->state, domain->reason, err);
}

static bool co_make_store(Machine *machine, const BackupDef *def, BackupDisk *entry, GError **err)
{
    const DriverHost *host = machine->driver->base.driver.host;
    g_autofree char *whose = g_strdup_printf("disk '%s'", entry->name);
    DomainDisk *disk = block_chain_filled_disk(machine->domain->def, entry->name, err);
    uint64_t capacity;

    if (!disk || !block_job_check_free(machine, disk->target, err))
        return false;
    if (def->reuse)
        return true;
    if (!block_chain_co_capacity(machine, disk, disk->image, &capacity, err) ||
        !machine_check_alive(machine, err) || !co_note_store(machine, entry, err))
        return false;
    if (!image_create_co_file(host, entry->store, capacity, NULL, whose, err)) {
        entry->made = false;
        return false;
    }
    entry->made = entry->store->type == DOMAIN_DISK_TYPE_FILE;
    return machine_check_alive(machine, err);
}

/* A scratch image lies above the disk: what is not in it is as the disk has it. */
static bool co_plug_store(Machine *machine, const BackupDef *def, BackupDisk *entry, GError **err)
{
    DomainDisk *disk = block_chain_filled_disk(machine->domain->def, entry->name, err);
    g_autoptr(Parts) parts = parts_new();
    DomainDisk named = {.target = entry->name};
    bool well;

    if (!disk || !image_open_co_image(machine, &named, entry->store, parts, err) ||
        !machine_check_alive(machine, err))
        return false;
    if (def->mode == BACKUP_MODE_PULL)
        entry->store->backing = disk->image;
    well = disk_nodes_image_parts(&named, entry->store, true, parts, err);
    entry->store->backing = NULL;
    if (!well || !parts_co_plug(machine, parts, err)) {
        image_open_forget(machine, &named, entry->store);
        return false;
    }
    entry->plugged = true;
    return machine_check_alive(machine, err);
}

/* ---- the transaction ---- */

/* A copy of the checkpoint's bitmap as it is at that instant. */
static bool add_bitmap(const Machine *machine, const BackupDisk *entry, const DomainDisk *disk,
                       const json_t *nodes, json_t *actions, GError **err)
{
    g_autofree char *copy = g_strconcat(BACKUP_JOB_PREFIX, entry->name, NULL);
    g_autofree char *node = disk_nodes_name(disk, disk->image);
    const char *bitmap = checkpoint_bitmap(machine->domain, entry->incremental, entry->name, err);
    json_t *places = bitmap ? bitmaps_places(nodes, disk, bitmap, err) : NULL;

    if (!places) {
        g_prefix_error(err, "checkpoint '%s': ", entry->incremental);
        return false;
    }
    json_array_append_new(actions, checkpoint_action("block-dirty-bitmap-add",
                                                     json_pack("{s:s, s:s, s:b}", "node", node,
                                                               "name", copy, "disabled", 1)));
    json_array_append_new(actions, checkpoint_action("block-dirty-bitmap-merge",
                                                     json_pack("{s:s, s:s, s:o}", "node", node,
                                                               "target", copy, "bitmaps", places)));
    return true;
}

static bool add_disk(Machine *machine, const BackupDef *def, const BackupDisk *entry,
                     const json_t *nodes, json_t *actions, GPtrArray *jobs, GError **err)
{
    const DomainDisk *disk = block_chain_filled_disk(machine->domain->def, entry->name, err);
    const DomainDisk named = {.target = entry->name};
    g_autofree char *id = g_strconcat(BACKUP_JOB_PREFIX, entry->name, NULL);
    g_autofree char *target = disk_nodes_name(&named, entry->store);
    g_autofree char *node = disk ? disk_nodes_name(disk, disk->image) : NULL;
    g_autoptr(BlockJob) job = NULL;
    json_t *data;

    if (!disk || (entry->incremental && !add_bitmap(machine, entry, disk, nodes, actions, err)))
        return false;
    job = block_job_new(machine, &backup_kind, id, entry->name);
    if (!block_job_announce(job, err))
        return false;
    data = json_pack("{s:s, s:s, s:s}", "device", node, "target", target, "sync",
                     def->mode == BACKUP_MODE_PULL ? "none"
                     : entry->incremental          ? "incremental"
                                                   : "full");
    if (def->mode == BACKUP_MODE_PUSH && entry->incremental)
        json_object_set_new(data, "bitmap", json_string(id));
    json_array_append_new(
        actions,
        checkpoint_action("blockdev-backup", block_job_arguments(job, "blockdev-backup", data)));
    g_ptr_array_add(jobs, g_steal_pointer(&job));
    return true;
}

static bool add_all(Machine *machine, const BackupDef *def, const json_t *nodes, json_t *actions,
                    GPtrArray *jobs, GError **err)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        const BackupDisk *entry = def->disks->pdata[i];

        if (!entry->excluded && !add_disk(machine, def, entry, nodes, actions, jobs, err))
            return false;
    }
    return jobs->len > 0 || error_set(err, ERR_CONFIG_UNSUPPORTED, "no disk is to be backed up");
}

static bool co_transact(Machine *machine, const BackupDef *def, CheckpointDef *checkpoint,
                        GError **err)
{
    g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func((GDestroyNotify) block_job_unref);
    DomainDriver *driver = &machine->driver->base;
    json_t *actions = json_array(), *nodes = NULL;
    g_autoptr(GError) why = NULL;
    bool announced = false, well;

    well = bitmaps_co_ask(machine, &nodes, &why) &&
           add_all(machine, def, nodes, actions, jobs, &why) &&
           (!checkpoint || (announced = checkpoint_co_announce(driver, machine->domain, checkpoint,
                                                               actions, &why)));
    if (well)
        well = machine_co_transaction(machine, g_steal_pointer(&actions), &why);
    json_decref(actions);
    json_decref(nodes);
    for (unsigned i = 0; i < jobs->len; i++)
        block_job_started(jobs->pdata[i], why);
    if (announced && machine->driver)
        checkpoint_co_settle(machine, checkpoint, why);
    else
        checkpoint_def_free(checkpoint);
    if (!well)
        g_propagate_error(err, g_steal_pointer(&why));
    return well;
}

/* ---- all of it ---- */

static bool co_prepare(Machine *machine, BackupDef *def, GError **err)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        BackupDisk *entry = def->disks->pdata[i];

        if (!entry->excluded &&
            (!co_make_store(machine, def, entry, err) || !co_plug_store(machine, def, entry, err)))
            return false;
    }
    return def->mode == BACKUP_MODE_PUSH || backup_co_start_server(machine, def, err);
}

static void co_undo(Machine *machine, const BackupDef *def)
{
    if (def->mode == BACKUP_MODE_PULL)
        backup_co_stop_server(machine, def);
    for (unsigned i = 0; i < def->disks->len; i++) {
        const BackupDisk *entry = def->disks->pdata[i];

        if (!entry->excluded)
            backup_co_clear_disk(machine, def, entry, false);
    }
}

static bool co_run(Machine *machine, CheckpointDef *checkpoint, GError **err)
{
    g_autoptr(BackupDef) def = backup_def_ref(machine->backup);

    if (!co_prepare(machine, def, err)) {
        checkpoint_def_free(checkpoint);
        co_undo(machine, def);
        return false;
    }
    if (!co_transact(machine, def, checkpoint, err)) {
        if (!block_job_any(machine, &backup_kind)) /* else that follows on their end */
            co_undo(machine, def);
        return false;
    }
    if (def->mode == BACKUP_MODE_PUSH || backup_co_serve(machine, def, err))
        return true;
    backup_cancel(machine); /* which ends it as any other */
    return false;
}

static BackupDef *prepare_def(const Domain *domain, const domain_backup_begin_args *args,
                              GError **err)
{
    g_autofree char *suffix = g_strdup_printf("backup-%" G_GINT64_FORMAT, g_get_real_time() / 1000);
    g_autoptr(BackupDef) def = backup_def_parse(args->backup_xml, err);

    if (!def || !backup_def_align(def, domain->def, suffix, err))
        return NULL;
    def->reuse = args->flags & DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL;
    for (unsigned i = 0; i < def->disks->len; i++) {
        BackupDisk *entry = def->disks->pdata[i];

        DomainDisk *disk = block_chain_disk(domain->def, entry->name, NULL);

        entry->made = false;
        entry->store->chain_known = true;
        entry->store->index = disk && !entry->excluded ? ++disk->last_index : 0;
        if (!entry->excluded && entry->incremental &&
            !checkpoint_bitmap(domain, entry->incremental, entry->name, err))
            return NULL;
    }
    return g_steal_pointer(&def);
}

static bool co_begin(DriverCall *call, const domain_backup_begin_args *args, GError **err)
{
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autoptr(Machine) machine = NULL;
    g_autoptr(BackupDef) def = NULL;
    CheckpointDef *checkpoint = NULL;
    bool well;

    if (!flags_check(args->flags, DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL, "domain_backup_begin", err))
        return false;
    domain = claim_co_active(call, &args->dom, "backup", err);
    if (!domain || !(def = prepare_def(domain, args, err)))
        return false;
    if (args->checkpoint_xml &&
        !(checkpoint = checkpoint_prepare(domain, *args->checkpoint_xml, err)))
        return false;
    machine = machine_ref(machine_of(domain));
    if (!domain_job_begin(domain, DOMAIN_JOB_OPERATION_BACKUP, DOMAIN_JOB_UNBOUNDED, backup_cancel,
                          machine, err)) {
        checkpoint_def_free(checkpoint);
        return false;
    }
    machine->backup = g_steal_pointer(&def);
    machine_set_state(machine, domain->state, domain->reason, -1, 0); /* the status file */
    well = co_run(machine, checkpoint, err);
    if (!well && !machine->gone && machine->backup && !block_job_any(machine, &backup_kind))
        backup_refused(machine);
    return well;
}

static bool get_xml(DriverCall *call, const domain_backup_get_xml_desc_args *args,
                    domain_backup_get_xml_desc_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);
    const Machine *machine = domain ? machine_of(domain) : NULL;

    if (!domain || !flags_check(args->flags, 0, "domain_backup_get_xml_desc", err))
        return false;
    if (!machine || !machine->backup)
        return error_set(err, ERR_NO_DOMAIN_BACKUP, "no domain backup job present");
    ret->xml = backup_def_format(machine->backup, false);
    return true;
}

const RemoteHandlers backup_handlers = {
    .domain_backup_begin = co_begin,
    .domain_backup_get_xml_desc = get_xml,
};
