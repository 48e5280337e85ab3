/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Metadata of moments whose domain goes: see moment_forget.h. */
#include "drivers/moment_forget.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "drivers/definition.h"
#include "drivers/domain_list.h"
#include "drivers/moment_store.h"

#define FORGET_FOLDER "undefined"
#define FORGET_FOLDER_MODE 0700

/* ---- one folder ---- */

/* Of one kind of moments of one domain. */
typedef struct ForgetFolder {
    char *there, *parent, *aside;
    GPtrArray *names; /* of moments */
} ForgetFolder;

static void folder_init(ForgetFolder *folder, const DomainDriver *driver, const MomentKind *kind,
                        const char *domain)
{
    folder->there = moment_store_folder(driver, kind, domain);
    folder->parent = g_build_filename(driver->folder, FORGET_FOLDER, kind->folder, NULL);
    folder->aside = g_build_filename(folder->parent, domain, NULL);
    folder->names = g_ptr_array_new_with_free_func(g_free);
}

static void folder_clear(ForgetFolder *folder)
{
    g_free(folder->there);
    g_free(folder->parent);
    g_free(folder->aside);
    g_clear_pointer(&folder->names, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ForgetFolder, folder_clear)

static bool folder_put_aside(const ForgetFolder *folder, GError **err)
{
    if (access(folder->there, F_OK) < 0 && errno == ENOENT)
        return true;
    if (!file_make_folder(folder->parent, FORGET_FOLDER_MODE, err))
        return false;
    return rename(folder->there, folder->aside) == 0 ||
           error_set_errno(err, errno, "cannot rename '%s' to '%s'", folder->there, folder->aside);
}

static bool folder_put_back(const ForgetFolder *folder, GError **err)
{
    return rename(folder->aside, folder->there) == 0 || errno == ENOENT ||
           error_set_errno(err, errno, "cannot rename '%s' to '%s'", folder->aside, folder->there);
}

/* What is left, since it is not ours or cannot be read, is where people look for it. */
static bool folder_remove(const ForgetFolder *folder, GError **err)
{
    g_autofree char *current = g_build_filename(folder->aside, MOMENT_STORE_CURRENT, NULL);

    if (!file_remove(current, err))
        return false;
    for (unsigned i = 0; i < folder->names->len; i++) {
        if (!definition_remove(folder->aside, folder->names->pdata[i], err))
            return false;
    }
    return rmdir(folder->aside) == 0 || errno == ENOENT || folder_put_back(folder, err);
}

/* ---- all of a domain ---- */

typedef enum { FORGET_PUT_ASIDE, FORGET_PUT_BACK, FORGET_REMOVE, FORGET_BOTH } ForgetVerb;

typedef struct Forgetting {
    DomainDriver *driver;
    char *domain; /* name */
    ForgetVerb verb;
    ForgetFolder folders[MOMENT_STORE_KINDS];
    GError *why; /* of what failed first */
} Forgetting;

static Forgetting *forgetting_new(DomainDriver *driver, const Domain *domain, ForgetVerb verb)
{
    Forgetting *forgetting = g_new0(Forgetting, 1);

    forgetting->driver = driver;
    forgetting->domain = g_strdup(domain->def->name);
    forgetting->verb = verb;
    for (unsigned i = 0; i < MOMENT_STORE_KINDS; i++) {
        const MomentTree *tree = moment_store_tree(domain, moment_store_kinds[i]);
        g_autoptr(GPtrArray) all = moment_tree_below(tree, NULL);
        ForgetFolder *folder = &forgetting->folders[i];

        folder_init(folder, driver, moment_store_kinds[i], domain->def->name);
        for (unsigned k = all->len; k-- > 0;)
            g_ptr_array_add(folder->names, g_strdup(((const Moment *) all->pdata[k])->def->name));
    }
    return forgetting;
}

static void forgetting_free(Forgetting *forgetting)
{
    for (unsigned i = 0; i < MOMENT_STORE_KINDS; i++)
        folder_clear(&forgetting->folders[i]);
    g_free(forgetting->domain);
    g_clear_error(&forgetting->why);
    g_free(forgetting);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Forgetting, forgetting_free)

static bool forget_folder(const ForgetFolder *folder, ForgetVerb verb, GError **err)
{
    switch (verb) {
    case FORGET_PUT_ASIDE:
        return folder_put_aside(folder, err);
    case FORGET_PUT_BACK:
        return folder_put_back(folder, err);
    case FORGET_REMOVE:
        return folder_remove(folder, err);
    default:
        return folder_put_aside(folder, err) && folder_remove(folder, err);
    }
}

/* In a thread. */
static void forgetting_run(void *data)
{
    Forgetting *forgetting = data;

    for (unsigned i = 0; i < MOMENT_STORE_KINDS; i++)
        forget_folder(&forgetting->folders[i], forgetting->verb,
                      forgetting->why ? NULL : &forgetting->why);
}

static void forgetting_co_run(Forgetting *forgetting)
{
    DomainDriver *driver = forgetting->driver;

    driver->forgetters++;
    co_mutex_lock(&driver->forgetting, -1);
    worker_co_run(driver->driver.host->worker, forgetting_run, forgetting);
    co_mutex_unlock(&driver->forgetting);
    driver->forgetters--;
}

static bool forget_co_do(DomainDriver *driver, Domain *domain, ForgetVerb verb, GError **err)
{
    g_autoptr(Forgetting) forgetting = NULL;

    if (!driver->folder)
        return true;
    forgetting = forgetting_new(driver, domain, verb);
    domain_job_waits_for(domain, g_strdup_printf("the disk of '%s'", driver->folder));
    forgetting_co_run(forgetting);
    domain_job_waits_for(domain, NULL);
    if (!forgetting->why)
        return true;
    g_propagate_error(err, g_steal_pointer(&forgetting->why));
    return false;
}

bool moment_forget_co_put_aside(DomainDriver *driver, Domain *domain, GError **err)
{
    if (forget_co_do(driver, domain, FORGET_PUT_ASIDE, err))
        return true;
    moment_forget_co_put_back(driver, domain);
    return false;
}

void moment_forget_co_put_back(DomainDriver *driver, Domain *domain)
{
    g_autoptr(GError) why = NULL;

    if (!forget_co_do(driver, domain, FORGET_PUT_BACK, &why))
        log_warning("domain '%s': %s", domain->def->name, why->message);
}

void moment_forget_co_remove(DomainDriver *driver, Domain *domain)
{
    g_autoptr(GError) why = NULL;

    if (!forget_co_do(driver, domain, FORGET_REMOVE, &why))
        log_warning("domain '%s': %s", domain->def->name, why->message);
    for (unsigned i = 0; i < MOMENT_STORE_KINDS; i++) {
        MomentTree *tree = moment_store_tree(domain, moment_store_kinds[i]);
        g_autoptr(GPtrArray) all = moment_tree_below(tree, NULL);

        for (unsigned k = all->len; k-- > 0;)
            moment_tree_remove(tree, all->pdata[k]);
    }
}

static void forget_co_later(void *data)
{
    g_autoptr(Forgetting) forgetting = data;

    forgetting_co_run(forgetting);
    if (forgetting->why)
        log_warning("domain '%s': %s", forgetting->domain, forgetting->why->message);
}

void moment_forget_later(DomainDriver *driver, const Domain *domain)
{
    if (driver->folder)
        coroutine_start(driver->driver.host->loop, forget_co_later,
                        forgetting_new(driver, domain, FORGET_BOTH));
}

void moment_forget_finish(DomainDriver *driver)
{
    while (driver->forgetters > 0)
        loop_run_once(driver->driver.host->loop, 100);
}

/* ---- at the daemon's start ---- */

typedef struct ForgetLoad {
    const MomentKind *kind;
    GPtrArray *names;
} ForgetLoad;

/* DefinitionFunc. */
static bool forget_load_one(const char *name, const char *xml, bool autostart, void *data,
                            GError **err)
{
    const ForgetLoad *load = data;
    MomentDef *def = load->kind->parse(xml, err);

    (void) autostart;
    if (!def)
        return false;
    load->kind->free(def);
    g_ptr_array_add(load->names, g_strdup(name));
    return true;
}

/* One that cannot be read is one as well. */
static bool has_definition(const DomainDriver *driver, const char *domain)
{
    g_autofree char *path = definition_path(driver->folder, domain);

    return domain_list_by_name(driver->domains, domain) || access(path, F_OK) == 0;
}

static void recover_one(const DomainDriver *driver, const MomentKind *kind, const char *domain)
{
    g_auto(ForgetFolder) folder = {0};
    g_autoptr(GError) why = NULL;
    bool back = has_definition(driver, domain), well;
    ForgetLoad load = {.kind = kind};

    folder_init(&folder, driver, kind, domain);
    load.names = folder.names;
    if (back)
        well = folder_put_back(&folder, &why);
    else
        well = definition_load(folder.aside, forget_load_one, &load, &why) &&
               folder_remove(&folder, &why);
    if (!well)
        log_warning("'%s' is left alone: %s", folder.aside, why->message);
    else
        log_info("the daemon ended while domain '%s' was being undefined: its %ss have been %s",
                 domain, kind->noun, back ? "put back" : "removed");
}

void moment_forget_recover(const DomainDriver *driver)
{
    for (unsigned i = 0; driver->folder && i < MOMENT_STORE_KINDS; i++) {
        g_autofree char *parent =
            g_build_filename(driver->folder, FORGET_FOLDER, moment_store_kinds[i]->folder, NULL);
        g_autoptr(GPtrArray) domains = file_list(parent, "", NULL);

        for (unsigned k = 0; domains && k < domains->len; k++)
            recover_one(driver, moment_store_kinds[i], domains->pdata[k]);
    }
}
