/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Moments on disk: see moment_store.h. */
#include "drivers/moment_store.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "drivers/definition.h"

#define STORE_CURRENT "current"

static const MomentKind *const store_kinds[] = {&moment_snapshots, &moment_checkpoints};

static MomentTree *store_tree(const Domain *domain, const MomentKind *kind)
{
    return kind == &moment_snapshots ? domain->snapshots : domain->checkpoints;
}

char *moment_store_folder(const DomainDriver *driver, const MomentKind *kind, const char *domain)
{
    return driver->folder ? g_build_filename(driver->folder, kind->folder, domain, NULL) : NULL;
}

bool moment_store_save(const DomainDriver *driver, const Domain *domain, const MomentKind *kind,
                       const MomentDef *def, GError **err)
{
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);
    g_autofree char *xml = folder ? kind->format(def) : NULL;

    return !folder || definition_save(folder, def->name, xml, err);
}

bool moment_store_remove(const DomainDriver *driver, const Domain *domain, const MomentKind *kind,
                         const char *name, GError **err)
{
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);

    return definition_remove(folder, name, err);
}

static char *store_note_path(const DomainDriver *driver, const Domain *domain,
                             const MomentKind *kind, const char *note, const char *name)
{
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);

    return folder ? g_strdup_printf("%s/%s%s", folder, name, note) : NULL;
}

bool moment_store_announce(const DomainDriver *driver, const Domain *domain, const MomentKind *kind,
                           const char *note, const MomentDef *def, GError **err)
{
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);
    g_autofree char *path = store_note_path(driver, domain, kind, note, def->name);
    g_autofree char *xml = path ? kind->format(def) : NULL;

    return !path || (file_make_folder(folder, 0700, err) && file_replace(path, xml, 0600, err));
}

void moment_store_settle(const DomainDriver *driver, const Domain *domain, const MomentKind *kind,
                         const char *note, const char *name)
{
    g_autofree char *path = store_note_path(driver, domain, kind, note, name);
    g_autoptr(GError) why = NULL;

    if (path && !file_remove(path, &why))
        log_warning("domain '%s': %s", domain->def->name, why->message);
}

GPtrArray *moment_store_announced(const DomainDriver *driver, const Domain *domain,
                                  const MomentKind *kind, const char *note)
{
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);
    g_autoptr(GPtrArray) names = folder ? file_list(folder, note, NULL) : NULL;
    GPtrArray *list = g_ptr_array_new();

    for (unsigned i = 0; names && i < names->len; i++) {
        g_autofree char *path = store_note_path(driver, domain, kind, note, names->pdata[i]);
        g_autoptr(GError) why = NULL;
        g_autofree char *xml = file_read(path, REMOTE_STRING_MAX, &why);
        MomentDef *def = xml ? kind->parse(xml, &why) : NULL;

        if (def)
            g_ptr_array_add(list, def);
        else
            log_warning("'%s' is left alone: %s", path, why->message);
    }
    return list;
}

bool moment_store_has_notes(const DomainDriver *driver, const Domain *domain,
                            const MomentKind *kind)
{
    static const char *const notes[] = {MOMENT_NOTE_MAKING, MOMENT_NOTE_REUSING,
                                        MOMENT_NOTE_REVERTING};
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);

    for (unsigned i = 0; folder && i < G_N_ELEMENTS(notes); i++) {
        g_autoptr(GPtrArray) names = file_list(folder, notes[i], NULL);

        if (names && names->len > 0)
            return true;
    }
    return false;
}

bool moment_store_set_current(const DomainDriver *driver, const Domain *domain,
                              const MomentKind *kind, const char *name, GError **err)
{
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);
    g_autofree char *path = folder ? g_build_filename(folder, STORE_CURRENT, NULL) : NULL;

    if (!path)
        return true;
    return name ? file_replace(path, name, 0600, err) : file_remove(path, err);
}

/* ---- at the daemon's start ---- */

typedef struct StoreLoad {
    const MomentKind *kind;
    const Domain *domain;
    MomentTree *tree;
} StoreLoad;

/* A domain that had this name before is another one. */
static bool store_is_of(const MomentDef *def, const Domain *domain)
{
    return !def->domain || memcmp(def->domain->uuid, domain->def->uuid, UUID_BYTES) == 0;
}

static bool store_check(const StoreLoad *load, const MomentDef *def, const char *name, GError **err)
{
    if (strcmp(def->name, name) != 0)
        return error_set(err, ERR_XML,
                         "it is of a %s '%s': file and document must have the same name",
                         load->kind->noun, def->name);
    if (!store_is_of(def, load->domain))
        return error_set(err, ERR_XML, "it belongs to another domain of that name");
    if (moment_tree_count(load->tree) >= load->kind->max)
        return error_set(err, ERR_OVERFLOW, "there are more than %u of them", load->kind->max);
    return true;
}

static bool store_load_one(const char *name, const char *xml, bool autostart, void *data,
                           GError **err)
{
    const StoreLoad *load = data;
    MomentDef *def = load->kind->parse(xml, err);

    (void) autostart;
    if (!def)
        return false;
    if (!store_check(load, def, name, err)) {
        load->kind->free(def);
        return false;
    }
    moment_tree_add_loose(load->tree, def);
    return true;
}

static void store_load_current(const char *folder, MomentTree *tree)
{
    g_autofree char *path = g_build_filename(folder, STORE_CURRENT, NULL);
    g_autoptr(GError) why = NULL;
    g_autofree char *name = NULL;
    Moment *moment;

    if (access(path, F_OK) < 0)
        return;
    name = file_read(path, MOMENT_NAME_MAX, &why);
    moment = name ? moment_tree_lookup(tree, name, &why) : NULL;
    if (moment)
        moment_tree_set_current(tree, moment);
    else
        log_warning("'%s' is left alone: %s", path, why->message);
}

static void store_load_kind(const DomainDriver *driver, Domain *domain, const MomentKind *kind)
{
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);
    StoreLoad load = {kind, domain, store_tree(domain, kind)};
    g_autoptr(GPtrArray) orphans = NULL;
    g_autoptr(GError) why = NULL;

    if (!definition_load(folder, store_load_one, &load, &why)) {
        log_error("domain '%s': %ss are not known: %s", domain->def->name, kind->noun,
                  why->message);
        return;
    }
    orphans = moment_tree_tie(load.tree);
    for (unsigned i = 0; orphans && i < orphans->len; i++)
        log_warning("domain '%s': the parent of %s '%s' is not there", domain->def->name,
                    kind->noun, (const char *) orphans->pdata[i]);
    if (folder)
        store_load_current(folder, load.tree);
}

void moment_store_load(const DomainDriver *driver, Domain *domain)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(store_kinds); i++)
        store_load_kind(driver, domain, store_kinds[i]);
}

/* ---- with the domain ---- */

static void store_forget_kind(const DomainDriver *driver, Domain *domain, const MomentKind *kind)
{
    MomentTree *tree = store_tree(domain, kind);
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);
    g_autoptr(GPtrArray) all = moment_tree_below(tree, NULL, true);
    g_autoptr(GError) why = NULL;

    if (folder && !moment_store_set_current(driver, domain, kind, NULL, &why))
        log_warning("domain '%s': %s", domain->def->name, why->message);
    for (unsigned i = all->len; i-- > 0;) {
        Moment *moment = all->pdata[i];

        g_clear_error(&why);
        if (!moment_store_remove(driver, domain, kind, moment->def->name, &why))
            log_warning("domain '%s': %s", domain->def->name, why->message);
        moment_tree_remove(tree, moment);
    }
    if (folder)
        rmdir(folder); /* unless something is in it that could not be read */
}

void moment_store_forget(const DomainDriver *driver, Domain *domain)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(store_kinds); i++)
        store_forget_kind(driver, domain, store_kinds[i]);
}

bool moment_store_check_undefine(const Domain *domain, unsigned flags, GError **err)
{
    static const unsigned bits[] = {DOMAIN_UNDEFINE_SNAPSHOTS_METADATA,
                                    DOMAIN_UNDEFINE_CHECKPOINTS_METADATA};

    for (unsigned i = 0; i < G_N_ELEMENTS(store_kinds); i++) {
        unsigned count = moment_tree_count(store_tree(domain, store_kinds[i]));

        /* What runs on keeps them until it ends. */
        if (count > 0 && !(flags & bits[i]) && !domain_is_active(domain))
            return error_set(err, ERR_OPERATION_INVALID,
                             "cannot delete inactive domain with %u %ss", count,
                             store_kinds[i]->folder);
    }
    return true;
}
