/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Managed saves: see managed_save.h. */
#include "qemu/managed_save.h"

#include "base/file_co.h"
#include "base/log.h"
#include "drivers/claim.h"
#include "drivers/domain_find.h"
#include "drivers/domain_life.h"
#include "drivers/flags.h"
#include "qemu/save.h"
#include "qemu/save_file.h"

#include <string.h>
#include <unistd.h>

#define SAVED_SUFFIX ".save"

static char *saved_folder(const QemuDriver *driver)
{
    return g_build_filename(driver->base.driver.host->data_folder, "qemu", "save", NULL);
}

char *managed_save_path(const QemuDriver *driver, const Domain *domain)
{
    g_autofree char *folder = saved_folder(driver);
    char uuid[UUID_TEXT_SIZE];

    uuid_format(domain->def->uuid, uuid);
    return g_strdup_printf("%s/%s" SAVED_SUFFIX, folder, uuid);
}

bool managed_save_load(QemuDriver *driver, GError **err)
{
    g_autofree char *folder = saved_folder(driver);
    g_autoptr(GPtrArray) names = file_list(folder, SAVED_SUFFIX, err);

    if (!names)
        return false;
    for (unsigned i = 0; i < names->len; i++) {
        uint8_t uuid[UUID_BYTES];
        Domain *domain = NULL;

        if (uuid_parse(names->pdata[i], uuid))
            domain = domain_list_by_uuid(driver->base.domains, uuid);
        if (domain)
            domain->managed_save = true;
        else
            log_warning("'%s/%s" SAVED_SUFFIX "' belongs to no domain that is defined", folder,
                        (const char *) names->pdata[i]);
    }
    return true;
}

void managed_save_note(QemuDriver *driver, Domain *domain, const char *path)
{
    g_autofree char *managed = managed_save_path(driver, domain);

    if (g_str_equal(path, managed))
        domain->managed_save = true;
}

/* ---- starting from it ---- */

bool managed_save_co_start(DomainDriver *base, Domain *domain, bool paused, GError **err)
{
    QemuDriver *driver = (QemuDriver *) base;
    g_autofree char *path = managed_save_path(driver, domain);
    g_auto(Restore) restore = RESTORE_INIT;
    DomainStart start = {.co_start = restore_co_start, .data = &restore};

    if (!restore_co_open(driver, path, NULL, 0, &restore, err))
        goto failed;
    restore.consumed = path;
    start.paused = paused || restore.paused;
    if (domain_life_co_run(base, domain, g_steal_pointer(&restore.def), &start, err))
        return true;
failed:
    g_prefix_error(err,
                   "domain '%s' cannot go on from its managed save, which is kept (--force-boot "
                   "throws it away and boots afresh): ",
                   domain->def->name);
    return false;
}

static bool co_remove(QemuDriver *driver, Domain *domain, GError **err)
{
    g_autofree char *path = managed_save_path(driver, domain);

    if (!save_file_co_remove(driver->base.driver.host->worker, path, err))
        return false;
    domain->managed_save = false;
    return true;
}

bool managed_save_co_forget(DomainDriver *driver, Domain *domain, GError **err)
{
    return co_remove((QemuDriver *) driver, domain, err);
}

static void say_kept(const Machine *machine, const char *why)
{
    log_error("domain '%s': its managed save '%s' has been used and must not be used again, but "
              "cannot be removed: %s",
              machine->domain->def->name, machine->consumed, why);
}

void managed_save_co_consume(Machine *machine)
{
    g_autoptr(Domain) domain = domain_ref(machine->domain);
    g_autofree char *path = g_steal_pointer(&machine->consumed);
    g_autoptr(GError) why = NULL;

    if (!path || !machine->driver) {
        machine->consumed = g_steal_pointer(&path);
        return;
    }
    domain->managed_save = false;
    if (!save_file_co_remove(machine->driver->base.driver.host->worker, path, &why)) {
        machine->consumed = g_steal_pointer(&path);
        say_kept(machine, why->message);
    } else if (!machine->gone) {
        machine_set_state(machine, domain->state, domain->reason, -1, 0);
    }
}

void managed_save_drop(Machine *machine)
{
    g_autoptr(GError) why = NULL;

    if (!machine->consumed)
        return;
    log_warning("domain '%s': its managed save is removed, since its guest may have run on from it",
                machine->domain->def->name);
    if (!file_remove(machine->consumed, &why))
        say_kept(machine, why->message);
    g_clear_pointer(&machine->consumed, g_free);
}

/* ---- procedures ---- */

static bool managed_co_save(DriverCall *call, const domain_managed_save_args *args, GError **err)
{
    QemuDriver *driver = (QemuDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autofree char *path = NULL, *folder = saved_folder(driver);

    if (!save_check_flags(args->flags, "domain_managed_save", err))
        return false;
    domain = claim_co_active(call, &args->dom, "managed save", err);
    if (!domain)
        return false;
    if (!domain->persistent)
        return error_set(err, ERR_OPERATION_INVALID, "cannot do managed save for transient domain");
    path = managed_save_path(driver, domain);
    return file_co_make_folder(driver->base.driver.host->worker, folder, 0700, err) &&
           save_co_domain(driver, domain, path, NULL, args->flags, err);
}

static bool managed_co_remove(DriverCall *call, const domain_managed_save_remove_args *args,
                              GError **err)
{
    g_autoptr(ClaimedDomain) domain = NULL;

    if (!flags_check(args->flags, 0, "domain_managed_save_remove", err))
        return false;
    domain = claim_co_wanted(call, &args->dom, "managed save", err);
    return domain && co_remove((QemuDriver *) call->driver, domain, err);
}

/* A domain that has one; claimed, so that it stays. */
static ClaimedDomain *claim_co_saved(DriverCall *call, const remote_domain *dom, GError **err)
{
    g_autoptr(ClaimedDomain) domain = claim_co_wanted(call, dom, "managed save", err);

    if (domain && !domain->managed_save) {
        error_set(err, ERR_OPERATION_INVALID, "domain does not have managed save image");
        return NULL;
    }
    return g_steal_pointer(&domain);
}

static bool managed_co_document(DriverCall *call, const domain_managed_save_get_xml_desc_args *args,
                                domain_managed_save_get_xml_desc_ret *ret, GError **err)
{
    QemuDriver *driver = (QemuDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = claim_co_saved(call, &args->dom, err);
    g_autofree char *path = domain ? managed_save_path(driver, domain) : NULL;

    if (!path)
        return false;
    ret->xml = save_co_document(driver, path, args->flags, err);
    return ret->xml != NULL;
}

static bool managed_co_define(DriverCall *call, const domain_managed_save_define_xml_args *args,
                              GError **err)
{
    QemuDriver *driver = (QemuDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = claim_co_saved(call, &args->dom, err);
    g_autofree char *path = domain ? managed_save_path(driver, domain) : NULL;

    if (!path)
        return false;
    if (!args->dxml)
        return error_set(err, ERR_INVALID_ARG, "domain_managed_save_define_xml needs a document");
    return save_co_define(driver, path, *args->dxml, args->flags, err);
}

const RemoteHandlers managed_save_handlers = {
    .domain_managed_save = managed_co_save,
    .domain_managed_save_remove = managed_co_remove,
    .domain_managed_save_get_xml_desc = managed_co_document,
    .domain_managed_save_define_xml = managed_co_define,
};
