/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting, stopping and pausing domains: see domain_life.h. Decides what is allowed in which
 * state; the hypervisor does it and reports it, so no event is emitted here.
 *
 * A persistent domain runs from a copy of its definition, which waits as next_def meanwhile: what
 * the hypervisor notes in def while the guest runs is gone when it stops.
 */
#include "drivers/domain_life.h"

#include "drivers/claim.h"
#include "drivers/domain_define.h"
#include "drivers/domain_find.h"
#include "drivers/domain_list.h"
#include "drivers/flags.h"

/* Takes over def, which is to run in place of the definition. */
static void life_put_on(DomainDriver *driver, Domain *domain, DomainDef *def)
{
    g_assert(domain->persistent && !domain->next_def);
    domain->next_def = domain_list_set_def(driver->domains, domain, def);
}

/* After a start that failed. */
static void life_back_out(DomainDriver *driver, Domain *domain)
{
    bool reported = !domain->listed || (domain->persistent && !domain->next_def);

    if (reported) /* it ran, and domain_driver_stopped() has been here */
        return;
    domain_list_set_id(driver->domains, domain, -1);
    if (!domain->persistent) {
        domain_list_remove(driver->domains, domain);
        return;
    }
    domain_def_free(
        domain_list_set_def(driver->domains, domain, g_steal_pointer(&domain->next_def)));
    domain_driver_set_state(driver, domain, DOMAIN_STATE_SHUTOFF, DOMAIN_REASON_SHUTOFF_FAILED, -1,
                            0);
}

/* The domain is claimed and not active; domain->def is what is to run. */
static bool life_co_start_it(DomainDriver *driver, Domain *domain, const DomainStart *start,
                             GError **err)
{
    if (start->co_start ? start->co_start(driver, domain, start->paused, start->data, err)
                        : driver->hypervisor->co_start(driver, domain, start->paused, err))
        return true;
    life_back_out(driver, domain);
    return false;
}

bool domain_life_co_run(DomainDriver *driver, Domain *domain, DomainDef *def,
                        const DomainStart *start, GError **err)
{
    life_put_on(driver, domain, def);
    return life_co_start_it(driver, domain, start, err);
}

bool domain_life_co_run_document(DomainDriver *driver, DomainDef *def, const char *job,
                                 const DomainStart *start, Domain **ret_domain, GError **err)
{
    g_autoptr(DomainDef) owned = def;
    g_autoptr(ClaimedDomain) domain = NULL;
    Domain *added;

    if (!claim_co_same(driver, def, job, &domain, err))
        return false;
    if (domain) {
        if (domain_is_active(domain))
            return error_set(err, ERR_OPERATION_INVALID, "domain '%s' is already active",
                             domain->def->name);
        life_put_on(driver, domain, g_steal_pointer(&owned));
    } else {
        added = domain_list_add(driver->domains, g_steal_pointer(&owned), err);
        if (!added || !domain_co_begin_job(added, job, err))
            return false;
        domain = domain_ref(added);
    }
    if (!life_co_start_it(driver, domain, start, err))
        return false;
    *ret_domain = domain_ref(domain);
    return true;
}

static bool life_refuse_active(const Domain *domain, GError **err)
{
    return !domain_is_active(domain) ||
           error_set(err, ERR_OPERATION_INVALID, "domain is already running");
}

static bool life_co_run_definition(DomainDriver *driver, Domain *domain, unsigned flags,
                                   GError **err)
{
    const Hypervisor *hypervisor = driver->hypervisor;
    const DomainStart start = {.paused = flags & DOMAIN_START_PAUSED};
    g_autoptr(DomainDef) def = NULL;

    if (!life_refuse_active(domain, err))
        return false;
    if (domain->managed_save && !(flags & DOMAIN_START_FORCE_BOOT))
        return hypervisor->co_start_saved(driver, domain, start.paused, err);
    if (domain->managed_save && !hypervisor->co_forget_saved(driver, domain, err))
        return false;
    def = domain_def_copy(domain->def);
    if (!hypervisor->complete(driver, def, err))
        return false;
    return domain_life_co_run(driver, domain, g_steal_pointer(&def), &start, err);
}

bool domain_life_co_start(DomainDriver *driver, Domain *domain, GError **err)
{
    g_autoptr(ClaimedDomain) claimed = NULL;

    if (!domain_co_begin_job(domain, "start", err))
        return false;
    claimed = domain_ref(domain);
    return life_co_run_definition(driver, domain, 0, err);
}

static bool life_check_start_flags(unsigned flags, unsigned known, const char *procedure,
                                   GError **err)
{
    if (flags & DOMAIN_START_AUTODESTROY)
        return error_set(err, ERR_ARGUMENT_UNSUPPORTED,
                         "%s: autodestroy is not supported; destroy "
                         "the domain when its user has gone",
                         procedure);
    if (flags & DOMAIN_START_RESET_NVRAM)
        return error_set(err, ERR_ARGUMENT_UNSUPPORTED,
                         "%s: resetting the firmware variables is not supported", procedure);
    return flags_check(flags, known, procedure, err);
}

static bool domain_life_co_create(DriverCall *call, const domain_create_args *args, GError **err)
{
    g_autoptr(ClaimedDomain) domain = claim_co_wanted(call, &args->dom, "start", err);

    return domain && life_co_run_definition((DomainDriver *) call->driver, domain, 0, err);
}

static bool domain_life_co_create_with_flags(DriverCall *call,
                                             const domain_create_with_flags_args *args,
                                             domain_create_with_flags_ret *ret, GError **err)
{
    const unsigned known =
        DOMAIN_START_PAUSED | DOMAIN_START_BYPASS_CACHE | DOMAIN_START_FORCE_BOOT;
    g_autoptr(ClaimedDomain) domain = NULL;

    if (!life_check_start_flags(args->flags, known, "domain_create_with_flags", err))
        return false;
    domain = claim_co_wanted(call, &args->dom, "start", err);
    if (!domain || !life_co_run_definition((DomainDriver *) call->driver, domain, args->flags, err))
        return false;
    domain_find_answer(domain, &ret->dom);
    return true;
}

static bool domain_life_co_create_xml(DriverCall *call, const domain_create_xml_args *args,
                                      domain_create_xml_ret *ret, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    const DomainStart start = {.paused = args->flags & DOMAIN_START_PAUSED};
    g_autoptr(DomainDef) def = NULL;
    g_autoptr(Domain) domain = NULL;

    if (!life_check_start_flags(args->flags, DOMAIN_START_PAUSED | DOMAIN_START_VALIDATE,
                                "domain_create_xml", err))
        return false;
    def = domain_define_parse(driver, args->xml, err);
    if (!def ||
        !domain_life_co_run_document(driver, g_steal_pointer(&def), "create", &start, &domain, err))
        return false;
    domain_find_answer(domain, &ret->dom);
    return true;
}

static bool co_destroy(DriverCall *call, const remote_domain *dom, bool graceful, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(Domain) domain = domain_find(call, dom, err);

    if (!domain)
        return false;
    domain_ref(domain);
    if (!domain_is_active(domain))
        return error_set(err, ERR_OPERATION_INVALID, "domain is not running");
    return driver->hypervisor->co_destroy(driver, domain, graceful, err);
}

static bool domain_life_co_destroy(DriverCall *call, const domain_destroy_args *args, GError **err)
{
    return co_destroy(call, &args->dom, false, err);
}

static bool domain_life_co_destroy_flags(DriverCall *call, const domain_destroy_flags_args *args,
                                         GError **err)
{
    if (args->flags & DOMAIN_DESTROY_REMOVE_LOGS)
        return error_set(err, ERR_ARGUMENT_UNSUPPORTED,
                         "domain_destroy_flags: removing the logs is not supported");
    return flags_check(args->flags, DOMAIN_DESTROY_GRACEFUL, "domain_destroy_flags", err) &&
           co_destroy(call, &args->dom, args->flags & DOMAIN_DESTROY_GRACEFUL, err);
}

/* The ways of shutdown and of reboot have the same numbers. Several may be named, and then any of
 * them will do; with none it is the agent in the guest if one is there, else the button. */
static bool life_check_way(const DriverCall *call, unsigned flags, const char *procedure,
                           GError **err)
{
    static const struct {
        unsigned flag;
        const char *name;
    } unknown_ways[] = {
        {DOMAIN_SHUTDOWN_GUEST_AGENT, "the guest agent"},
        {DOMAIN_SHUTDOWN_INITCTL, "initctl"},
        {DOMAIN_SHUTDOWN_SIGNAL, "a signal"},
        {DOMAIN_SHUTDOWN_PARAVIRT, "paravirtual control"},
    };
    bool agents = ((const DomainDriver *) call->driver)->hypervisor->co_ask_guest;
    unsigned ways = DOMAIN_SHUTDOWN_ACPI_BUTTON | (agents ? DOMAIN_SHUTDOWN_GUEST_AGENT : 0);
    unsigned known = ways;

    for (unsigned i = 0; i < G_N_ELEMENTS(unknown_ways); i++) {
        known |= unknown_ways[i].flag;
        if ((flags & unknown_ways[i].flag) && !(flags & ways))
            return error_set(err, ERR_ARGUMENT_UNSUPPORTED,
                             "%s by %s is not supported; use the ACPI button", procedure,
                             unknown_ways[i].name);
    }
    return flags_check(flags, known, procedure, err);
}

/* True: the guest is about to do it. False without err: it is to be asked by the button. */
static bool life_co_ask_agent(DriverCall *call, const remote_domain *dom, unsigned flags,
                              DomainGuestEnd end, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    const Hypervisor *hypervisor = driver->hypervisor;
    bool only = (flags & DOMAIN_SHUTDOWN_GUEST_AGENT) && !(flags & DOMAIN_SHUTDOWN_ACPI_BUTTON);
    g_autoptr(Domain) domain = NULL;
    Domain *found;

    if (!hypervisor->co_ask_guest || (flags && !(flags & DOMAIN_SHUTDOWN_GUEST_AGENT)))
        return false;
    found = domain_find(call, dom, err);
    if (!found)
        return false;
    domain = domain_ref(found);
    return hypervisor->co_ask_guest(driver, domain, end, only ? err : NULL);
}

static bool co_shutdown(DriverCall *call, const remote_domain *dom, unsigned flags, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autoptr(GError) why = NULL;

    if (life_co_ask_agent(call, dom, flags, DOMAIN_GUEST_SHUTDOWN, &why))
        return true;
    if (why) {
        g_propagate_error(err, g_steal_pointer(&why));
        return false;
    }
    domain = claim_co_active(call, dom, "shutdown", err);
    return domain && driver->hypervisor->co_shutdown(driver, domain, flags, err);
}

static bool domain_life_co_shutdown(DriverCall *call, const domain_shutdown_args *args,
                                    GError **err)
{
    return co_shutdown(call, &args->dom, 0, err);
}

static bool domain_life_co_shutdown_flags(DriverCall *call, const domain_shutdown_flags_args *args,
                                          GError **err)
{
    return life_check_way(call, args->flags, "shutdown", err) &&
           co_shutdown(call, &args->dom, args->flags, err);
}

static bool domain_life_co_reboot(DriverCall *call, const domain_reboot_args *args, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = NULL;
    g_autoptr(GError) why = NULL;

    if (!life_check_way(call, args->flags, "reboot", err))
        return false;
    if (life_co_ask_agent(call, &args->dom, args->flags, DOMAIN_GUEST_REBOOT, &why))
        return true;
    if (why) {
        g_propagate_error(err, g_steal_pointer(&why));
        return false;
    }
    domain = claim_co_active(call, &args->dom, "reboot", err);
    return domain && driver->hypervisor->co_reboot(driver, domain, args->flags, err);
}

static bool domain_life_co_reset(DriverCall *call, const domain_reset_args *args, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = NULL;

    if (!flags_check(args->flags, 0, "domain_reset", err))
        return false;
    domain = claim_co_active(call, &args->dom, "reset", err);
    return domain && driver->hypervisor->co_reset(driver, domain, err);
}

static bool life_refuse_asleep(const Domain *domain, GError **err)
{
    return domain->state != DOMAIN_STATE_PMSUSPENDED ||
           error_set(err, ERR_OPERATION_INVALID, "domain is asleep (suspended by its own system)");
}

static bool domain_life_co_suspend(DriverCall *call, const domain_suspend_args *args, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = claim_co_active(call, &args->dom, "suspend", err);

    if (!domain || !life_refuse_asleep(domain, err))
        return false;
    if (domain->state == DOMAIN_STATE_PAUSED)
        return true;
    return driver->hypervisor->co_suspend(driver, domain, err);
}

static bool domain_life_co_resume(DriverCall *call, const domain_resume_args *args, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = claim_co_active(call, &args->dom, "resume", err);

    if (!domain || !life_refuse_asleep(domain, err))
        return false;
    if (domain->state == DOMAIN_STATE_RUNNING)
        return error_set(err, ERR_OPERATION_INVALID, "domain is already running");
    return driver->hypervisor->co_resume(driver, domain, err);
}

const RemoteHandlers domain_life_handlers = {
    .domain_create = domain_life_co_create,
    .domain_create_with_flags = domain_life_co_create_with_flags,
    .domain_create_xml = domain_life_co_create_xml,
    .domain_destroy = domain_life_co_destroy,
    .domain_destroy_flags = domain_life_co_destroy_flags,
    .domain_shutdown = domain_life_co_shutdown,
    .domain_shutdown_flags = domain_life_co_shutdown_flags,
    .domain_reboot = domain_life_co_reboot,
    .domain_reset = domain_life_co_reset,
    .domain_suspend = domain_life_co_suspend,
    .domain_resume = domain_life_co_resume,
};
