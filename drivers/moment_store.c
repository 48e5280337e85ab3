/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Moments on disk: see moment_store.h. */
#include "drivers/moment_store.h"

#include <string.h>
#include <unistd.h>

#include "base/file_co.h"
#include "base/log.h"
#include "conf/xml_scan.h"
#include "drivers/definition.h"
#include "drivers/domain_disk.h"

#define STORE_FILE_MODE 0600
#define STORE_FOLDER_MODE 0700

const MomentKind *const moment_store_kinds[MOMENT_STORE_KINDS] = {&moment_snapshots,
                                                                  &moment_checkpoints};

MomentTree *moment_store_tree(const Domain *domain, const MomentKind *kind)
{
    return kind == &moment_snapshots ? domain->snapshots : domain->checkpoints;
}

char *moment_store_folder(const DomainDriver *driver, const MomentKind *kind, const char *domain)
{
    return driver->folder ? g_build_filename(driver->folder, kind->folder, domain, NULL) : NULL;
}

/* What is left of a domain of the same name goes first: see moment_forget.h. */
static bool store_co_begin(DomainDriver *driver, Domain *domain, const char *folder, GError **err)
{
    domain_job_waits_for(domain, g_strdup_printf("the disk of '%s'", folder));
    co_mutex_lock(&driver->forgetting, -1);
    co_mutex_unlock(&driver->forgetting);
    if (domain->listed)
        return true;
    domain_job_waits_for(domain, NULL);
    return error_set(err, ERR_NO_DOMAIN, "domain '%s' is gone", domain->def->name);
}

/* As text that can be read again: a snapshot holds up to two definitions and lists of images. */
static char *store_document(const MomentKind *kind, const MomentDef *def, GError **err)
{
    g_autofree char *xml = kind->format(def);

    if (xml_scan(xml, err))
        return g_steal_pointer(&xml);
    g_prefix_error(err, "%s '%s': ", kind->noun, def->name);
    return NULL;
}

bool moment_store_co_save(DomainDriver *driver, Domain *domain, const MomentKind *kind,
                          const MomentDef *def, GError **err)
{
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);
    g_autofree char *xml = folder ? store_document(kind, def, err) : NULL;
    g_autofree char *name = g_strdup(def->name);
    bool done;

    if (!folder)
        return true;
    if (!xml || !store_co_begin(driver, domain, folder, err))
        return false;
    done = definition_co_save(driver->driver.host->worker, folder, name, xml, err);
    domain_job_waits_for(domain, NULL);
    return done;
}

bool moment_store_co_remove(DomainDriver *driver, Domain *domain, const MomentKind *kind,
                            const char *name, GError **err)
{
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);
    bool done;

    if (!folder)
        return true;
    domain_job_waits_for(domain, g_strdup_printf("the disk of '%s'", folder));
    done = definition_co_remove(driver->driver.host->worker, folder, name, err);
    domain_job_waits_for(domain, NULL);
    return done;
}

static char *store_note_path(const DomainDriver *driver, const Domain *domain,
                             const MomentKind *kind, const char *note, const char *name)
{
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);

    return folder ? g_strdup_printf("%s/%s%s", folder, name, note) : NULL;
}

/* text NULL: removes it. */
static bool store_co_put(DomainDriver *driver, Domain *domain, const MomentKind *kind,
                         const char *path, const char *text, GError **err)
{
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);
    Worker *worker = driver->driver.host->worker;
    bool done;

    if (!folder)
        return true;
    if (!text)
        return domain_disk_co_remove_file(driver, domain, path, err);
    if (!store_co_begin(driver, domain, folder, err))
        return false;
    done = file_co_replace(worker, folder, STORE_FOLDER_MODE, path, text, STORE_FILE_MODE, err);
    domain_job_waits_for(domain, NULL);
    return done;
}

bool moment_store_co_announce(DomainDriver *driver, Domain *domain, const MomentKind *kind,
                              const char *note, const MomentDef *def, GError **err)
{
    g_autofree char *path = store_note_path(driver, domain, kind, note, def->name);
    g_autofree char *xml = path ? store_document(kind, def, err) : NULL;

    return (!path || xml) && store_co_put(driver, domain, kind, path, xml, err);
}

void moment_store_co_settle(DomainDriver *driver, Domain *domain, const MomentKind *kind,
                            const char *note, const char *name)
{
    g_autofree char *path = store_note_path(driver, domain, kind, note, name);
    g_autoptr(GError) why = NULL;

    if (!store_co_put(driver, domain, kind, path, NULL, &why))
        log_warning("domain '%s': %s", domain->def->name, why->message);
}

GPtrArray *moment_store_co_announced(const DomainDriver *driver, const Domain *domain,
                                     const MomentKind *kind, const char *note)
{
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);
    Worker *worker = driver->driver.host->worker;
    g_autoptr(GPtrArray) names = folder ? file_co_list(worker, folder, note, NULL) : NULL;
    GPtrArray *list = g_ptr_array_new();

    for (unsigned i = 0; names && i < names->len; i++) {
        g_autofree char *path = store_note_path(driver, domain, kind, note, names->pdata[i]);
        g_autoptr(GError) why = NULL;
        g_autofree char *xml = file_co_read(worker, path, REMOTE_STRING_MAX, &why);
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

bool moment_store_co_set_current(DomainDriver *driver, Domain *domain, const MomentKind *kind,
                                 const char *name, GError **err)
{
    g_autofree char *folder = moment_store_folder(driver, kind, domain->def->name);
    g_autofree char *path = folder ? g_build_filename(folder, MOMENT_STORE_CURRENT, NULL) : NULL;

    return store_co_put(driver, domain, kind, path, name, err);
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
    g_autofree char *path = g_build_filename(folder, MOMENT_STORE_CURRENT, NULL);
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
    StoreLoad load = {kind, domain, moment_store_tree(domain, kind)};
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
    for (unsigned i = 0; i < MOMENT_STORE_KINDS; i++)
        store_load_kind(driver, domain, moment_store_kinds[i]);
}

bool moment_store_check_undefine(const Domain *domain, unsigned flags, GError **err)
{
    static const unsigned bits[] = {DOMAIN_UNDEFINE_SNAPSHOTS_METADATA,
                                    DOMAIN_UNDEFINE_CHECKPOINTS_METADATA};

    for (unsigned i = 0; i < MOMENT_STORE_KINDS; i++) {
        unsigned count = moment_tree_count(moment_store_tree(domain, moment_store_kinds[i]));

        /* What runs on keeps them until it ends. */
        if (count > 0 && !(flags & bits[i]) && !domain_is_active(domain))
            return error_set(err, ERR_OPERATION_INVALID,
                             "cannot delete inactive domain with %u %ss", count,
                             moment_store_kinds[i]->folder);
    }
    return true;
}
