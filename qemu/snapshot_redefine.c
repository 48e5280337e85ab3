/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Metadata of a snapshot given back by a client, for one that is known (which then says something
 * else) or for one that has been forgotten. No image is touched.
 */
#include "qemu/snapshot.h"

#include <string.h>

#include "base/log.h"
#include "drivers/moment_store.h"

static bool is_of_disks(const SnapshotDef *def)
{
    return def->state == SNAPSHOT_STATE_SHUTOFF || def->state == SNAPSHOT_STATE_DISKS;
}

/* What a known snapshot is cannot become something else, and what its new document does not say
 * stays as it was. */
static bool check_against(SnapshotDef *def, const SnapshotDef *known, GError **err)
{
    if (is_of_disks(def) != is_of_disks(known))
        return error_set(err, ERR_INVALID_ARG,
                         "cannot change between a snapshot with memory and one without, in "
                         "snapshot %s",
                         def->moment.name);
    if (snapshot_def_is_external(def) != snapshot_def_is_external(known))
        return error_set(err, ERR_INVALID_ARG,
                         "cannot change between an internal and an external snapshot, in "
                         "snapshot %s",
                         def->moment.name);
    if (!def->moment.domain && known->moment.domain)
        def->moment.domain = domain_def_copy(known->moment.domain);
    if (!def->revert_disks && known->revert_disks)
        def->revert_disks = g_ptr_array_ref(known->revert_disks);
    return true;
}

static bool check_domain(SnapshotDef *def, const Domain *domain, GError **err)
{
    const DomainDef *own = def->moment.domain;
    SnapshotPlace place =
        snapshot_def_is_external(def) ? SNAPSHOT_PLACE_EXTERNAL : SNAPSHOT_PLACE_INTERNAL;

    if (!own)
        return true;
    if (memcmp(own->uuid, domain->def->uuid, UUID_BYTES) != 0) {
        char uuid[UUID_TEXT_SIZE];

        uuid_format(own->uuid, uuid);
        return error_set(err, ERR_INVALID_ARG,
                         "definition for snapshot %s must use uuid of its domain, not %s",
                         def->moment.name, uuid);
    }
    return snapshot_def_align(def, own, place, err);
}

/* It is known, and current if that is wanted, or nothing has changed. */
static Moment *co_add(DomainDriver *driver, Domain *domain, SnapshotDef *def, bool current,
                      GError **err)
{
    Moment *moment = snapshot_co_add(driver, domain, def, err);
    g_autoptr(GError) why = NULL;

    if (!moment || !current || snapshot_co_set_current(driver, domain, moment, err))
        return moment;
    if (!snapshot_co_drop(driver, domain, moment, &why))
        log_warning("domain '%s': %s", domain->def->name, why->message);
    return NULL;
}

static bool co_replace(DomainDriver *driver, Domain *domain, Moment *known, SnapshotDef *def,
                       bool current, GError **err)
{
    g_autoptr(SnapshotDef) owned = def;
    Moment *before = moment_tree_current(domain->snapshots);

    if (current && !snapshot_co_set_current(driver, domain, known, err))
        return false;
    if (moment_store_co_save(driver, domain, &moment_snapshots, &owned->moment, err)) {
        moment_tree_replace(domain->snapshots, known, &g_steal_pointer(&owned)->moment);
        return true;
    }
    if (current)
        snapshot_co_set_current(driver, domain, before, NULL);
    return false;
}

bool snapshot_co_redefine(DomainDriver *driver, Domain *domain, const char *xml, unsigned flags,
                          Moment **ret_moment, GError **err)
{
    g_autoptr(SnapshotDef) def = snapshot_def_parse(xml, MOMENT_KNOWN, err);
    bool current = flags & DOMAIN_SNAPSHOT_CREATE_CURRENT;
    Moment *known;

    if (!def)
        return false;
    known = moment_tree_find(domain->snapshots, def->moment.name);
    if ((known && !check_against(def, snapshot_def_of(known), err)) ||
        !check_domain(def, domain, err) ||
        !moment_tree_check_redefined(domain->snapshots, &def->moment, err))
        return false;
    *ret_moment = known;
    if (known)
        return co_replace(driver, domain, known, g_steal_pointer(&def), current, err);
    *ret_moment = co_add(driver, domain, g_steal_pointer(&def), current, err);
    return *ret_moment != NULL;
}
