/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Renaming: see domain_rename.h. Nothing here waits, so there is one renaming at a time.
 *
 * The order makes every step repeatable: files first, the definition under its new name next, the
 * old one away last. What is missing under the old name has moved already.
 */
#include "drivers/domain_rename.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "drivers/claim.h"
#include "drivers/definition.h"
#include "drivers/domain_list.h"
#include "drivers/domain_store.h"
#include "drivers/flags.h"
#include "drivers/moment.h"

#define RENAME_JOURNAL "renaming"
#define RENAME_JOURNAL_MODE 0600
/* Two names and two newlines. */
#define RENAME_JOURNAL_MAX (2 * DOMAIN_NAME_MAX + 2)

typedef struct DomainFile {
    char *from, *to;
} DomainFile;

struct DomainFiles {
    GArray *files; /* of DomainFile; NULL: none are known yet */
};

static void file_clear(gpointer data)
{
    DomainFile *file = data;

    g_free(file->from);
    g_free(file->to);
}

static DomainFile *file_at(const DomainFiles *files, unsigned place)
{
    return &g_array_index(files->files, DomainFile, place);
}

static void files_clear(DomainFiles *files)
{
    g_clear_pointer(&files->files, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DomainFiles, files_clear)

void domain_rename_add(DomainFiles *files, char *from, char *to)
{
    DomainFile file = {from, to};

    g_array_append_val(files->files, file);
}

/* Drivers that keep nothing on disk have none. */
static DomainFiles files_list(DomainDriver *driver, const char *name, const char *new_name)
{
    DomainFiles files = {g_array_new(FALSE, FALSE, sizeof(DomainFile))};

    g_array_set_clear_func(files.files, file_clear);
    if (!driver->folder)
        return files;
    domain_rename_add(&files, definition_mark_path(driver->folder, name),
                      definition_mark_path(driver->folder, new_name));
    if (driver->hypervisor->list_files)
        driver->hypervisor->list_files(driver, name, new_name, &files);
    return files;
}

/* Puts back what the first ones of these have moved. */
static void files_move_back(const DomainFiles *files, unsigned moved)
{
    while (moved-- > 0) {
        const DomainFile *file = file_at(files, moved);

        if (rename(file->to, file->from) < 0 && errno != ENOENT)
            log_error("'%s' cannot be named '%s' again: %s", file->to, file->from,
                      g_strerror(errno));
    }
}

static bool files_move(const DomainFiles *files, GError **err)
{
    for (unsigned i = 0; i < files->files->len; i++) {
        const DomainFile *file = file_at(files, i);

        if (rename(file->from, file->to) == 0 || errno == ENOENT)
            continue;
        error_set_errno(err, errno, "cannot rename '%s' to '%s'", file->from, file->to);
        files_move_back(files, i);
        return false;
    }
    return true;
}

/* def has the new name already. */
static bool rename_on_disk(const DomainDriver *driver, const DomainDef *def, const char *old,
                           const DomainFiles *files, GError **err)
{
    if (!files_move(files, err))
        return false;
    if (domain_store_save(driver->folder, def, err)) {
        if (domain_store_remove(driver->folder, old, err))
            return true;
        domain_store_remove(driver->folder, def->name, NULL);
    }
    files_move_back(files, files->files->len);
    return false;
}

static bool rename_with_journal(const DomainDriver *driver, const DomainDef *def, const char *old,
                                const DomainFiles *files, GError **err)
{
    g_autofree char *journal = NULL, *text = NULL;
    g_autoptr(GError) why = NULL;
    bool renamed;

    if (!driver->folder)
        return true;
    journal = g_build_filename(driver->folder, RENAME_JOURNAL, NULL);
    text = g_strdup_printf("%s\n%s\n", old, def->name);
    if (!file_replace(journal, text, RENAME_JOURNAL_MODE, err))
        return false;
    renamed = rename_on_disk(driver, def, old, files, err);
    if (!file_remove(journal, &why))
        log_error("%s", why->message);
    return renamed;
}

/* ---- what a daemon before us has left ---- */

static bool recover_renaming(DomainDriver *driver, const char *old, const char *name, GError **err)
{
    g_auto(DomainFiles) files = files_list(driver, old, name);
    g_autoptr(DomainDef) def =
        domain_store_load_one(driver->folder, old, driver->hypervisor->parse_flags, err);

    if (!def)
        return false;
    g_free(def->name);
    def->name = g_strdup(name);
    if (!rename_on_disk(driver, def, old, &files, err))
        return false;
    log_info("domain '%s' is called '%s' now: a daemon was killed while it renamed it", old, name);
    return true;
}

bool domain_rename_recover(DomainDriver *driver, GError **err)
{
    g_autofree char *journal = NULL, *text = NULL, *definition = NULL;
    g_auto(GStrv) names = NULL;
    g_autoptr(GError) why = NULL;

    if (!driver->folder)
        return true;
    journal = g_build_filename(driver->folder, RENAME_JOURNAL, NULL);
    if (access(journal, F_OK) < 0)
        return true;
    text = file_read(journal, RENAME_JOURNAL_MAX, err);
    if (!text)
        return false;
    names = g_strsplit(text, "\n", 3);
    if (g_strv_length(names) != 3 || !domain_name_check(names[0], NULL) ||
        !domain_name_check(names[1], NULL))
        return error_set(err, ERR_INTERNAL, "'%s' does not hold the names of a domain", journal);
    definition = definition_path(driver->folder, names[0]);
    /* Without the old definition all of it had been done. */
    if (access(definition, F_OK) == 0 && !recover_renaming(driver, names[0], names[1], &why))
        log_error("domain '%s' keeps its name: %s", names[0], why->message);
    return file_remove(journal, err);
}

/* ---- the procedure ---- */

static bool rename_check(const DomainDriver *driver, const Domain *domain, const char *name,
                         GError **err)
{
    if (!domain_name_check(name, err))
        return false;
    if (domain_is_active(domain))
        return error_set(err, ERR_OPERATION_INVALID, "cannot rename active domain");
    if (!domain->persistent)
        return error_set(err, ERR_OPERATION_INVALID, "cannot rename a transient domain");
    if (strcmp(domain->def->name, name) == 0)
        return error_set(err, ERR_OPERATION_INVALID, "Can't rename domain to itself");
    if (domain->managed_save)
        return error_set(err, ERR_OPERATION_INVALID,
                         "domain with a managed saved state can't be renamed");
    if (moment_tree_count(domain->snapshots) > 0)
        return error_set(err, ERR_OPERATION_INVALID, "cannot rename domain with snapshots");
    if (moment_tree_count(domain->checkpoints) > 0)
        return error_set(err, ERR_OPERATION_INVALID, "cannot rename domain with checkpoints");
    if (domain_list_by_name(driver->domains, name))
        return error_set(err, ERR_OPERATION_INVALID, "domain with name '%s' already exists", name);
    return true;
}

static void rename_emit(DomainDriver *driver, Domain *domain, int type, int detail)
{
    domain_driver_set_state(driver, domain, domain->state, domain->reason, type, detail);
}

static bool rename_co(DriverCall *call, const domain_rename_args *args, domain_rename_ret *ret,
                      GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    const char *name = args->new_name ? *args->new_name : "";
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autoptr(DomainDef) def = NULL;
    g_auto(DomainFiles) files = {NULL};

    if (!flags_check(args->flags, 0, "domain_rename", err))
        return false;
    domain = claim_co_wanted(call, &args->dom, "rename", err);
    if (!domain || !rename_check(driver, domain, name, err))
        return false;
    files = files_list(driver, domain->def->name, name);
    def = domain_def_copy(domain->def);
    g_free(def->name);
    def->name = g_strdup(name);
    if (!rename_with_journal(driver, def, domain->def->name, &files, err))
        return false;
    rename_emit(driver, domain, DOMAIN_EVENT_UNDEFINED, DOMAIN_EVENT_UNDEFINED_RENAMED);
    domain_def_free(domain_list_rename(driver->domains, domain, g_steal_pointer(&def)));
    rename_emit(driver, domain, DOMAIN_EVENT_DEFINED, DOMAIN_EVENT_DEFINED_RENAMED);
    ret->retcode = 0;
    return true;
}

const RemoteHandlers domain_rename_handlers = {
    .domain_rename = rename_co,
};
