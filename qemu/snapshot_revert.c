/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Going back to a snapshot: see snapshot.h.
 *
 * A guest that runs, and whose hardware is that of the snapshot, is loaded in place. Else it is
 * stopped, its images and definition are put back, and it is started from the memory that was kept,
 * if it was. Images that external snapshots keep are never written: the domain gets new ones in
 * front of them.
 */
#include "drivers/affect.h"
#include "drivers/claim.h"
#include "drivers/domain_life.h"
#include "drivers/flags.h"
#include "drivers/moment_store.h"
#include "qemu/late.h"
#include "qemu/life.h"
#include "qemu/snapshot.h"
#include "qemu/snapshot_files.h"
#include "qemu/snapshot_images.h"
#include "qemu/snapshot_internal.h"
#include "qemu/snapshot_load.h"
#include "qemu/snapshot_memory.h"
#include "qemu/snapshot_recover.h"
#include "qemu/start.h"

#include <string.h>
#include <unistd.h>

#include "base/log.h"

typedef struct Revert {
    DomainDriver *driver;
    Domain *domain;
    Moment *moment;
    const SnapshotDef *def;
    bool run; /* the guest runs afterwards, or is paused */
    bool paused;
    bool loading;      /* QEMU has been told to */
    bool late;         /* but has not answered */
    DomainDef *live;   /* what runs afterwards */
    DomainDef *config; /* its definition */
    DomainDef *before; /* the definition that it had */
    GPtrArray *disks;  /* of SnapshotDisk: the new images */
    Overlays *overlays;
} Revert;

static void revert_clear(Revert *revert)
{
    domain_def_free(revert->live);
    domain_def_free(revert->config);
    domain_def_free(revert->before);
    g_clear_pointer(&revert->disks, g_ptr_array_unref);
    overlays_free(revert->overlays);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Revert, revert_clear)

static bool has_memory(const SnapshotDef *def)
{
    return def->memory > SNAPSHOT_PLACE_NO;
}

/* ---- whether it may be ---- */

static bool check_whole(const SnapshotDef *def, GError **err)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        const SnapshotDisk *disk = def->disks->pdata[i];

        if (disk->merging)
            return error_set(err, ERR_OPERATION_INVALID,
                             "snapshot '%s' is not whole any more: its deletion was begun, and can "
                             "only be finished by deleting it",
                             def->moment.name);
        if (disk->place == SNAPSHOT_PLACE_MANUAL)
            return error_set(err, ERR_OPERATION_UNSUPPORTED,
                             "disk '%s' of snapshot '%s' was kept by hand, and has to be put back "
                             "by hand",
                             disk->name, def->moment.name);
    }
    return true;
}

/* What makes no difference to the hardware is left out. */
static char *hardware_of(const DomainDef *def)
{
    g_autoptr(DomainDef) copy = snapshot_copy_domain(def);

    g_clear_pointer(&copy->title, g_free);
    g_clear_pointer(&copy->description, g_free);
    g_clear_pointer(&copy->metadata, g_free);
    return domain_def_format(copy, DOMAIN_FORMAT_INACTIVE | DOMAIN_FORMAT_SECURE);
}

static bool is_same_hardware(const DomainDef *one, const DomainDef *other)
{
    g_autofree char *left = hardware_of(one), *right = hardware_of(other);

    return strcmp(left, right) == 0;
}

/* The guest that runs takes up what it was, and need not be stopped for it. */
static bool is_in_place(const Revert *revert)
{
    return domain_is_active(revert->domain) && revert->def->memory == SNAPSHOT_PLACE_INTERNAL &&
           revert->def->moment.domain &&
           is_same_hardware(revert->def->moment.domain, revert->domain->def);
}

static bool fail_risky(GError **err, const char *why)
{
    return error_set(err, ERR_SNAPSHOT_REVERT_RISKY, "%s; 'force' does it all the same", why);
}

static bool check_risks(const Revert *revert, unsigned flags, GError **err)
{
    const Domain *domain = revert->domain;
    bool active = domain_is_active(domain), force = flags & DOMAIN_SNAPSHOT_REVERT_FORCE;

    if (domain->managed_save)
        return error_set(err, ERR_OPERATION_INVALID,
                         "domain '%s' has a managed save, which would not fit its images any more: "
                         "remove it first (managedsave-remove)",
                         domain->def->name);
    if (!revert->def->moment.domain && !force)
        return fail_risky(err, "the snapshot does not tell what its domain was like");
    if (active && !force && !has_memory(revert->def) && revert->run)
        return fail_risky(err, "the guest must be stopped to start from an inactive snapshot");
    if (active && !force && has_memory(revert->def) &&
        revert->def->memory == SNAPSHOT_PLACE_INTERNAL &&
        !is_same_hardware(revert->def->moment.domain, domain->def))
        return fail_risky(err, "the guest must be stopped, since its hardware was another");
    if (active && !domain->persistent && !is_in_place(revert))
        return error_set(err, ERR_OPERATION_INVALID,
                         "a transient domain cannot be stopped to go back to this snapshot");
    return true;
}

static bool check_flags(unsigned flags, GError **err)
{
    const unsigned both = DOMAIN_SNAPSHOT_REVERT_RUNNING | DOMAIN_SNAPSHOT_REVERT_PAUSED;

    if (flags & DOMAIN_SNAPSHOT_REVERT_RESET_NVRAM)
        return error_set(err, ERR_ARGUMENT_UNSUPPORTED,
                         "domain_revert_to_snapshot: resetting the firmware variables is not "
                         "supported");
    if (!flags_check(flags, both | DOMAIN_SNAPSHOT_REVERT_FORCE, "domain_revert_to_snapshot", err))
        return false;
    return (flags & both) != both ||
           error_set(err, ERR_INVALID_ARG, "'running' and 'paused' exclude each other");
}

static void decide(Revert *revert, unsigned flags)
{
    const SnapshotDef *def = revert->def;
    bool memory = has_memory(def);

    revert->run =
        memory || (flags & (DOMAIN_SNAPSHOT_REVERT_RUNNING | DOMAIN_SNAPSHOT_REVERT_PAUSED));
    revert->paused = (flags & DOMAIN_SNAPSHOT_REVERT_PAUSED) ||
                     (memory && !(flags & DOMAIN_SNAPSHOT_REVERT_RUNNING) &&
                      def->state != SNAPSHOT_STATE_RUNNING);
}

/* ---- in place ---- */

static bool co_load(Revert *revert, GError **err)
{
    Machine *now = machine_of(revert->domain); /* something was waited for */
    g_autoptr(Machine) machine = now ? machine_ref(now) : NULL;

    if (!machine)
        return error_set(err, ERR_OPERATION_FAILED, "domain '%s' has ended meanwhile",
                         revert->domain->def->name);
    if (!snapshot_load_co_stop(machine, err))
        return false;
    revert->loading = true;
    if (!snapshot_load_co_run(machine, revert->def, err))
        return false;
    if (revert->paused) {
        machine_set_state(machine, DOMAIN_STATE_PAUSED, DOMAIN_REASON_PAUSED_FROM_SNAPSHOT, -1, 0);
        return true;
    }
    machine->run_reason = DOMAIN_REASON_RUNNING_FROM_SNAPSHOT;
    return life_co_resume(revert->driver, revert->domain, err);
}

/* ---- stopped, put back, started ---- */

static bool co_make_overlays(Revert *revert, GError **err)
{
    const DomainDef *kept = revert->def->moment.domain;

    revert->disks = snapshot_files_co_new_images(revert->driver, revert->def, err);
    if (!revert->disks)
        return false;
    revert->overlays = overlays_new(kept ? kept : revert->domain->def, revert->disks, false);
    return overlays_co_make(revert->overlays, revert->driver->driver.host, err);
}

/* The documents of afterwards. */
static void make_definitions(Revert *revert)
{
    const Domain *domain = revert->domain;
    const SnapshotDef *def = revert->def;
    const DomainDef *now = domain->next_def ? domain->next_def : domain->def;
    const DomainDef *live = def->moment.domain ? def->moment.domain : now;

    revert->before = domain_def_copy(now);
    revert->live = domain_def_copy(live);
    revert->config = domain_def_copy(def->inactive ? def->inactive : live);
    g_free(revert->live->name);
    revert->live->name = g_strdup(domain->def->name);
    g_free(revert->config->name);
    revert->config->name = g_strdup(domain->def->name);
    overlays_apply(revert->overlays, revert->live);
    overlays_apply(revert->overlays, revert->config);
}

static bool co_stop(Revert *revert, GError **err)
{
    Machine *machine = machine_of(revert->domain);

    if (!machine)
        return true;
    machine->to_snapshot = true;
    return life_co_destroy(revert->driver, revert->domain, false, err);
}

static bool co_load_at_start(Machine *machine, void *data, GError **err)
{
    return snapshot_internal_co_load(machine, ((const Revert *) data)->def, &block_job_plain, err);
}

/* DomainStart.co_start. */
static bool co_start(DomainDriver *driver, Domain *domain, bool paused, void *data, GError **err)
{
    const Revert *revert = data;
    const StartIncoming incoming = {
        .fd = -1, .origin = MACHINE_FROM_SNAPSHOT, .co_load = co_load_at_start, .data = data};

    switch (revert->def->memory) {
    case SNAPSHOT_PLACE_EXTERNAL:
        return snapshot_memory_co_start(driver, domain, revert->def->memory_file, paused, err);
    case SNAPSHOT_PLACE_INTERNAL:
        return start_co_incoming(driver, domain, paused, &incoming, err);
    default:
        return start_co_domain(driver, domain, paused, err);
    }
}

static bool co_start_again(Revert *revert, GError **err)
{
    const DomainStart start = {.paused = revert->paused, .co_start = co_start, .data = revert};

    if (!revert->run)
        return true;
    if (!revert->driver->hypervisor->complete(revert->driver, revert->live, err))
        return false;
    return domain_life_co_run(revert->driver, revert->domain, g_steal_pointer(&revert->live),
                              &start, err);
}

/* Only images that nobody writes have been taken up, so what was can be taken up again. */
static void co_undo_external(Revert *revert)
{
    g_autoptr(GError) why = NULL;

    if (revert->before && !affect_co_replace_config(revert->driver, revert->domain,
                                                    g_steal_pointer(&revert->before), &why)) {
        log_error("domain '%s' is left with the images of snapshot '%s': %s",
                  revert->domain->def->name, revert->def->moment.name, why->message);
        return;
    }
    overlays_co_remove(revert->overlays, revert->driver->driver.host);
}

static bool co_put_back(Revert *revert, GError **err)
{
    DomainDriver *driver = revert->driver;
    g_autoptr(DomainDef) config = domain_def_copy(revert->config);

    /* With memory, QEMU puts the images back along with it. */
    if (snapshot_def_has(revert->def, SNAPSHOT_PLACE_INTERNAL) && !has_memory(revert->def) &&
        !snapshot_internal_co_go_back(snapshot_worker(driver), revert->def, config, err))
        return false;
    return affect_co_replace_config(driver, revert->domain, g_steal_pointer(&config), err);
}

/* For a next daemon: the snapshot, with the images that are to come, and what the guest shall do.
 */
static bool co_announce(Revert *revert, GError **err)
{
    g_autofree char *xml = moment_snapshots.format(revert->moment->def);
    g_autoptr(SnapshotDef) note = (SnapshotDef *) moment_snapshots.parse(xml, err);

    if (!note)
        return false;
    g_clear_pointer(&note->revert_disks, g_ptr_array_unref);
    if (revert->disks)
        note->revert_disks = g_ptr_array_ref(revert->disks);
    if (revert->run)
        note->state = revert->paused ? SNAPSHOT_STATE_PAUSED : SNAPSHOT_STATE_RUNNING;
    return moment_store_co_announce(revert->driver, revert->domain, &moment_snapshots,
                                    MOMENT_NOTE_REVERTING, &note->moment, err);
}

static bool co_afresh(Revert *revert, GError **err)
{
    bool external = snapshot_def_is_external(revert->def), done;

    if (!co_make_overlays(revert, err))
        return false;
    make_definitions(revert);
    if (!snapshot_files_co_check_memory(revert->driver, revert->def, err) ||
        !co_announce(revert, err) || !co_stop(revert, err)) {
        overlays_co_remove(revert->overlays, revert->driver->driver.host);
        return false;
    }
    overlays_co_note_writes(revert->overlays, revert->driver->driver.host, revert->domain);
    done = co_put_back(revert, err) && co_start_again(revert, err);
    if (!done && external)
        co_undo_external(revert);
    return done;
}

/* ---- as a whole ---- */

static bool co_note_reverted(Revert *revert, GError **err)
{
    SnapshotDef *def = snapshot_def_of(revert->moment);

    if (revert->before)
        snapshot_files_co_drop_unused(revert->driver, revert->domain, revert->before,
                                      revert->config);
    if (revert->disks && revert->disks->len > 0) {
        snapshot_files_take_images(revert->domain, def, g_steal_pointer(&revert->disks));
        if (!snapshot_co_save(revert->driver, revert->domain, revert->moment, err))
            return false;
    }
    snapshot_co_note_current(revert->driver, revert->domain, revert->moment);
    return true;
}

/* It is known once QEMU answers what has come of it. */
static void leave_late(const Revert *revert, Machine *machine)
{
    if (revert->loading)
        snapshot_recover_late(machine); /* with the note */
    else
        snapshot_resume_late(machine);
}

static bool co_revert_in_place(Revert *revert, GError **err)
{
    g_autoptr(Machine) machine = machine_ref(machine_of(revert->domain));
    g_autoptr(GError) why = NULL;

    if (snapshot_load_begin(machine, &why) && co_announce(revert, &why) && co_load(revert, &why) &&
        snapshot_co_take_config(revert->driver, revert->domain, revert->def, &why))
        return true;
    revert->late = late_is(machine, why);
    if (revert->late)
        leave_late(revert, machine);
    g_propagate_error(err, g_steal_pointer(&why));
    return false;
}

static bool co_revert(Revert *revert, unsigned flags, GError **err)
{
    bool done;

    decide(revert, flags);
    if (!check_whole(revert->def, err) ||
        !snapshot_files_check_internal(revert->domain, revert->moment, err) ||
        !snapshot_refuse_jobs(revert->domain, err) || !check_risks(revert, flags, err))
        return false;
    if (is_in_place(revert))
        done = co_revert_in_place(revert, err);
    else
        done = co_afresh(revert, err);
    if (done)
        done = co_note_reverted(revert, err);
    if (revert->late && revert->loading)
        return false;
    moment_store_co_settle(revert->driver, revert->domain, &moment_snapshots, MOMENT_NOTE_REVERTING,
                           revert->moment->def->name);
    if (machine_of(revert->domain))
        snapshot_load_end(machine_of(revert->domain));
    return done;
}

bool snapshot_co_revert(DriverCall *call, const domain_revert_to_snapshot_args *args, GError **err)
{
    g_auto(Revert) revert = {.driver = (DomainDriver *) call->driver};
    g_autoptr(ClaimedDomain) domain = NULL;

    if (!check_flags(args->flags, err))
        return false;
    domain = claim_co_wanted(call, &args->snap.dom, "revert to a snapshot", err);
    if (!domain)
        return false;
    revert.domain = domain;
    revert.moment = moment_tree_lookup(domain->snapshots, args->snap.name, err);
    if (!revert.moment)
        return false;
    revert.def = snapshot_def_of(revert.moment);
    return co_revert(&revert, args->flags, err);
}
