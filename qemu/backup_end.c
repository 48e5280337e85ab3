/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How backups end, and are found again: see backup.h. */
#include "qemu/backup.h"

#include "base/file_co.h"
#include "base/log.h"
#include "drivers/domain_job_end.h"
#include "qemu/background.h"
#include "qemu/block_chain.h"
#include "qemu/disk_live.h"
#include "qemu/disk_nodes.h"

/* For clients to be cut off: QEMU closes them by itself, in a moment. */
#define EXPORTS_GONE_US (5 * G_USEC_PER_SEC)

static void co_try(Machine *machine, const char *command, json_t *arguments)
{
    g_autoptr(GError) why = NULL;

    if (machine->gone)
        json_decref(arguments);
    else if (!machine_co_command(machine, command, arguments, NULL, &why))
        log_debug("domain '%s': %s: %s", machine->domain->def->name, command, why->message);
}

/* ---- files ---- */

/* The daemon may have let go of the machine meanwhile: it ends, and waits for its disk. */
static void co_remove_file(Machine *machine, const char *path)
{
    g_autofree char *copy = g_strdup(path);
    g_autoptr(GError) why = NULL;

    if (machine->driver ? !file_co_remove(machine->driver->base.driver.host->worker, copy, &why)
                        : !file_remove(copy, &why))
        log_warning("domain '%s': %s", machine->domain->def->name, why->message);
}

typedef struct Leftovers {
    QemuDriver *driver;
    Domain *domain;
    GPtrArray *paths;
} Leftovers;

/* With the domain's lock, so that no other backup makes files of these names before. */
static void co_remove_leftovers(void *data)
{
    Leftovers *left = data;
    Worker *worker = left->driver->base.driver.host->worker;
    bool locked = domain_co_begin_job(left->domain, "end of a backup", NULL);

    for (unsigned i = 0; i < left->paths->len; i++) {
        g_autoptr(GError) why = NULL;

        if (!file_co_remove(worker, left->paths->pdata[i], &why))
            log_warning("domain '%s': %s", left->domain->def->name, why->message);
    }
    if (locked)
        domain_end_job(left->domain);
    domain_unref(left->domain);
    g_ptr_array_unref(left->paths);
    g_free(left);
}

/* ---- the server ---- */

static bool co_has_exports(Machine *machine)
{
    json_t *exports = NULL;
    bool any;

    if (!machine_co_command(machine, "query-block-exports", NULL, &exports, NULL))
        return false;
    any = json_array_size(exports) > 0;
    json_decref(exports);
    return any;
}

void backup_co_stop_server(Machine *machine, const BackupDef *def)
{
    int64_t deadline = g_get_monotonic_time() + EXPORTS_GONE_US, left;
    g_autofree char *socket = g_strdup(def->socket);

    for (unsigned i = 0; i < def->disks->len && !machine->gone; i++) {
        const BackupDisk *disk = def->disks->pdata[i];
        g_autofree char *id = g_strconcat(BACKUP_JOB_PREFIX, disk->name, NULL);

        if (!disk->excluded)
            co_try(machine, "block-export-del", json_pack("{s:s, s:s}", "id", id, "mode", "hard"));
    }
    while (!machine->gone && co_has_exports(machine) &&
           (left = deadline - g_get_monotonic_time()) > 0)
        machine_co_wait(machine, left);
    co_try(machine, "nbd-server-stop", NULL);
    co_try(machine, "object-del", json_pack("{s:s}", "id", "backup-tls"));
    if (socket)
        co_remove_file(machine, socket);
}

/* ---- one disk ---- */

void backup_co_clear_disk(Machine *machine, const BackupDef *def, const BackupDisk *disk, bool well)
{
    const DomainDisk named = {.target = disk->name};
    const DomainImage image = {.index = disk->store->index};
    g_autofree char *bitmap = g_strconcat(BACKUP_JOB_PREFIX, disk->name, NULL);
    DomainDisk *of = block_chain_disk(machine->domain->def, disk->name, NULL);
    g_autofree char *node = of && of->image ? disk_nodes_name(of, of->image) : NULL;
    bool keep = !disk->made || (def->mode == BACKUP_MODE_PUSH && well);

    if (disk->incremental && node)
        co_try(machine, "block-dirty-bitmap-remove",
               json_pack("{s:s, s:s}", "node", node, "name", bitmap));
    if (disk->plugged && !machine->gone)
        disk_live_co_remove(machine, &named, &image);
    if (!keep)
        co_remove_file(machine, disk->store->path);
}

static bool others_go_on(const Machine *machine, const BlockJob *job)
{
    for (unsigned i = 0; machine->jobs && i < machine->jobs->len; i++) {
        const BlockJob *other = machine->jobs->pdata[i];

        if (other != job && other->kind == &backup_kind)
            return true;
    }
    return false;
}

/* One that fails takes the others with it: half a backup is none. */
static void cancel_others(Machine *machine, const BlockJob *job)
{
    if (job->result != BLOCK_JOB_COMPLETED && others_go_on(machine, job))
        backup_cancel(machine);
}

static void co_finish(BlockJob *job)
{
    Machine *machine = job->machine;
    g_autoptr(BackupDef) def = backup_def_ref(machine->backup);
    const BackupDisk *disk = def ? backup_disk_find(def, job->disk) : NULL;
    bool pull = def && def->mode == BACKUP_MODE_PULL;
    bool last = !others_go_on(machine, job);
    g_autoptr(GError) why = NULL;

    if (!disk)
        return;
    if (pull)
        backup_co_stop_server(machine, def);
    backup_co_clear_disk(machine, def, disk, job->result == BLOCK_JOB_COMPLETED);
    if (machine->gone || machine->backup != def)
        return;
    cancel_others(machine, job);
    /* Of a pull, being aborted is the end that it has. */
    if ((!pull || job->result == BLOCK_JOB_FAILED) && !machine->backup_failure &&
        !block_job_check_result(job, &why))
        machine->backup_failure = g_steal_pointer(&why);
    if (last)
        backup_over(machine, machine->backup_failure);
}

/* Of all disks together, those that are done included. Nobody knows how much of a pulled disk has
 * been read; what its job copies is what the guest has overwritten. */
static void moved(BlockJob *job)
{
    const BackupDef *def = job->machine->backup;
    BackupDisk *disk = def ? backup_disk_find(def, job->disk) : NULL;
    DomainJob *whole = job->machine->domain->running_job;
    uint64_t copied = 0, size = 0;

    if (!disk || !whole)
        return;
    disk->copied = job->current;
    disk->size = job->end;
    for (unsigned i = 0; i < def->disks->len; i++) {
        copied += ((const BackupDisk *) def->disks->pdata[i])->copied;
        size += ((const BackupDisk *) def->disks->pdata[i])->size;
    }
    if (def->mode == BACKUP_MODE_PULL) {
        whole->progress.disk_temporary_used = copied;
        whole->progress.disk_temporary_total = size;
        return;
    }
    whole->progress.disk_total = size;
    whole->progress.disk_processed = copied;
    whole->progress.disk_remaining = size - MIN(copied, size);
}

const BlockJobKind backup_kind = {
    .name = "backup",
    .type = DOMAIN_BLOCK_JOB_TYPE_BACKUP,
    .co_finish = co_finish,
    .moved = moved,
};

/* ---- all of them ---- */

static void co_cancel(void *data)
{
    g_autoptr(Machine) machine = machine_ref(data);
    g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func((GDestroyNotify) block_job_unref);

    for (unsigned i = 0; machine->jobs && i < machine->jobs->len; i++) {
        BlockJob *job = machine->jobs->pdata[i];

        if (job->kind == &backup_kind)
            g_ptr_array_add(jobs, block_job_ref(job));
    }
    for (unsigned i = 0; i < jobs->len && !machine->gone; i++) {
        g_autoptr(GError) why = NULL;
        BlockJob *job = jobs->pdata[i];

        if (!job->aborting && !block_job_co_cancel(job, &why))
            log_warning("domain '%s': %s", machine->domain->def->name, why->message);
    }
}

void backup_cancel(void *data)
{
    Machine *machine = data;

    if (machine->driver && !machine->gone)
        background_start(machine->driver, co_cancel, machine);
}

void backup_over(Machine *machine, const GError *why)
{
    g_clear_pointer(&machine->backup, backup_def_unref);
    domain_job_end(&machine->driver->base, machine->domain, why);
    g_clear_error(&machine->backup_failure);
}

void backup_refused(Machine *machine)
{
    g_clear_pointer(&machine->backup, backup_def_unref);
    g_clear_error(&machine->backup_failure);
    domain_job_refuse(machine->domain);
    machine_set_state(machine, machine->domain->state, machine->domain->reason, -1, 0);
}

/* ---- the status file ---- */

char *backup_format(const Machine *machine)
{
    return machine->backup ? backup_def_format(machine->backup, true) : NULL;
}

bool backup_restore(Machine *machine, const char *xml, GError **err)
{
    machine->backup = xml ? backup_def_parse(xml, err) : NULL;
    if (xml && !machine->backup)
        return false;
    for (unsigned i = 0; xml && i < machine->backup->disks->len; i++) {
        BackupDisk *disk = machine->backup->disks->pdata[i];

        disk->plugged = !disk->excluded;
    }
    return !xml || domain_job_begin(machine->domain, DOMAIN_JOB_OPERATION_BACKUP,
                                    DOMAIN_JOB_UNBOUNDED, backup_cancel, machine, err);
}

/* The daemon died before any of its jobs began, or when the last was done. */
static void co_sweep(void *data)
{
    g_autoptr(Machine) machine = machine_ref(data);
    Domain *domain = machine->domain;
    g_autoptr(GError) why = NULL;

    if (!machine_co_claim(machine, "end of a backup"))
        return;
    if (machine->backup && !others_go_on(machine, NULL)) {
        g_autoptr(BackupDef) def = backup_def_ref(machine->backup);

        backup_co_stop_server(machine, def);
        for (unsigned i = 0; i < def->disks->len && !machine->gone; i++) {
            const BackupDisk *disk = def->disks->pdata[i];

            if (!disk->excluded)
                backup_co_clear_disk(machine, def, disk, false);
        }
        error_set(&why, ERR_OPERATION_FAILED, "the daemon ended before it had begun");
        if (!machine->gone) {
            backup_over(machine, why);
            machine_set_state(machine, domain->state, domain->reason, -1, 0);
        }
    }
    domain_end_job(domain);
}

bool backup_refresh(Machine *machine)
{
    if (machine->backup && !machine->gone && !others_go_on(machine, NULL))
        background_start(machine->driver, co_sweep, machine);
    return true;
}

void backup_forget(Machine *machine)
{
    g_autoptr(BackupDef) def = g_steal_pointer(&machine->backup);
    g_autoptr(GError) why = NULL;
    Leftovers *left;

    g_clear_error(&machine->backup_failure);
    if (!def || !machine->gone || !machine->driver)
        return;
    /* The guest has ended: scratch images and halves of targets are of no use. */
    left = g_new0(Leftovers, 1);
    left->driver = machine->driver;
    left->domain = domain_ref(machine->domain);
    left->paths = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < def->disks->len; i++) {
        const BackupDisk *disk = def->disks->pdata[i];

        if (disk->made)
            g_ptr_array_add(left->paths, g_strdup(disk->store->path));
    }
    if (def->socket)
        g_ptr_array_add(left->paths, g_strdup(def->socket));
    background_start(left->driver, co_remove_leftovers, left);
    error_set(&why, ERR_OPERATION_FAILED, "the guest has ended");
    domain_job_end(&machine->driver->base, machine->domain, why);
}
