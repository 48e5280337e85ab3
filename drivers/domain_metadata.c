/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Changing metadata: see domain_metadata.h. No guest notices; what runs and the definition each
 * have their own.
 */
#include "drivers/domain_metadata.h"

#include "drivers/affect.h"
#include "drivers/claim.h"

G_STATIC_ASSERT((int) DOMAIN_DEF_METADATA_DESCRIPTION == DOMAIN_METADATA_DESCRIPTION);
G_STATIC_ASSERT((int) DOMAIN_DEF_METADATA_TITLE == DOMAIN_METADATA_TITLE);
G_STATIC_ASSERT((int) DOMAIN_DEF_METADATA_ELEMENT == DOMAIN_METADATA_ELEMENT);

static bool metadata_apply(DomainDef *def, const domain_set_metadata_args *args, GError **err)
{
    return domain_def_set_metadata(
        def, (DomainMetadataType) args->type, args->metadata ? *args->metadata : NULL,
        args->key ? *args->key : NULL, args->uri ? *args->uri : NULL, err);
}

static bool metadata_co_apply_config(DomainDriver *driver, Domain *domain, const DomainDef *config,
                                     const domain_set_metadata_args *args, GError **err)
{
    g_autoptr(DomainDef) changed = domain_def_copy(config);

    return metadata_apply(changed, args, err) &&
           affect_co_replace_config(driver, domain, g_steal_pointer(&changed), err);
}

static bool metadata_co_set(DriverCall *call, const domain_set_metadata_args *args, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(ClaimedDomain) domain = claim_co_wanted(call, &args->dom, "metadata", err);
    event body = {.kind = EVENT_METADATA_CHANGE};
    Affect affect;

    if (!domain || !affect_resolve(domain, args->flags, &affect, err))
        return false;
    if (affect.live &&
        (!metadata_apply(affect.live, args, err) || !domain_driver_save_live(driver, domain, err)))
        return false;
    if (affect.config && !metadata_co_apply_config(driver, domain, affect.config, args, err))
        return false;
    body.event_u.metadata_change = (event_metadata_change){
        .dom = domain_driver_ref(domain), .type = args->type, .namespace_uri = args->uri};
    domain_driver_emit(driver, &body);
    return true;
}

const RemoteHandlers domain_metadata_handlers = {
    .domain_set_metadata = metadata_co_set,
};
