/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Deleting snapshots: see snapshot.h. Those that descend go first, each as a whole: what can be
 * seen between two of them is right.
 */
#include "drivers/claim.h"
#include "drivers/flags.h"
#include "drivers/moment_store.h"
#include "qemu/snapshot.h"
#include "qemu/snapshot_files.h"
#include "qemu/snapshot_internal.h"
#include "qemu/snapshot_merge.h"

#define DELETE_FLAGS                                                                               \
    (DOMAIN_SNAPSHOT_DELETE_CHILDREN | DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY |                      \
     DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY)

static bool co_delete_images(DomainDriver *driver, Domain *domain, Moment *moment, GError **err)
{
    const SnapshotDef *def = snapshot_def_of(moment);
    const DomainDef *now = domain->next_def ? domain->next_def : domain->def;

    if (snapshot_def_is_external(def)) {
        if (!snapshot_merge_check(domain, moment, err) ||
            !snapshot_merge_co_all(driver, domain, moment, err))
            return false;
        if (def->memory_file)
            snapshot_files_co_remove(driver, domain, def->memory_file);
        return true;
    }
    if (!snapshot_def_has(def, SNAPSHOT_PLACE_INTERNAL))
        return true;
    if (!snapshot_files_check_internal(domain, moment, err))
        return false;
    if (domain_is_active(domain))
        return snapshot_internal_co_delete(machine_of(domain), def, err);
    return snapshot_internal_co_forget(snapshot_worker(driver), def, now, err);
}

/* The children's metadata name their new parent before this one's are gone. */
static bool co_adopt_children(DomainDriver *driver, Domain *domain, const Moment *moment,
                              GError **err)
{
    for (unsigned i = 0; i < moment->children->len; i++) {
        MomentDef *child = ((const Moment *) moment->children->pdata[i])->def;
        char *parent = child->parent;
        bool saved;

        child->parent = moment->parent ? moment->parent->def->name : NULL;
        saved = moment_store_co_save(driver, domain, &moment_snapshots, child, err);
        child->parent = parent;
        if (!saved)
            return false;
    }
    return true;
}

static bool co_forget(DomainDriver *driver, Domain *domain, Moment *moment, GError **err)
{
    if (moment_tree_current(domain->snapshots) == moment &&
        !snapshot_co_set_current(driver, domain, moment->parent, err))
        return false;
    if (!co_adopt_children(driver, domain, moment, err) ||
        !moment_store_co_remove(driver, domain, &moment_snapshots, moment->def->name, err))
        return false;
    moment_tree_remove(domain->snapshots, moment);
    return true;
}

static bool co_delete_one(DomainDriver *driver, Domain *domain, Moment *moment, bool metadata_only,
                          GError **err)
{
    if (!metadata_only && !co_delete_images(driver, domain, moment, err))
        return false;
    return co_forget(driver, domain, moment, err);
}

static bool co_delete(DomainDriver *driver, Domain *domain, Moment *moment, unsigned flags,
                      GError **err)
{
    bool metadata_only = flags & DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY;
    bool children_only = flags & DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY;

    if (flags & (DOMAIN_SNAPSHOT_DELETE_CHILDREN | DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY)) {
        g_autoptr(GPtrArray) below = moment_tree_below(domain->snapshots, moment);

        for (unsigned i = below->len; i-- > 0;) {
            if (!co_delete_one(driver, domain, below->pdata[i], metadata_only, err))
                return false;
        }
    }
    return children_only || co_delete_one(driver, domain, moment, metadata_only, err);
}

/* Its own job may still be there. */
static bool is_interrupted(const Moment *moment)
{
    const SnapshotDef *def = snapshot_def_of(moment);

    for (unsigned i = 0; i < def->disks->len; i++) {
        if (((const SnapshotDisk *) def->disks->pdata[i])->merging)
            return true;
    }
    return false;
}

bool snapshot_co_delete(DriverCall *call, const domain_snapshot_delete_args *args, GError **err)
{
    const unsigned both = DOMAIN_SNAPSHOT_DELETE_CHILDREN | DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY;
    g_autoptr(ClaimedDomain) domain = NULL;
    Moment *moment;

    if (!flags_check(args->flags, DELETE_FLAGS, "domain_snapshot_delete", err))
        return false;
    if ((args->flags & both) == both)
        return error_set(err, ERR_INVALID_ARG, "'children' and 'children-only' exclude each other");
    domain = claim_co_wanted(call, &args->snap.dom, "delete a snapshot", err);
    moment = domain ? moment_tree_lookup(domain->snapshots, args->snap.name, err) : NULL;
    if (!moment)
        return false;
    if (!(args->flags & DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY) && !is_interrupted(moment) &&
        !snapshot_refuse_jobs(domain, err))
        return false;
    return co_delete((DomainDriver *) call->driver, domain, moment, args->flags, err);
}
