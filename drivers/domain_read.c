/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading domains: see domain_read.h. Every answer comes from the Domain struct; nothing here
 * changes one or takes a job lock, so a domain that is stuck in a change still reads.
 */
#include "drivers/domain_read.h"

#include <string.h>

#include "drivers/affect.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"

/* The domain, with the newest CPU time that costs nothing to know. */
static Domain *read_sampled(const DriverCall *call, const remote_domain *wanted, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    Domain *domain = domain_find(call, wanted, err);

    if (domain && domain_is_active(domain) && driver->hypervisor->sample)
        driver->hypervisor->sample(driver, domain);
    return domain;
}

static const DomainDef *read_definition(const Domain *domain)
{
    return domain->next_def ? domain->next_def : domain->def;
}

/* An empty text in the form that has one character per word: its closing NUL alone. */
static int *read_empty_text(u_int *ret_length)
{
    *ret_length = 1;
    return g_new0(int, 1);
}

static bool domain_read_state(DriverCall *call, const domain_get_state_args *args,
                              domain_get_state_ret *ret, GError **err)
{
    const Domain *domain;

    if (!flags_check(args->flags, 0, "domain_get_state", err))
        return false;
    domain = domain_find(call, &args->dom, err);
    if (!domain)
        return false;
    ret->state = domain->state;
    ret->reason = domain->reason;
    return true;
}

static bool domain_read_info(DriverCall *call, const domain_get_info_args *args,
                             domain_get_info_ret *ret, GError **err)
{
    const Domain *domain = read_sampled(call, &args->dom, err);

    if (!domain)
        return false;
    ret->state = domain->state;
    ret->max_memory = domain->def->memory_kib;
    ret->memory = domain->def->current_memory_kib;
    ret->vcpus = (int) domain->def->vcpus;
    ret->cpu_time = domain->cpu_time_ns;
    return true;
}

static bool domain_read_xml_desc(DriverCall *call, const domain_get_xml_desc_args *args,
                                 domain_get_xml_desc_ret *ret, GError **err)
{
    const unsigned known =
        DOMAIN_XML_SECURE | DOMAIN_XML_INACTIVE | DOMAIN_XML_UPDATE_CPU | DOMAIN_XML_MIGRATABLE;
    const Domain *domain;

    if (!flags_check(args->flags, known, "domain_get_xml_desc", err))
        return false;
    domain = domain_find(call, &args->dom, err);
    if (!domain)
        return false;
    ret->xml = domain_def_format(
        args->flags & DOMAIN_XML_INACTIVE ? read_definition(domain) : domain->def, args->flags);
    return true;
}

static bool domain_read_is_active(DriverCall *call, const domain_is_active_args *args,
                                  domain_is_active_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);

    if (!domain)
        return false;
    ret->active = domain_is_active(domain);
    return true;
}

static bool domain_read_is_persistent(DriverCall *call, const domain_is_persistent_args *args,
                                      domain_is_persistent_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);

    if (!domain)
        return false;
    ret->persistent = domain->persistent;
    return true;
}

static bool domain_read_os_type(DriverCall *call, const domain_get_os_type_args *args,
                                domain_get_os_type_ret *ret, GError **err)
{
    if (!domain_find(call, &args->dom, err))
        return false;
    ret->type = g_strdup("hvm"); /* the only one that conf/ takes */
    return true;
}

static bool domain_read_autostart(DriverCall *call, const domain_get_autostart_args *args,
                                  domain_get_autostart_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);

    if (!domain)
        return false;
    ret->autostart = domain->autostart;
    return true;
}

static bool domain_read_managed_save(DriverCall *call,
                                     const domain_has_managed_save_image_args *args,
                                     domain_has_managed_save_image_ret *ret, GError **err)
{
    const Domain *domain = NULL;

    if (flags_check(args->flags, 0, "domain_has_managed_save_image", err))
        domain = domain_find(call, &args->dom, err);
    if (!domain)
        return false;
    ret->present = domain->managed_save;
    return true;
}

static bool domain_read_security_label(DriverCall *call, const domain_get_security_label_args *args,
                                       domain_get_security_label_ret *ret, GError **err)
{
    if (!domain_find(call, &args->dom, err))
        return false;
    ret->label.label_val = read_empty_text(&ret->label.label_len);
    ret->enforcing = 0;
    return true;
}

static bool domain_read_messages(DriverCall *call, const domain_get_messages_args *args,
                                 domain_get_messages_ret *ret, GError **err)
{
    const unsigned known = DOMAIN_MESSAGE_DEPRECATION | DOMAIN_MESSAGE_TAINTING;

    if (!flags_check(args->flags, known, "domain_get_messages", err) ||
        !domain_find(call, &args->dom, err))
        return false;
    ret->messages.messages_len = 0;
    return true;
}

static bool domain_read_max_memory(DriverCall *call, const domain_get_max_memory_args *args,
                                   domain_get_max_memory_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);

    if (!domain)
        return false;
    ret->memory = domain->def->memory_kib;
    return true;
}

static bool domain_read_max_vcpus(DriverCall *call, const domain_get_max_vcpus_args *args,
                                  domain_get_max_vcpus_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);

    if (!domain)
        return false;
    ret->num = (int) domain->def->max_vcpus;
    return true;
}

static bool domain_read_metadata(DriverCall *call, const domain_get_metadata_args *args,
                                 domain_get_metadata_ret *ret, GError **err)
{
    const char *uri = args->uri ? *args->uri : NULL;
    const DomainDef *def;
    Domain *domain;

    if (!flags_check(args->flags, DOMAIN_AFFECT_LIVE | DOMAIN_AFFECT_CONFIG, "domain_get_metadata",
                     err))
        return false;
    if (args->type < DOMAIN_METADATA_DESCRIPTION || args->type > DOMAIN_METADATA_ELEMENT)
        return error_set(err, ERR_INVALID_ARG, "unknown kind of metadata: %d", args->type);
    if (!uri != (args->type != DOMAIN_METADATA_ELEMENT))
        return error_set(err, ERR_INVALID_ARG,
                         "a metadata element needs the URI of its namespace; "
                         "title and description have none");
    domain = domain_find(call, &args->dom, err);
    def = domain ? affect_resolve_one(domain, args->flags, err) : NULL;
    if (!def)
        return false;
    ret->metadata = domain_def_get_metadata(def, (DomainMetadataType) args->type, uri, err);
    return ret->metadata != NULL;
}

static bool domain_read_is_updated(DriverCall *call, const domain_is_updated_args *args,
                                   domain_is_updated_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);
    g_autofree char *runs = NULL, *defined = NULL;

    if (!domain)
        return false;
    if (!domain->next_def)
        return true;
    runs = domain_def_format(domain->def, DOMAIN_FORMAT_INACTIVE | DOMAIN_FORMAT_SECURE);
    defined = domain_def_format(domain->next_def, DOMAIN_FORMAT_INACTIVE | DOMAIN_FORMAT_SECURE);
    ret->updated = strcmp(runs, defined) != 0;
    return true;
}

const RemoteHandlers domain_read_handlers = {
    .domain_get_state = domain_read_state,
    .domain_get_info = domain_read_info,
    .domain_get_xml_desc = domain_read_xml_desc,
    .domain_is_active = domain_read_is_active,
    .domain_is_persistent = domain_read_is_persistent,
    .domain_get_os_type = domain_read_os_type,
    .domain_get_autostart = domain_read_autostart,
    .domain_has_managed_save_image = domain_read_managed_save,
    .domain_get_security_label = domain_read_security_label,
    .domain_get_messages = domain_read_messages,
    .domain_get_max_memory = domain_read_max_memory,
    .domain_get_max_vcpus = domain_read_max_vcpus,
    .domain_get_metadata = domain_read_metadata,
    .domain_is_updated = domain_read_is_updated,
};
