/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Renaming: see domain_rename.h. There is one at a time, and its new name is reserved meanwhile.
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

/* What is to be done on disk; nothing in it belongs to anybody else. */
typedef struct Renaming {
    const char *folder;
    const char *old, *name;
    const char *xml; /* the definition under its new name */
    const DomainFiles *files;
    bool done;
    GError *error;
    GError *leftover; /* what could not be put back, or away */
} Renaming;

/* Puts back what the first ones of these have moved. */
static void files_move_back(Renaming *renaming, unsigned moved)
{
    while (moved-- > 0) {
        const DomainFile *file = file_at(renaming->files, moved);

        if (rename(file->to, file->from) < 0 && errno != ENOENT && !renaming->leftover)
            error_set_errno(&renaming->leftover, errno, "'%s' cannot be named '%s' again", file->to,
                            file->from);
    }
}

static bool files_move(Renaming *renaming)
{
    for (unsigned i = 0; i < renaming->files->files->len; i++) {
        const DomainFile *file = file_at(renaming->files, i);

        if (rename(file->from, file->to) == 0 || errno == ENOENT)
            continue;
        error_set_errno(&renaming->error, errno, "cannot rename '%s' to '%s'", file->from,
                        file->to);
        files_move_back(renaming, i);
        return false;
    }
    return true;
}

static bool rename_on_disk(Renaming *renaming)
{
    if (!files_move(renaming))
        return false;
    if (definition_save(renaming->folder, renaming->name, renaming->xml, &renaming->error)) {
        if (definition_remove(renaming->folder, renaming->old, &renaming->error))
            return true;
        definition_remove(renaming->folder, renaming->name, NULL);
    }
    files_move_back(renaming, renaming->files->files->len);
    return false;
}

/* In a thread. */
static void rename_with_journal(void *data)
{
    Renaming *renaming = data;
    g_autofree char *journal = g_build_filename(renaming->folder, RENAME_JOURNAL, NULL);
    g_autofree char *text = g_strdup_printf("%s\n%s\n", renaming->old, renaming->name);

    if (!file_replace(journal, text, RENAME_JOURNAL_MODE, &renaming->error))
        return;
    renaming->done = rename_on_disk(renaming);
    file_remove(journal, renaming->leftover ? NULL : &renaming->leftover);
}

static bool rename_end(Renaming *renaming, GError **err)
{
    if (renaming->leftover)
        log_error("%s", renaming->leftover->message);
    g_clear_error(&renaming->leftover);
    if (renaming->error)
        g_propagate_error(err, renaming->error);
    return renaming->done;
}

static char *format(const DomainDef *def)
{
    return domain_def_format(def, DOMAIN_FORMAT_INACTIVE | DOMAIN_FORMAT_SECURE);
}

/* ---- what a daemon before us has left ---- */

static bool recover_renaming(DomainDriver *driver, const char *old, const char *name, GError **err)
{
    g_auto(DomainFiles) files = files_list(driver, old, name);
    g_autoptr(DomainDef) def =
        domain_store_load_one(driver->folder, old, driver->hypervisor->parse_flags, err);
    g_autofree char *xml = NULL;
    Renaming renaming = {.folder = driver->folder, .old = old, .name = name, .files = &files};

    if (!def)
        return false;
    g_free(def->name);
    def->name = g_strdup(name);
    renaming.xml = xml = format(def);
    renaming.done = rename_on_disk(&renaming);
    if (!rename_end(&renaming, err))
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

static bool rename_check(const Domain *domain, const char *name, GError **err)
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
    return true;
}

/* def has the new name, which is reserved. Others may want to rename other domains. */
static bool rename_co_disk(DomainDriver *driver, Domain *domain, const DomainDef *def, GError **err)
{
    g_autofree char *old = g_strdup(domain->def->name), *xml = format(def);
    g_auto(DomainFiles) files = files_list(driver, old, def->name);
    Renaming renaming = {
        .folder = driver->folder, .old = old, .name = def->name, .xml = xml, .files = &files};

    if (!driver->folder)
        return true;
    domain_job_waits_for(domain, g_strdup_printf("the disk of '%s'", driver->folder));
    if (co_mutex_lock(&driver->renaming, domain->job_timeout_us)) {
        worker_co_run(driver->driver.host->worker, rename_with_journal, &renaming);
        co_mutex_unlock(&driver->renaming);
    } else {
        error_set(&renaming.error, ERR_OPERATION_TIMEOUT,
                  "domain '%s' cannot be renamed while another domain is: that has not ended "
                  "within %g s",
                  old, (double) domain->job_timeout_us / G_USEC_PER_SEC);
    }
    domain_job_waits_for(domain, NULL);
    return rename_end(&renaming, err);
}

static void rename_emit(DomainDriver *driver, Domain *domain, int type, int detail)
{
    domain_driver_set_state(driver, domain, domain->state, domain->reason, type, detail);
}

static bool co_rename(DriverCall *call, const domain_rename_args *args, domain_rename_ret *ret,
                      GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    const char *name = args->new_name ? *args->new_name : "";
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autoptr(DomainDef) def = NULL;
    bool renamed;

    if (!flags_check(args->flags, 0, "domain_rename", err))
        return false;
    domain = claim_co_wanted(call, &args->dom, "rename", err);
    if (!domain || !rename_check(domain, name, err) ||
        !domain_list_reserve_name(driver->domains, name, err))
        return false;
    def = domain_def_copy(domain->def);
    g_free(def->name);
    def->name = g_strdup(name);
    renamed = rename_co_disk(driver, domain, def, err);
    domain_list_free_name(driver->domains, name);
    if (!renamed)
        return false;
    rename_emit(driver, domain, DOMAIN_EVENT_UNDEFINED, DOMAIN_EVENT_UNDEFINED_RENAMED);
    domain_def_free(domain_list_rename(driver->domains, domain, g_steal_pointer(&def)));
    rename_emit(driver, domain, DOMAIN_EVENT_DEFINED, DOMAIN_EVENT_DEFINED_RENAMED);
    ret->retcode = 0;
    return true;
}

const RemoteHandlers domain_rename_handlers = {
    .domain_rename = co_rename,
};
