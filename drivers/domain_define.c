/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Persistent definitions: see domain_define.h. Starts and stops nothing.
 *
 * Disk first: what a client has been told is on disk before memory says so and before the event.
 * While a domain is active its definition is next_def, otherwise def.
 */
#include "drivers/domain_define.h"

#include <unistd.h>

#include "base/file_co.h"
#include "drivers/affect.h"
#include "drivers/claim.h"
#include "drivers/domain_disk.h"
#include "drivers/domain_find.h"
#include "drivers/domain_list.h"
#include "drivers/flags.h"
#include "drivers/moment_forget.h"
#include "drivers/moment_store.h"

DomainDef *domain_define_parse(DomainDriver *driver, const char *xml, GError **err)
{
    const Hypervisor *hypervisor = driver->hypervisor;
    g_autoptr(DomainDef) def = domain_def_parse(xml, hypervisor->parse_flags, err);

    if (!def || !hypervisor->complete(driver, def, err))
        return NULL;
    return g_steal_pointer(&def);
}

static void define_emit(DomainDriver *driver, Domain *domain, int type, int detail)
{
    domain_driver_set_state(driver, domain, domain->state, domain->reason, type, detail);
}

/* Takes over def. A claim as well; it is on disk before anybody can see it. */
static ClaimedDomain *define_co_new(DomainDriver *driver, DomainDef *def, GError **err)
{
    Domain *added = domain_list_reserve(driver->domains, def, err);
    g_autoptr(ClaimedDomain) domain = NULL;

    if (!added || !domain_co_begin_job(added, "define", err))
        return NULL;
    domain = domain_ref(added);
    if (!domain_disk_co_save(driver, domain, domain->def, err)) {
        domain_list_remove(driver->domains, domain);
        return NULL;
    }
    domain_list_show(driver->domains, domain);
    return g_steal_pointer(&domain);
}

/* The domain with the definition def, which is taken over. */
static ClaimedDomain *define_co_put(DomainDriver *driver, DomainDef *def, GError **err)
{
    g_autoptr(DomainDef) owned = def;
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autoptr(GError) why = NULL;

    if (!claim_co_same(driver, def, "define", &domain, err))
        return NULL;
    if (domain && affect_co_replace_config(driver, domain, domain_def_copy(def), &why))
        return g_steal_pointer(&domain);
    if (domain && domain->listed) {
        g_propagate_error(err, g_steal_pointer(&why));
        return NULL;
    }
    /* There is none, or it was transient and has just ended. */
    return define_co_new(driver, g_steal_pointer(&owned), err);
}

static bool co_define(DomainDriver *driver, const char *xml, remote_domain *ret_dom, GError **err)
{
    g_autoptr(DomainDef) def = domain_define_parse(driver, xml, err);
    g_autoptr(ClaimedDomain) domain = NULL;
    bool added;

    if (!def)
        return false;
    domain = define_co_put(driver, g_steal_pointer(&def), err);
    if (!domain)
        return false;
    added = !domain->persistent;
    domain->persistent = true;
    define_emit(driver, domain, DOMAIN_EVENT_DEFINED,
                added ? DOMAIN_EVENT_DEFINED_ADDED : DOMAIN_EVENT_DEFINED_UPDATED);
    domain_find_answer(domain, ret_dom);
    return true;
}

static bool domain_define_co_xml(DriverCall *call, const domain_define_xml_args *args,
                                 domain_define_xml_ret *ret, GError **err)
{
    return co_define((DomainDriver *) call->driver, args->xml, &ret->dom, err);
}

static bool domain_define_co_xml_flags(DriverCall *call, const domain_define_xml_flags_args *args,
                                       domain_define_xml_flags_ret *ret, GError **err)
{
    /* VALIDATE asks for what the parser always does. */
    if (!flags_check(args->flags, DOMAIN_DEFINE_VALIDATE, "domain_define_xml_flags", err))
        return false;
    return co_define((DomainDriver *) call->driver, args->xml, &ret->dom, err);
}

/* Whether the guest's firmware variables may go (or stay); *ret_remove is set if they are to. */
static bool define_co_check_nvram(const DomainDriver *driver, const Domain *domain, unsigned flags,
                                  const char **ret_remove, GError **err)
{
    const DomainDef *def = domain->next_def ? domain->next_def : domain->def;
    const char *nvram = def->os.nvram;

    if ((flags & DOMAIN_UNDEFINE_NVRAM) && (flags & DOMAIN_UNDEFINE_KEEP_NVRAM))
        return error_set(err, ERR_INVALID_ARG, "the firmware variables cannot both go and stay");
    if (!nvram || (flags & DOMAIN_UNDEFINE_KEEP_NVRAM))
        return true;
    if (flags & DOMAIN_UNDEFINE_NVRAM)
        *ret_remove = nvram;
    else if (file_co_access(driver->driver.host->worker, nvram, F_OK) == 0)
        return error_set(err, ERR_OPERATION_INVALID,
                         "domain '%s' has firmware variables in '%s': "
                         "say whether to remove (nvram) or keep (keep-nvram) them",
                         def->name, nvram);
    return true;
}

static bool define_check_saved(const Domain *domain, unsigned flags, GError **err)
{
    return !domain->managed_save || (flags & DOMAIN_UNDEFINE_MANAGED_SAVE) ||
           error_set(err, ERR_OPERATION_INVALID,
                     "Refusing to undefine while domain managed save image exists: say whether to "
                     "remove it (managed-save)");
}

/* What runs on keeps its moments until it ends. */
static bool define_co_remove(DomainDriver *driver, Domain *domain, GError **err)
{
    if (domain_is_active(domain))
        return domain_disk_co_remove(driver, domain, err);
    if (!moment_forget_co_put_aside(driver, domain, err))
        return false;
    if (!domain_disk_co_remove(driver, domain, err)) {
        moment_forget_co_put_back(driver, domain);
        return false;
    }
    moment_forget_co_remove(driver, domain);
    return true;
}

static bool co_undefine(DriverCall *call, const remote_domain *dom, unsigned flags, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = claim_co_wanted(call, dom, "undefine", err);
    const char *nvram = NULL;

    if (!domain)
        return false;
    if (!domain->persistent)
        return error_set(err, ERR_OPERATION_INVALID, "cannot undefine transient domain");
    if (!moment_store_check_undefine(domain, flags, err) ||
        !define_check_saved(domain, flags, err) ||
        !define_co_check_nvram(driver, domain, flags, &nvram, err) ||
        (domain->managed_save && !driver->hypervisor->co_forget_saved(driver, domain, err)) ||
        (nvram && !domain_disk_co_remove_file(driver, domain, nvram, err)) ||
        !define_co_remove(driver, domain, err))
        return false;
    domain->persistent = false;
    domain->autostart = false;
    g_clear_pointer(&domain->next_def, domain_def_free);
    define_emit(driver, domain, DOMAIN_EVENT_UNDEFINED, DOMAIN_EVENT_UNDEFINED_REMOVED);
    if (!domain_is_active(domain))
        domain_list_remove(driver->domains, domain);
    return true;
}

static bool domain_define_co_undefine(DriverCall *call, const domain_undefine_args *args,
                                      GError **err)
{
    return co_undefine(call, &args->dom, 0, err);
}

static bool domain_define_co_undefine_flags(DriverCall *call,
                                            const domain_undefine_flags_args *args, GError **err)
{
    /* No domain has a saved state, a snapshot, a checkpoint or a TPM: nothing of these is in the
     * way. */
    const unsigned known = DOMAIN_UNDEFINE_MANAGED_SAVE | DOMAIN_UNDEFINE_SNAPSHOTS_METADATA |
                           DOMAIN_UNDEFINE_NVRAM | DOMAIN_UNDEFINE_KEEP_NVRAM |
                           DOMAIN_UNDEFINE_CHECKPOINTS_METADATA | DOMAIN_UNDEFINE_TPM |
                           DOMAIN_UNDEFINE_KEEP_TPM;

    return flags_check(args->flags, known, "domain_undefine_flags", err) &&
           co_undefine(call, &args->dom, args->flags, err);
}

static bool domain_define_co_set_autostart(DriverCall *call, const domain_set_autostart_args *args,
                                           GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = claim_co_wanted(call, &args->dom, "autostart", err);

    if (!domain)
        return false;
    if (!domain->persistent)
        return error_set(err, ERR_OPERATION_INVALID, "cannot set autostart for transient domain");
    if (!domain_disk_co_set_autostart(driver, domain, args->autostart, err))
        return false;
    domain->autostart = args->autostart;
    return true;
}

const RemoteHandlers domain_define_handlers = {
    .domain_define_xml = domain_define_co_xml,
    .domain_define_xml_flags = domain_define_co_xml_flags,
    .domain_undefine = domain_define_co_undefine,
    .domain_undefine_flags = domain_define_co_undefine_flags,
    .domain_set_autostart = domain_define_co_set_autostart,
};
