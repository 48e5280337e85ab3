/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The procedures about files of saved domains that users name: see save.h. */
#include "qemu/save.h"

#include "drivers/claim.h"
#include "drivers/domain_life.h"

static bool call_co_save(DriverCall *call, const remote_domain *dom, const char *to,
                         const char *dxml, unsigned flags, GError **err)
{
    g_autoptr(ClaimedDomain) domain = NULL;

    if (!save_check_flags(flags, "domain_save_flags", err))
        return false;
    domain = claim_co_active(call, dom, "save", err);
    return domain && save_co_domain((QemuDriver *) call->driver, domain, to, dxml, flags, err);
}

static bool call_co_save_plain(DriverCall *call, const domain_save_args *args, GError **err)
{
    return call_co_save(call, &args->dom, args->to, NULL, 0, err);
}

static bool call_co_save_flags(DriverCall *call, const domain_save_flags_args *args, GError **err)
{
    return call_co_save(call, &args->dom, args->to, args->dxml ? *args->dxml : NULL, args->flags,
                        err);
}

static bool call_co_restore(DriverCall *call, const char *from, const char *dxml, unsigned flags,
                            GError **err)
{
    g_auto(Restore) restore = RESTORE_INIT;
    DomainStart start = {.co_start = restore_co_start, .data = &restore};
    g_autoptr(Domain) domain = NULL;

    if (!save_check_flags(flags, "domain_restore_flags", err) ||
        !restore_co_open((QemuDriver *) call->driver, from, dxml, flags, &restore, err))
        return false;
    start.paused = restore.paused;
    return domain_life_co_run_document((DomainDriver *) call->driver, g_steal_pointer(&restore.def),
                                       "restore", &start, &domain, err);
}

static bool call_co_restore_plain(DriverCall *call, const domain_restore_args *args, GError **err)
{
    return call_co_restore(call, args->from, NULL, 0, err);
}

static bool call_co_restore_flags(DriverCall *call, const domain_restore_flags_args *args,
                                  GError **err)
{
    return call_co_restore(call, args->from, args->dxml ? *args->dxml : NULL, args->flags, err);
}

static bool call_co_document(DriverCall *call, const domain_save_image_get_xml_desc_args *args,
                             domain_save_image_get_xml_desc_ret *ret, GError **err)
{
    ret->xml = save_co_document((QemuDriver *) call->driver, args->file, args->flags, err);
    return ret->xml != NULL;
}

static bool call_co_define(DriverCall *call, const domain_save_image_define_xml_args *args,
                           GError **err)
{
    return save_co_define((QemuDriver *) call->driver, args->file, args->dxml, args->flags, err);
}

const RemoteHandlers save_handlers = {
    .domain_save = call_co_save_plain,
    .domain_save_flags = call_co_save_flags,
    .domain_restore = call_co_restore_plain,
    .domain_restore_flags = call_co_restore_flags,
    .domain_save_image_get_xml_desc = call_co_document,
    .domain_save_image_define_xml = call_co_define,
};
