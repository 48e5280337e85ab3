/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* After a snapshot was interrupted: see snapshot_recover.h. */
#include "qemu/snapshot_recover.h"

#include <string.h>

#include "base/log.h"
#include "conf/domain_device.h"
#include "drivers/affect.h"
#include "drivers/moment_store.h"
#include "qemu/background.h"
#include "qemu/disk_live.h"
#include "qemu/disk_nodes.h"
#include "qemu/late.h"
#include "qemu/life.h"
#include "qemu/migration.h"
#include "qemu/snapshot.h"
#include "qemu/snapshot_files.h"
#include "qemu/snapshot_internal.h"
#include "qemu/snapshot_load.h"
#include "qemu/snapshot_memory.h"
#include "qemu/task.h"

/* For QEMU to answer, and to end what it does for the daemon before. */
#define RECOVER_PATIENCE_US (60 * G_USEC_PER_SEC)
#define RECOVER_POLL_US (G_USEC_PER_SEC / 10)

typedef struct Recovery {
    QemuDriver *driver;
    Domain *domain;   /* referenced */
    const char *why;  /* it was interrupted */
    Machine *machine; /* whose QEMU is waited for first; referenced; NULL: none */
    bool resume;      /* that is all */
} Recovery;

static DomainDef *definition_of(const Domain *domain)
{
    return domain->next_def ? domain->next_def : domain->def;
}

static const char *path_of(const DomainDef *def, const char *target)
{
    const DomainDisk *disk = domain_disk_by_target(def, target);

    return disk && disk->image ? disk->image->path : NULL;
}

/* ---- QEMU's side ---- */

static bool co_await_monitor(Domain *domain)
{
    int64_t deadline = g_get_monotonic_time() + RECOVER_PATIENCE_US;
    g_autoptr(Machine) machine = machine_ref(machine_of(domain));

    while (!machine->gone && !(machine->monitor && monitor_is_open(machine->monitor)) &&
           g_get_monotonic_time() < deadline)
        machine_co_wait(machine, RECOVER_POLL_US);
    return !machine->gone && machine->monitor && monitor_is_open(machine->monitor);
}

static bool co_has_jobs(Machine *machine)
{
    json_t *reply = NULL;
    bool has =
        machine_co_command(machine, "query-jobs", NULL, &reply, NULL) && json_array_size(reply) > 0;

    json_decref(reply);
    return has;
}

/* Those of the daemon before are being ended by the engine of jobs. */
static void co_await_jobs(Domain *domain)
{
    int64_t deadline = g_get_monotonic_time() + RECOVER_PATIENCE_US;
    g_autoptr(Machine) machine = machine_ref(machine_of(domain));

    while (!machine->gone && co_has_jobs(machine) && g_get_monotonic_time() < deadline)
        machine_co_wait(machine, RECOVER_POLL_US);
}

/* Whether QEMU has the node, and something lies behind it. */
static bool is_switched(const json_t *nodes, const char *name)
{
    size_t i;
    json_t *node;

    json_array_foreach(nodes, i, node)
    {
        const char *is = json_string_value(json_object_get(node, "node-name"));

        if (is && strcmp(is, name) == 0)
            return json_integer_value(json_object_get(node, "backing_file_depth")) > 0;
    }
    return false;
}

static void co_go_on(Domain *domain, const SnapshotDef *def)
{
    g_autoptr(GError) why = NULL;

    if (def->state != SNAPSHOT_STATE_RUNNING || !machine_of(domain) || machine_of(domain)->gone ||
        domain->state != DOMAIN_STATE_PAUSED)
        return;
    if (!life_co_resume(&machine_of(domain)->driver->base, domain, &why))
        log_error("domain '%s' stays paused: %s", domain->def->name, why->message);
}

/* ---- one that was being made ---- */

static DomainImage *next_image(DomainDisk *disk, const SnapshotDisk *entry)
{
    DomainImage *image = domain_image_new(entry->type, entry->path, entry->format);

    image->index = disk->last_index + 1;
    return image;
}

/* The guest has the new image in front of what it had before: so does its definition from now on.
 */
static void take_over_config(Domain *domain, const DomainImage *before, const SnapshotDisk *entry)
{
    DomainDisk *next =
        domain->next_def ? domain_disk_by_target(domain->next_def, entry->name) : NULL;

    if (!before || !next || !next->image || strcmp(next->image->path, before->path) != 0)
        return;
    domain_image_free(next->image);
    next->image = domain_image_new(entry->type, entry->path, entry->format);
}

static void take_over_image(Domain *domain, DomainDisk *disk, DomainImage *image,
                            const SnapshotDisk *entry)
{
    take_over_config(domain, disk->image, entry);
    image->backing = disk->image;
    image->chain_known = image->chain_found = true;
    disk->last_index = image->index;
    disk->image = image;
}

/* For each disk; whether the guest has been switched over, which happens to all of them at once. */
static bool co_settle_disks(Machine *machine, const SnapshotDef *def, const json_t *nodes)
{
    Domain *domain = machine->domain;
    bool switched = false;

    for (unsigned i = 0; i < def->disks->len && !machine->gone; i++) {
        const SnapshotDisk *entry = def->disks->pdata[i];
        DomainDisk *disk = domain_disk_by_target(domain->def, entry->name);
        g_autoptr(DomainImage) image = NULL;
        g_autofree char *name = NULL;

        if (entry->place != SNAPSHOT_PLACE_EXTERNAL || !disk || !disk->image)
            continue;
        if (g_strcmp0(disk->image->path, entry->path) == 0) { /* it was known already */
            take_over_config(domain, disk->image->backing, entry);
            switched = true;
            continue;
        }
        image = next_image(disk, entry);
        name = disk_nodes_name(disk, image);
        if (is_switched(nodes, name)) {
            take_over_image(domain, disk, g_steal_pointer(&image), entry);
            switched = true;
        } else { /* it may have the storage alone */
            disk_live_co_remove(machine, disk, image);
        }
    }
    return switched;
}

/* Not flat: QEMU (7.2) then says of every node that nothing lies behind it. */
static bool co_ask_nodes(Machine *machine, json_t **ret_nodes, GError **err)
{
    return machine_co_command(machine, "query-named-block-nodes", NULL, ret_nodes, err);
}

static void co_save_definitions(Recovery *recovery)
{
    Domain *domain = recovery->domain;
    g_autoptr(GError) why = NULL;

    snapshot_note_live(domain);
    if (domain->persistent && !affect_co_save_config(&recovery->driver->base, domain, &why))
        log_error("domain '%s': its definition does not name its new images: %s", domain->def->name,
                  why->message);
}

/* Whether the snapshot has come about; false also if that cannot be known, with err. */
static bool co_settle_live(Recovery *recovery, const SnapshotDef *def, GError **err)
{
    Domain *domain = recovery->domain;
    g_autoptr(Machine) machine = machine_ref(machine_of(domain));
    json_t *nodes = NULL;
    bool switched;

    if (def->memory == SNAPSHOT_PLACE_EXTERNAL && !migration_co_stop(machine, err))
        return false;
    if (!co_ask_nodes(machine, &nodes, err))
        return false;
    switched = co_settle_disks(machine, def, nodes);
    json_decref(nodes);
    if (switched)
        co_save_definitions(recovery);
    return switched;
}

static bool is_applied(const Domain *domain, const SnapshotDef *def)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        const SnapshotDisk *entry = def->disks->pdata[i];

        if (entry->place == SNAPSHOT_PLACE_EXTERNAL &&
            g_strcmp0(path_of(definition_of(domain), entry->name), entry->path) != 0)
            return false;
    }
    return true;
}

/* The images of a guest that ran may hold what it wrote last: they are left for people to see. */
static void co_remove_images(DomainDriver *driver, const Domain *domain, const SnapshotDef *def,
                             bool ran)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        const SnapshotDisk *entry = def->disks->pdata[i];

        if (entry->place != SNAPSHOT_PLACE_EXTERNAL || !entry->path)
            continue;
        if (ran)
            log_warning("domain '%s': '%s', if it is there, may hold what the guest wrote last",
                        domain->def->name, entry->path);
        else if (entry->type == DOMAIN_DISK_TYPE_FILE)
            snapshot_files_co_remove(driver, domain, entry->path);
    }
}

static bool co_settle_external(Recovery *recovery, const SnapshotDef *def, bool reused,
                               GError **err)
{
    Domain *domain = recovery->domain;
    Worker *worker = recovery->driver->base.driver.host->worker;
    bool active = domain_is_active(domain), ran = def->state != SNAPSHOT_STATE_SHUTOFF;
    g_autoptr(GError) why = NULL;
    bool made;

    made = active ? co_settle_live(recovery, def, &why) : is_applied(domain, def);
    if (why) {
        g_propagate_error(err, g_steal_pointer(&why));
        return false;
    }
    if (def->memory_file && !snapshot_memory_co_settle(worker, def->memory_file, made, &why)) {
        log_warning("domain '%s': memory of snapshot '%s': %s", domain->def->name, def->moment.name,
                    why->message);
        made = false;
    } else if (!made && !reused) {
        co_remove_images(&recovery->driver->base, domain, def, ran && !active);
    }
    co_go_on(domain, def);
    return made;
}

static bool co_settle_internal(Recovery *recovery, const SnapshotDef *def, GError **err)
{
    Domain *domain = recovery->domain;

    if (domain_is_active(domain)) {
        co_await_jobs(domain);
        if (machine_of(domain) && !snapshot_internal_co_delete(machine_of(domain), def, err))
            return false;
        co_go_on(domain, def);
        return false;
    }
    snapshot_internal_co_forget(snapshot_worker(&recovery->driver->base), def,
                                definition_of(domain), err);
    return false;
}

static void co_settle_making(Recovery *recovery, SnapshotDef *owned, bool reused)
{
    DomainDriver *driver = &recovery->driver->base;
    Domain *domain = recovery->domain;
    g_autoptr(SnapshotDef) def = owned;
    g_autofree char *name = g_strdup(def->moment.name);
    g_autoptr(GError) why = NULL;
    bool made, listed = !def->unlisted; /* else another may have its name */
    Moment *known = listed ? moment_tree_find(domain->snapshots, name) : NULL;

    if (known)
        made = true;
    else if (snapshot_def_is_external(def))
        made = co_settle_external(recovery, def, reused, &why);
    else
        made = co_settle_internal(recovery, def, &why);
    if (made && listed && !known)
        made = (known = snapshot_co_add(driver, domain, g_steal_pointer(&def), &why)) != NULL;
    if (made && listed)
        snapshot_co_note_current(driver, domain, known);
    log_warning("domain '%s': %s while snapshot '%s' was being made: %s%s%s", domain->def->name,
                recovery->why, name, made ? "it has been finished" : "it has been undone",
                why ? ", but: " : "", why ? why->message : "");
    moment_store_co_settle(driver, domain, &moment_snapshots,
                           reused ? MOMENT_NOTE_REUSING : MOMENT_NOTE_MAKING, name);
}

/* ---- one that was being gone back to ---- */

/* Whether the guest has taken it up. */
static bool co_settle_load(Recovery *recovery, const SnapshotDef *def, GError **err)
{
    Domain *domain = recovery->domain;
    g_autoptr(Machine) machine = machine_of(domain) ? machine_ref(machine_of(domain)) : NULL;
    MachineLoad load = machine ? snapshot_load_co_await(machine) : MACHINE_LOAD_NONE;
    g_autoptr(GError) why = NULL;

    if (!machine || machine->gone)
        return false;
    switch (load) {
    case MACHINE_LOAD_DONE:
        co_go_on(domain, def);
        if (!snapshot_co_take_config(&recovery->driver->base, domain, def, &why))
            log_error("domain '%s' keeps its definition: %s", domain->def->name, why->message);
        return true;
    case MACHINE_LOAD_FAILED:
        return error_set(err, ERR_OPERATION_FAILED,
                         "the guest stays paused, neither as it was nor as it is to be");
    case MACHINE_LOAD_WHILE_RUNNING:
        if (domain->state == DOMAIN_STATE_PAUSED)
            task_co_run_again(machine, DOMAIN_REASON_RUNNING_UNPAUSED);
        return false;
    case MACHINE_LOAD_WHILE_PAUSED:
        return false;
    default: /* of a daemon that noted down nothing more */
        return error_set(err, ERR_OPERATION_FAILED, "it is not known whether the guest is");
    }
}

/* Which images the definition names tells how far it came. */
static bool co_settle_new_images(DomainDriver *driver, const Domain *domain, const SnapshotDef *def)
{
    bool taken = false;

    for (unsigned i = 0; i < def->revert_disks->len; i++) {
        const SnapshotDisk *image = def->revert_disks->pdata[i];

        if (g_strcmp0(path_of(definition_of(domain), image->name), image->path) == 0 ||
            g_strcmp0(path_of(domain->def, image->name), image->path) == 0)
            taken = true;
        else if (image->path)
            snapshot_files_co_remove(driver, domain, image->path);
    }
    return taken;
}

static bool co_take_new_images(Recovery *recovery, Moment *moment, SnapshotDef *def, GError **err)
{
    SnapshotDef *known = snapshot_def_of(moment);

    snapshot_files_take_images(recovery->domain, known, g_steal_pointer(&def->revert_disks));
    return snapshot_co_save(&recovery->driver->base, recovery->domain, moment, err);
}

static void co_settle_reverting(Recovery *recovery, SnapshotDef *owned)
{
    DomainDriver *driver = &recovery->driver->base;
    Domain *domain = recovery->domain;
    g_autoptr(SnapshotDef) def = owned;
    Moment *moment = moment_tree_find(domain->snapshots, def->moment.name);
    g_autoptr(GError) why = NULL;
    bool done, images = def->revert_disks != NULL;

    done = images ? co_settle_new_images(driver, domain, def) : co_settle_load(recovery, def, &why);
    if (done && moment) {
        done = !images || co_take_new_images(recovery, moment, def, &why);
        if (done)
            snapshot_co_note_current(driver, domain, moment);
    }
    log_warning("domain '%s': %s while it went back to snapshot '%s': %s; it is %s now%s%s",
                domain->def->name, recovery->why, def->moment.name,
                done ? "its disks are those of the snapshot" : "that has not happened",
                domain_is_active(domain) ? "active" : "shut off", why ? ", but: " : "",
                why ? why->message : "");
    moment_store_co_settle(driver, domain, &moment_snapshots, MOMENT_NOTE_REVERTING,
                           def->moment.name);
    if (machine_of(domain))
        snapshot_load_end(machine_of(domain));
}

/* ---- all of a domain ---- */

static void warn_of_deletions(const Domain *domain)
{
    g_autoptr(GPtrArray) all = moment_tree_below(domain->snapshots, NULL);

    for (unsigned i = 0; i < all->len; i++) {
        const SnapshotDef *def = snapshot_def_of(all->pdata[i]);

        for (unsigned k = 0; k < def->disks->len; k++) {
            if (((const SnapshotDisk *) def->disks->pdata[k])->merging)
                log_warning("domain '%s': the deletion of snapshot '%s' was interrupted at disk "
                            "'%s'; delete it again to finish it",
                            domain->def->name, def->moment.name,
                            ((const SnapshotDisk *) def->disks->pdata[k])->name);
        }
    }
}

static GPtrArray *co_notes_of(const Recovery *recovery, const char *note)
{
    return moment_store_co_announced(&recovery->driver->base, recovery->domain, &moment_snapshots,
                                     note);
}

static void co_settle_all(Recovery *recovery)
{
    g_autoptr(GPtrArray) making = co_notes_of(recovery, MOMENT_NOTE_MAKING);
    g_autoptr(GPtrArray) reusing = co_notes_of(recovery, MOMENT_NOTE_REUSING);
    g_autoptr(GPtrArray) reverting = co_notes_of(recovery, MOMENT_NOTE_REVERTING);
    Domain *domain = recovery->domain;

    if (making->len + reusing->len + reverting->len > 0 && domain_is_active(domain) &&
        !co_await_monitor(domain) && domain_is_active(domain))
        log_error("domain '%s': what is left of an interrupted snapshot cannot be put in order",
                  domain->def->name);
    for (unsigned i = 0; i < making->len; i++)
        co_settle_making(recovery, making->pdata[i], false);
    for (unsigned i = 0; i < reusing->len; i++)
        co_settle_making(recovery, reusing->pdata[i], true);
    for (unsigned i = 0; i < reverting->len; i++)
        co_settle_reverting(recovery, reverting->pdata[i]);
}

static void co_go_on_late(Machine *machine)
{
    if (machine->gone || machine->domain->state != DOMAIN_STATE_PAUSED)
        return;
    task_co_run_again(machine, DOMAIN_REASON_RUNNING_UNPAUSED);
}

static void co_recover(void *data)
{
    Recovery *recovery = data;
    QemuDriver *driver = recovery->driver;
    Domain *domain = recovery->domain;

    if (recovery->machine)
        late_co_await(recovery->machine);
    while (!driver->closing && domain->listed &&
           !domain_co_begin_job(domain, "put snapshots in order", NULL))
        ;
    if (!driver->closing && domain->listed) {
        if (recovery->resume)
            co_go_on_late(recovery->machine);
        else
            co_settle_all(recovery);
        domain_end_job(domain);
    }
    machine_unref(recovery->machine);
    domain_unref(domain);
    g_free(recovery);
}

static void start(QemuDriver *driver, Domain *domain, Machine *machine, bool resume)
{
    Recovery *recovery = g_new0(Recovery, 1);

    recovery->driver = driver;
    recovery->domain = domain_ref(domain);
    recovery->why = machine ? "QEMU did not answer" : "the daemon ended";
    recovery->machine = machine ? machine_ref(machine) : NULL;
    recovery->resume = resume;
    background_start(driver, co_recover, recovery);
}

void snapshot_recover_late(Machine *machine)
{
    start(machine->driver, machine->domain, machine, false);
}

void snapshot_resume_late(Machine *machine)
{
    start(machine->driver, machine->domain, machine, true);
}

static bool has_notes(const QemuDriver *driver, const Domain *domain)
{
    return moment_store_has_notes(&driver->base, domain, &moment_snapshots);
}

void snapshot_recover_start(QemuDriver *driver)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify) domain_unref);
    gpointer cursor = NULL;
    Domain *domain;

    while ((domain = domain_list_next(driver->base.domains, &cursor))) {
        warn_of_deletions(domain);
        if (has_notes(driver, domain))
            g_ptr_array_add(found, domain_ref(domain));
    }
    for (unsigned i = 0; i < found->len; i++)
        start(driver, found->pdata[i], NULL, false);
}
