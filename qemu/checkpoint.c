/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Making and deleting checkpoints: see checkpoint.h. Reading them is in checkpoint_read.c. */
#include "qemu/checkpoint.h"

#include "base/log.h"
#include "drivers/claim.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"
#include "drivers/moment_store.h"
#include "qemu/background.h"
#include "qemu/bitmaps.h"
#include "qemu/block_chain.h"
#include "qemu/checkpoint_read.h"
#include "qemu/disk_live.h"
#include "qemu/disk_nodes.h"
#include "qemu/late.h"
#include "qemu/leaving.h"
#include "qemu/quiesce.h"

/* ---- making ---- */

/* A bitmap of a disk that goes would go with it. */
static bool check_disks(const Domain *domain, const CheckpointDef *def, GError **err)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        const CheckpointDisk *entry = def->disks->pdata[i];

        if (entry->kind == CHECKPOINT_KIND_BITMAP &&
            !leaving_refuse_disk(machine_of(domain), entry->name, err))
            return false;
    }
    return true;
}

CheckpointDef *checkpoint_prepare(Domain *domain, const char *xml, GError **err)
{
    g_autoptr(CheckpointDef) def = checkpoint_def_parse(xml, MOMENT_WANTED, err);
    const Moment *current = moment_tree_current(domain->checkpoints);

    if (!def || !checkpoint_def_align(def, domain->def, err))
        return NULL;
    g_free(def->moment.parent);
    def->moment.parent = current ? g_strdup(current->def->name) : NULL;
    def->moment.domain = domain_def_copy(domain->def);
    if (!check_disks(domain, def, err) ||
        !moment_tree_check_new(domain->checkpoints, &def->moment, err))
        return NULL;
    return g_steal_pointer(&def);
}

json_t *checkpoint_action(const char *type, json_t *data)
{
    return json_pack("{s:s, s:o}", "type", type, "data", data);
}

bool checkpoint_co_announce(DomainDriver *driver, Domain *domain, const CheckpointDef *def,
                            json_t *actions, GError **err)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        const CheckpointDisk *entry = def->disks->pdata[i];
        const DomainDisk *disk = block_chain_disk(domain->def, entry->name, NULL);
        g_autofree char *node = NULL;

        if (entry->kind != CHECKPOINT_KIND_BITMAP || !disk || !disk->image)
            continue;
        node = disk_nodes_name(disk, disk->image);
        json_array_append_new(actions,
                              checkpoint_action("block-dirty-bitmap-add",
                                                json_pack("{s:s, s:s, s:b}", "node", node, "name",
                                                          entry->bitmap, "persistent", 1)));
    }
    return moment_store_co_save(driver, domain, &moment_checkpoints, &def->moment, err);
}

static bool co_make(DomainDriver *driver, Domain *domain, const char *xml, char **ret_name,
                    GError **err)
{
    g_autoptr(Machine) machine = machine_ref(machine_of(domain));
    CheckpointDef *def = checkpoint_prepare(domain, xml, err);
    json_t *actions = json_array();
    g_autoptr(GError) why = NULL;

    if (!def || !checkpoint_co_announce(driver, domain, def, actions, err)) {
        json_decref(actions);
        checkpoint_def_free(def);
        return false;
    }
    *ret_name = g_strdup(def->moment.name);
    machine_co_transaction(machine, actions, &why);
    if (machine->driver)
        checkpoint_co_settle(machine, def, why);
    else
        checkpoint_def_free(def);
    if (!why)
        return true;
    g_propagate_error(err, g_steal_pointer(&why));
    return false;
}

/* With the guest's file systems frozen, for which its agent is needed, or as they are. */
static bool co_make_quiesced(DomainDriver *driver, Domain *domain, const char *xml, bool quiesce,
                             char **ret_name, GError **err)
{
    g_autoptr(Machine) machine = machine_ref(machine_of(domain));
    bool made;

    if (!quiesce)
        return co_make(driver, domain, xml, ret_name, err);
    if (!quiesce_co_begin(machine, err))
        return false;
    made = co_make(driver, domain, xml, ret_name, err);
    quiesce_co_end(machine);
    return made;
}

/* A client gives back what it was told once. */
static bool co_redefine(DomainDriver *driver, Domain *domain, const char *xml, char **ret_name,
                        GError **err)
{
    g_autoptr(CheckpointDef) def = checkpoint_def_parse(xml, MOMENT_KNOWN, err);
    Moment *old;

    if (!def || !checkpoint_def_align(def, domain->def, err) ||
        !moment_tree_check_redefined(domain->checkpoints, &def->moment, err) ||
        !moment_store_co_save(driver, domain, &moment_checkpoints, &def->moment, err))
        return false;
    *ret_name = g_strdup(def->moment.name);
    old = moment_tree_find(domain->checkpoints, def->moment.name);
    if (old)
        moment_tree_replace(domain->checkpoints, old, &g_steal_pointer(&def)->moment);
    else
        moment_tree_add(domain->checkpoints, &g_steal_pointer(&def)->moment);
    return true;
}

static bool co_create(DriverCall *call, const domain_checkpoint_create_xml_args *args,
                      domain_checkpoint_create_xml_ret *ret, GError **err)
{
    const unsigned again =
        DOMAIN_CHECKPOINT_CREATE_REDEFINE | DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE;
    const unsigned quiesce = DOMAIN_CHECKPOINT_CREATE_QUIESCE;
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autofree char *name = NULL;
    const Moment *made;

    if (!flags_check(args->flags, again | quiesce, "domain_checkpoint_create_xml", err))
        return false;
    domain = claim_co_wanted(call, &args->dom, "checkpoint", err);
    if (!domain)
        return false;
    if (!(args->flags & again) && (!domain_is_active(domain) || !machine_of(domain)))
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "cannot create checkpoint for inactive domain");
    if (args->flags & again
            ? !co_redefine(driver, domain, args->xml, &name, err)
            : !co_make_quiesced(driver, domain, args->xml, args->flags & quiesce, &name, err))
        return false;
    made = moment_tree_lookup(domain->checkpoints, name, err);
    if (made)
        checkpoint_read_answer(domain, made, &ret->checkpoint);
    return made != NULL;
}

/* ---- deleting ---- */

static bool has_bitmap(const json_t *node, const char *bitmap)
{
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(node, "dirty-bitmaps"), i, entry)
    {
        if (g_strcmp0(json_string_value(json_object_get(entry, "name")), bitmap) == 0)
            return true;
    }
    return false;
}

json_t *checkpoint_removal(const char *node, const char *bitmap)
{
    return checkpoint_action("block-dirty-bitmap-remove",
                             json_pack("{s:s, s:s}", "node", node, "name", bitmap));
}

/* From the images of a disk that are open for writing; the others that have it are added to behind,
 * by number. */
static void add_removals(const DomainDisk *disk, const char *bitmap, const json_t *nodes,
                         json_t *actions, GArray *behind)
{
    for (const DomainImage *image = disk->image; image; image = image->backing) {
        g_autofree char *name = disk_nodes_name(disk, image);
        const json_t *node = disk_nodes_find(nodes, name);

        if (!has_bitmap(node, bitmap))
            continue;
        if (json_is_true(json_object_get(node, "ro")))
            g_array_append_val(behind, image->index);
        else
            json_array_append_new(actions, checkpoint_removal(name, bitmap));
    }
}

/* One that stays says too much if its name is used again, never too little. */
static void co_remove_behind(Machine *machine, const DomainDisk *disk, unsigned index,
                             const char *bitmap)
{
    const DomainImage *image = domain_image_by_index(disk->image, index);
    g_autofree char *path = g_strdup(image->path), *node = disk_nodes_name(disk, image);
    g_autoptr(GError) why = NULL;
    bool well;

    well = disk_live_co_allow_write(machine, disk, image, &why) &&
           machine_check_alive(machine, &why) &&
           disk_live_co_reopen(machine, disk, image, true, &why);
    if (well) {
        well =
            machine_co_command(machine, "block-dirty-bitmap-remove",
                               json_pack("{s:s, s:s}", "node", node, "name", bitmap), NULL, &why);
        well = !machine->gone &&
               disk_live_co_reopen(machine, disk, image, false, well ? &why : NULL) && well;
    }
    if (!well && !machine->gone)
        log_warning("domain '%s': bitmap '%s' stays in image '%s': %s", machine->domain->def->name,
                    bitmap, path, why->message);
}

static bool co_remove_bitmap(Machine *machine, const char *target, const char *bitmap,
                             const json_t *nodes, GError **err)
{
    const DomainDisk *disk = block_chain_disk(machine->domain->def, target, NULL);
    g_autoptr(GArray) behind = g_array_new(FALSE, FALSE, sizeof(unsigned));
    json_t *actions = json_array();
    bool well;

    if (disk)
        add_removals(disk, bitmap, nodes, actions, behind);
    well = machine_co_transaction(machine, actions, err) && machine_check_alive(machine, err);
    for (unsigned i = 0; well && !machine->gone && i < behind->len; i++)
        co_remove_behind(machine, disk, g_array_index(behind, unsigned, i), bitmap);
    return well;
}

static bool co_remove_bitmaps(Domain *domain, const CheckpointDef *def, GError **err)
{
    Machine *now = machine_of(domain); /* others may have been deleted before */
    g_autoptr(Machine) machine = now ? machine_ref(now) : NULL;
    json_t *nodes = NULL;
    bool well;

    if (!machine)
        return error_set(err, ERR_OPERATION_INVALID, "domain is not running");
    well = bitmaps_co_ask(machine, &nodes, err);
    for (unsigned i = 0; well && i < def->disks->len; i++) {
        const CheckpointDisk *entry = def->disks->pdata[i];

        if (entry->bitmap)
            well = co_remove_bitmap(machine, entry->name, entry->bitmap, nodes, err);
    }
    json_decref(nodes);
    return well;
}

static bool co_delete_one(DomainDriver *driver, Domain *domain, const char *name, bool metadata,
                          GError **err)
{
    Moment *moment = moment_tree_lookup(domain->checkpoints, name, err);
    const Moment *current;

    if (!moment ||
        (!metadata && !co_remove_bitmaps(domain, (const CheckpointDef *) moment->def, err)))
        return false;
    moment = moment_tree_lookup(domain->checkpoints, name, err);
    if (!moment || !moment_store_co_remove(driver, domain, &moment_checkpoints, name, err))
        return false;
    moment_tree_remove(domain->checkpoints, moment);
    current = moment_tree_current(domain->checkpoints);
    return moment_store_co_set_current(driver, domain, &moment_checkpoints,
                                       current ? current->def->name : NULL, err);
}

static bool co_delete_all(DomainDriver *driver, Domain *domain, const char *name, unsigned flags,
                          GError **err)
{
    const unsigned children =
        DOMAIN_CHECKPOINT_DELETE_CHILDREN | DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY;
    bool metadata = flags & DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY;
    Moment *moment = moment_tree_lookup(domain->checkpoints, name, err);
    g_autoptr(GPtrArray) below = NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    if (!moment)
        return false;
    below = moment_tree_below(domain->checkpoints, moment);
    for (unsigned i = 0; (flags & children) && i < below->len; i++)
        g_ptr_array_add(names, g_strdup(((Moment *) below->pdata[i])->def->name));
    for (unsigned i = names->len; i-- > 0;) {
        if (!co_delete_one(driver, domain, names->pdata[i], metadata, err))
            return false;
    }
    return (flags & DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY) ||
           co_delete_one(driver, domain, name, metadata, err);
}

static bool co_delete(DriverCall *call, const domain_checkpoint_delete_args *args, GError **err)
{
    const unsigned known = DOMAIN_CHECKPOINT_DELETE_CHILDREN |
                           DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY |
                           DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY;
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = NULL;

    if (!flags_check(args->flags, known, "domain_checkpoint_delete", err))
        return false;
    domain = claim_co_wanted(call, &args->checkpoint.dom, "deletion of a checkpoint", err);
    if (!domain)
        return false;
    if (!(args->flags & DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY) &&
        (!domain_is_active(domain) || !machine_of(domain)))
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "cannot delete checkpoint for inactive domain");
    return co_delete_all(driver, domain, args->checkpoint.name, args->flags, err);
}

/* ---- what has come of the transaction ---- */

typedef struct LateCheckpoint {
    Machine *machine; /* referenced */
    char *name;
} LateCheckpoint;

static void co_undo_late(void *data)
{
    LateCheckpoint *late = data;
    Machine *machine = late->machine;
    g_autoptr(GError) why = NULL;

    if (late_co_await(machine) && machine_co_claim(machine, "end of a late checkpoint")) {
        if (!co_delete_one(&machine->driver->base, machine->domain, late->name, false, &why))
            log_warning("domain '%s': checkpoint '%s', which came too late, stays: %s",
                        machine->domain->def->name, late->name, why->message);
        domain_end_job(machine->domain);
    }
    machine_unref(machine);
    g_free(late->name);
    g_free(late);
}

static void undo_late(Machine *machine, const char *name)
{
    LateCheckpoint *late = g_new0(LateCheckpoint, 1);

    late->machine = machine_ref(machine);
    late->name = g_strdup(name);
    background_start(machine->driver, co_undo_late, late);
}

void checkpoint_co_settle(Machine *machine, CheckpointDef *def, const GError *reason)
{
    DomainDriver *driver = &machine->driver->base;
    Domain *domain = machine->domain;
    g_autofree char *name = g_strdup(def->moment.name);
    g_autoptr(GError) why = NULL;
    Moment *moment;

    if (reason && !late_is(machine, reason)) {
        if (!moment_store_co_remove(driver, domain, &moment_checkpoints, name, &why))
            log_warning("domain '%s': %s", domain->def->name, why->message);
        checkpoint_def_free(def);
        return;
    }
    moment = moment_tree_add(domain->checkpoints, &def->moment);
    if (reason) {
        undo_late(machine, name);
        return;
    }
    moment_tree_set_current(domain->checkpoints, moment);
    if (!moment_store_co_set_current(driver, domain, &moment_checkpoints, name, &why))
        log_warning("domain '%s': %s", domain->def->name, why->message);
}

/* ---- what others need ---- */

const char *checkpoint_bitmap(const Domain *domain, const char *name, const char *target,
                              GError **err)
{
    const Moment *moment = moment_tree_lookup(domain->checkpoints, name, err);
    const CheckpointDisk *disk =
        moment ? checkpoint_disk_find((const CheckpointDef *) moment->def, target) : NULL;

    if (moment && (!disk || disk->kind != CHECKPOINT_KIND_BITMAP || !disk->bitmap)) {
        error_set(err, ERR_INVALID_ARG, "checkpoint '%s' has no bitmap of disk '%s'", name, target);
        return NULL;
    }
    return disk ? disk->bitmap : NULL;
}

const RemoteHandlers checkpoint_handlers = {
    .domain_checkpoint_create_xml = co_create,
    .domain_checkpoint_delete = co_delete,
};
