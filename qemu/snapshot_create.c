/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Making a snapshot: see snapshot.h. What is to be made is decided first, from the document, the
 * flags and the domain alone; then a note of it is written for a next daemon; then it is made; and
 * what says that it exists is its metadata.
 */
#include "drivers/affect.h"
#include "drivers/claim.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"
#include "drivers/moment_store.h"
#include "qemu/late.h"
#include "qemu/life.h"
#include "qemu/quiesce.h"
#include "qemu/snapshot.h"
#include "qemu/snapshot_images.h"
#include "qemu/snapshot_internal.h"
#include "qemu/snapshot_memory.h"
#include "qemu/snapshot_recover.h"

#include <string.h>
#include <unistd.h>

#include "base/file_co.h"
#include "base/log.h"

#define CREATE_FLAGS                                                                               \
    (DOMAIN_SNAPSHOT_CREATE_REDEFINE | DOMAIN_SNAPSHOT_CREATE_CURRENT |                            \
     DOMAIN_SNAPSHOT_CREATE_NO_METADATA | DOMAIN_SNAPSHOT_CREATE_HALT |                            \
     DOMAIN_SNAPSHOT_CREATE_DISK_ONLY | DOMAIN_SNAPSHOT_CREATE_REUSE_EXT |                         \
     DOMAIN_SNAPSHOT_CREATE_QUIESCE | DOMAIN_SNAPSHOT_CREATE_ATOMIC |                              \
     DOMAIN_SNAPSHOT_CREATE_LIVE | DOMAIN_SNAPSHOT_CREATE_VALIDATE)

/* ---- what is asked for ---- */

static bool check_pair(unsigned flags, unsigned one, unsigned other, const char *names,
                       GError **err)
{
    return !(flags & one) || !(flags & other) ||
           error_set(err, ERR_INVALID_ARG, "%s exclude each other", names);
}

static bool check_flags(unsigned flags, GError **err)
{
    const unsigned redefine = DOMAIN_SNAPSHOT_CREATE_REDEFINE;

    if (!flags_check(flags, CREATE_FLAGS, "domain_snapshot_create_xml", err))
        return false;
    if ((flags & DOMAIN_SNAPSHOT_CREATE_CURRENT) && !(flags & redefine))
        return error_set(err, ERR_INVALID_ARG, "'current' needs 'redefine'");
    if ((flags & DOMAIN_SNAPSHOT_CREATE_QUIESCE) && !(flags & DOMAIN_SNAPSHOT_CREATE_DISK_ONLY))
        return error_set(err, ERR_INVALID_ARG, "'quiesce' needs 'disk-only'");
    return check_pair(flags, redefine, DOMAIN_SNAPSHOT_CREATE_NO_METADATA,
                      "'redefine' and 'no-metadata'", err) &&
           check_pair(flags, redefine, DOMAIN_SNAPSHOT_CREATE_HALT, "'redefine' and 'halt'", err) &&
           check_pair(flags, DOMAIN_SNAPSHOT_CREATE_LIVE, DOMAIN_SNAPSHOT_CREATE_HALT,
                      "'live' and 'halt'", err) &&
           check_pair(flags, DOMAIN_SNAPSHOT_CREATE_LIVE, DOMAIN_SNAPSHOT_CREATE_DISK_ONLY,
                      "'live' and 'disk-only'", err);
}

static bool settle_memory(SnapshotDef *def, const Domain *domain, unsigned flags, GError **err)
{
    bool active = domain_is_active(domain), disks = flags & DOMAIN_SNAPSHOT_CREATE_DISK_ONLY;

    def->state = !active ? SNAPSHOT_STATE_SHUTOFF
                 : disks ? SNAPSHOT_STATE_DISKS
                         : (SnapshotState) domain->state;
    if ((!active || disks) && def->memory > SNAPSHOT_PLACE_NO)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: memory state cannot be saved with offline or "
                         "disk-only snapshot");
    if (!active || disks)
        def->memory = SNAPSHOT_PLACE_NO;
    else if (def->memory == SNAPSHOT_PLACE_DEFAULT)
        def->memory = SNAPSHOT_PLACE_INTERNAL;
    if (def->memory == SNAPSHOT_PLACE_NO && active && !disks)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: without its memory, the snapshot of an active "
                         "domain must be 'disk-only'");
    if ((flags & DOMAIN_SNAPSHOT_CREATE_LIVE) && def->memory != SNAPSHOT_PLACE_EXTERNAL)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: live snapshot creation is supported only with "
                         "external memory");
    return true;
}

static bool check_places(const SnapshotDef *def, const Domain *domain, GError **err)
{
    bool internal = snapshot_def_has(def, SNAPSHOT_PLACE_INTERNAL);
    bool external = snapshot_def_has(def, SNAPSHOT_PLACE_EXTERNAL);

    if (internal && def->state == SNAPSHOT_STATE_DISKS)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: a disk-only snapshot of an active domain is "
                         "external, with all its disks");
    if ((internal && (external || def->memory == SNAPSHOT_PLACE_EXTERNAL)) ||
        (external && def->memory == SNAPSHOT_PLACE_INTERNAL))
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: mixing internal and external targets for a "
                         "snapshot is not supported");
    if (internal && !snapshot_internal_check_name(def->moment.name, err))
        return false;
    if (internal || external)
        return true;
    return error_set(err, ERR_CONFIG_UNSUPPORTED,
                     "unsupported configuration: domain '%s' has no disk that could keep %s",
                     domain->def->name,
                     def->memory == SNAPSHOT_PLACE_INTERNAL ? "the memory" : "a snapshot");
}

/* The parent is the current one; the domain's documents are as of now. */
static SnapshotDef *plan(const Domain *domain, const char *xml, unsigned flags, GError **err)
{
    g_autoptr(SnapshotDef) def = snapshot_def_parse(xml, MOMENT_WANTED, err);
    const Moment *current = moment_tree_current(domain->snapshots);
    SnapshotPlace place = SNAPSHOT_PLACE_INTERNAL;

    if (!def || !settle_memory(def, domain, flags, err))
        return NULL;
    if (def->memory == SNAPSHOT_PLACE_EXTERNAL || (flags & DOMAIN_SNAPSHOT_CREATE_DISK_ONLY))
        place = SNAPSHOT_PLACE_EXTERNAL;
    if (!snapshot_def_align(def, domain->def, place, err) || !check_places(def, domain, err))
        return NULL;
    def->unlisted = flags & DOMAIN_SNAPSHOT_CREATE_NO_METADATA;
    def->moment.parent = current && !def->unlisted ? g_strdup(current->def->name) : NULL;
    def->moment.domain = snapshot_copy_domain(domain->def);
    if (domain->next_def)
        def->inactive = snapshot_copy_domain(domain->next_def);
    /* An image has one of a name, listed or not. */
    if ((!def->unlisted || !snapshot_def_is_external(def)) &&
        !moment_tree_check_new(domain->snapshots, &def->moment, err))
        return NULL;
    return g_steal_pointer(&def);
}

/* A next daemon may remove what it finds under the names of new images: it must be new. */
static bool co_check_free(DomainDriver *driver, const SnapshotDef *def, GError **err)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        const SnapshotDisk *disk = def->disks->pdata[i];

        if (disk->place == SNAPSHOT_PLACE_EXTERNAL && disk->type == DOMAIN_DISK_TYPE_FILE &&
            file_co_access(snapshot_worker(driver), disk->path, F_OK) == 0)
            return error_set(err, ERR_CONFIG_UNSUPPORTED,
                             "unsupported configuration: external snapshot file for disk '%s' "
                             "already exists: '%s' ('reuse-external' takes it)",
                             disk->name, disk->path);
    }
    return true;
}

/* ---- and made ---- */

/* The definition for the next run goes on with the new images as well. */
static bool co_put_into_config(DomainDriver *driver, Domain *domain, const Overlays *overlays,
                               GError **err)
{
    DomainDef *config = domain_is_active(domain) ? domain->next_def : domain->def;
    g_autoptr(DomainDef) changed = config ? domain_def_copy(config) : NULL;

    if (!changed || !domain->persistent)
        return true;
    overlays_apply(overlays, changed);
    return affect_co_replace_config(driver, domain, g_steal_pointer(&changed), err);
}

static bool co_apply(DomainDriver *driver, Domain *domain, Overlays *overlays, GError **err)
{
    overlays_co_note_writes(overlays, driver->driver.host, domain);
    return co_put_into_config(driver, domain, overlays, err);
}

static bool co_switch_live(DomainDriver *driver, Domain *domain, Overlays *overlays, GError **err)
{
    g_autoptr(Machine) machine = machine_ref(machine_of(domain));
    g_autoptr(GError) why = NULL;

    if (!overlays_co_switch(overlays, machine, err))
        return false;
    snapshot_note_live(domain);
    if (!co_put_into_config(driver, domain, overlays, &why)) /* the guest has them already */
        log_error("domain '%s': its definition does not name the new images: %s", domain->def->name,
                  why->message);
    return true;
}

/* With the guest's file systems frozen, for which its agent is needed, or as they are. */
static bool co_switch(DomainDriver *driver, Domain *domain, Overlays *overlays, bool quiesce,
                      GError **err)
{
    g_autoptr(Machine) machine = machine_ref(machine_of(domain));
    bool switched;

    if (!quiesce)
        return co_switch_live(driver, domain, overlays, err);
    if (!quiesce_co_begin(machine, err))
        return false;
    switched = co_switch_live(driver, domain, overlays, err);
    quiesce_co_end(machine);
    return switched;
}

/* What it is now may have other disks than what the snapshot was planned for, and no memory. */
static bool check_same_run(const Domain *domain, const SnapshotDef *def, GError **err)
{
    return def->state == SNAPSHOT_STATE_SHUTOFF || domain_is_active(domain) ||
           error_set(err, ERR_OPERATION_FAILED, "domain '%s' has ended meanwhile",
                     domain->def->name);
}

static bool co_make_external(DomainDriver *driver, Domain *domain, const SnapshotDef *def,
                             unsigned flags, GError **err)
{
    g_autoptr(Machine) machine = machine_of(domain) ? machine_ref(machine_of(domain)) : NULL;
    g_autoptr(Overlays) overlays = NULL;
    g_autoptr(GError) why = NULL;
    bool made;

    overlays = overlays_new(domain->def, def->disks, flags & DOMAIN_SNAPSHOT_CREATE_REUSE_EXT);
    if (!overlays_co_make(overlays, driver->driver.host, err))
        return false;
    if (!check_same_run(domain, def, &why))
        made = false;
    else if (!domain_is_active(domain))
        made = co_apply(driver, domain, overlays, &why);
    else if (def->memory == SNAPSHOT_PLACE_EXTERNAL)
        made = snapshot_memory_co_save(domain, def, co_switch_live, driver, overlays, &why);
    else
        made = co_switch(driver, domain, overlays, flags & DOMAIN_SNAPSHOT_CREATE_QUIESCE, &why);
    if (!made && !(machine && late_is(machine, why))) /* else QEMU may yet write to them */
        overlays_co_remove(overlays, driver->driver.host);
    if (why)
        g_propagate_error(err, g_steal_pointer(&why));
    return made;
}

static bool co_make(DomainDriver *driver, Domain *domain, const SnapshotDef *def, unsigned flags,
                    GError **err)
{
    g_autoptr(Machine) machine = machine_of(domain) ? machine_ref(machine_of(domain)) : NULL;

    if (!check_same_run(domain, def, err))
        return false;
    if (snapshot_def_is_external(def))
        return co_make_external(driver, domain, def, flags, err);
    return machine ? snapshot_internal_co_save(machine, def, err)
                   : snapshot_internal_co_keep(snapshot_worker(driver), def, domain->def, err);
}

/* What was asked for with "halt": the snapshot is there, whatever happens. */
static void co_halt(DomainDriver *driver, Domain *domain)
{
    g_autoptr(GError) why = NULL;
    Machine *machine = machine_of(domain);

    if (!machine)
        return;
    machine->to_snapshot = true;
    if (!life_co_destroy(driver, domain, false, &why))
        log_warning("domain '%s' was to be stopped after its snapshot: %s", domain->def->name,
                    why->message);
}

static bool co_create(DomainDriver *driver, Domain *domain, const char *xml, unsigned flags,
                      remote_domain_snapshot *ret, GError **err)
{
    bool keep = !(flags & DOMAIN_SNAPSHOT_CREATE_NO_METADATA);
    bool reuse = flags & DOMAIN_SNAPSHOT_CREATE_REUSE_EXT;
    const char *note = reuse ? MOMENT_NOTE_REUSING : MOMENT_NOTE_MAKING;
    g_autoptr(SnapshotDef) def = plan(domain, xml, flags, err);
    g_autofree char *name = NULL;
    g_autoptr(GError) why = NULL;
    Moment *moment = NULL;
    bool made;

    if (!def || ((flags & DOMAIN_SNAPSHOT_CREATE_QUIESCE) && !quiesce_check(domain, err)) ||
        !snapshot_refuse_jobs(domain, err) || (!reuse && !co_check_free(driver, def, err)))
        return false;
    if ((flags & DOMAIN_SNAPSHOT_CREATE_HALT) && !domain->persistent)
        return error_set(err, ERR_OPERATION_INVALID, "cannot halt after transient domain snapshot");
    if (!moment_store_co_announce(driver, domain, &moment_snapshots, note, &def->moment, err))
        return false;
    name = g_strdup(def->moment.name);
    made = co_make(driver, domain, def, flags, &why);
    if (why)
        g_propagate_error(err, g_error_copy(why));
    if (machine_of(domain) && late_is(machine_of(domain), why)) {
        snapshot_recover_late(machine_of(domain)); /* with the note */
        return false;
    }
    if (made && keep)
        made = (moment = snapshot_co_add(driver, domain, g_steal_pointer(&def), err)) != NULL;
    if (moment)
        snapshot_co_note_current(driver, domain, moment);
    moment_store_co_settle(driver, domain, &moment_snapshots, note, name);
    if (!made)
        return false;
    if (flags & DOMAIN_SNAPSHOT_CREATE_HALT)
        co_halt(driver, domain);
    ret->name = g_steal_pointer(&name);
    domain_find_answer(domain, &ret->dom);
    return true;
}

bool snapshot_co_create(DriverCall *call, const domain_snapshot_create_xml_args *args,
                        domain_snapshot_create_xml_ret *ret, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = NULL;
    Moment *moment;

    if (!check_flags(args->flags, err))
        return false;
    domain = claim_co_wanted(call, &args->dom, "snapshot", err);
    if (!domain)
        return false;
    if (!(args->flags & DOMAIN_SNAPSHOT_CREATE_REDEFINE))
        return co_create(driver, domain, args->xml, args->flags, &ret->snap, err);
    if (!snapshot_co_redefine(driver, domain, args->xml, args->flags, &moment, err))
        return false;
    snapshot_read_answer(domain, moment, &ret->snap);
    return true;
}
