/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Finding domains: see domain_find.h. Only reads the driver's list; changes nothing, waits nowhere.
 *
 * Filters of CONNECT_LIST_ALL_DOMAINS come in groups that cover all domains between them: within a
 * group any match will do, and every group that is asked about must match.
 */
#include "drivers/domain_find.h"

#include <string.h>

#include "drivers/flags.h"
#include "drivers/moment.h"

static const DomainList *find_list(const DriverCall *call)
{
    return ((const DomainDriver *) call->driver)->domains;
}

Domain *domain_find(const DriverCall *call, const remote_domain *wanted, GError **err)
{
    Domain *domain = domain_list_by_uuid(find_list(call), (const uint8_t *) wanted->uuid);
    char uuid[UUID_TEXT_SIZE];

    if (domain)
        return domain;
    uuid_format((const uint8_t *) wanted->uuid, uuid);
    error_set(err, ERR_NO_DOMAIN, "no domain with matching uuid '%s'", uuid);
    return NULL;
}

void domain_find_answer(const Domain *domain, remote_domain *ret_dom)
{
    *ret_dom = domain_driver_ref(domain);
    ret_dom->name = g_strdup(ret_dom->name);
}

static bool domain_find_by_name(DriverCall *call, const domain_lookup_by_name_args *args,
                                domain_lookup_by_name_ret *ret, GError **err)
{
    const Domain *domain = domain_list_by_name(find_list(call), args->name);

    if (!domain)
        return error_set(err, ERR_NO_DOMAIN, "no domain with matching name '%s'", args->name);
    domain_find_answer(domain, &ret->dom);
    return true;
}

static bool domain_find_by_uuid(DriverCall *call, const domain_lookup_by_uuid_args *args,
                                domain_lookup_by_uuid_ret *ret, GError **err)
{
    remote_domain wanted = {.id = -1};
    const Domain *domain;

    memcpy(wanted.uuid, args->uuid, sizeof wanted.uuid);
    domain = domain_find(call, &wanted, err);
    if (!domain)
        return false;
    domain_find_answer(domain, &ret->dom);
    return true;
}

static bool domain_find_by_id(DriverCall *call, const domain_lookup_by_id_args *args,
                              domain_lookup_by_id_ret *ret, GError **err)
{
    const Domain *domain = domain_list_by_id(find_list(call), args->id);

    if (!domain)
        return error_set(err, ERR_NO_DOMAIN, "no domain with matching id '%d'", args->id);
    domain_find_answer(domain, &ret->dom);
    return true;
}

static unsigned trait_activity(const Domain *domain)
{
    return domain_is_active(domain) ? DOMAIN_LIST_ACTIVE : DOMAIN_LIST_INACTIVE;
}

static unsigned trait_persistence(const Domain *domain)
{
    return domain->persistent ? DOMAIN_LIST_PERSISTENT : DOMAIN_LIST_TRANSIENT;
}

static unsigned trait_state(const Domain *domain)
{
    switch (domain->state) {
    case DOMAIN_STATE_RUNNING:
        return DOMAIN_LIST_RUNNING;
    case DOMAIN_STATE_PAUSED:
        return DOMAIN_LIST_PAUSED;
    case DOMAIN_STATE_SHUTOFF:
        return DOMAIN_LIST_SHUTOFF;
    default:
        return DOMAIN_LIST_OTHER;
    }
}

static unsigned trait_managed_save(const Domain *domain)
{
    return domain->managed_save ? DOMAIN_LIST_MANAGED_SAVE : DOMAIN_LIST_NO_MANAGED_SAVE;
}

static unsigned trait_autostart(const Domain *domain)
{
    return domain->autostart ? DOMAIN_LIST_AUTOSTART : DOMAIN_LIST_NO_AUTOSTART;
}

static unsigned trait_snapshots(const Domain *domain)
{
    return moment_tree_count(domain->snapshots) > 0 ? DOMAIN_LIST_HAS_SNAPSHOT
                                                    : DOMAIN_LIST_NO_SNAPSHOT;
}

static unsigned trait_checkpoints(const Domain *domain)
{
    return moment_tree_count(domain->checkpoints) > 0 ? DOMAIN_LIST_HAS_CHECKPOINT
                                                      : DOMAIN_LIST_NO_CHECKPOINT;
}

static const struct {
    unsigned filters;
    unsigned (*trait)(const Domain *domain); /* which of them the domain passes */
} find_groups[] = {
    {DOMAIN_LIST_ACTIVE | DOMAIN_LIST_INACTIVE, trait_activity},
    {DOMAIN_LIST_PERSISTENT | DOMAIN_LIST_TRANSIENT, trait_persistence},
    {DOMAIN_LIST_RUNNING | DOMAIN_LIST_PAUSED | DOMAIN_LIST_SHUTOFF | DOMAIN_LIST_OTHER,
     trait_state},
    {DOMAIN_LIST_MANAGED_SAVE | DOMAIN_LIST_NO_MANAGED_SAVE, trait_managed_save},
    {DOMAIN_LIST_AUTOSTART | DOMAIN_LIST_NO_AUTOSTART, trait_autostart},
    {DOMAIN_LIST_HAS_SNAPSHOT | DOMAIN_LIST_NO_SNAPSHOT, trait_snapshots},
    {DOMAIN_LIST_HAS_CHECKPOINT | DOMAIN_LIST_NO_CHECKPOINT, trait_checkpoints},
};

unsigned domain_find_filters(void)
{
    unsigned known = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(find_groups); i++)
        known |= find_groups[i].filters;
    return known;
}

/* What is not asked for is not looked at: of thousands of domains that is most of the time. */
bool domain_find_matches(const Domain *domain, unsigned flags)
{
    for (unsigned i = 0; flags && i < G_N_ELEMENTS(find_groups); i++) {
        unsigned asked = flags & find_groups[i].filters;

        if (asked && asked != find_groups[i].filters && !(find_groups[i].trait(domain) & asked))
            return false;
    }
    return true;
}

static unsigned find_count(const DomainList *list, unsigned flags)
{
    gpointer cursor = NULL;
    const Domain *domain;
    unsigned count = 0;

    while ((domain = domain_list_next(list, &cursor)))
        count += domain_find_matches(domain, flags);
    return count;
}

static bool domain_find_all(DriverCall *call, const connect_list_all_domains_args *args,
                            connect_list_all_domains_ret *ret, GError **err)
{
    const DomainList *list = find_list(call);
    gpointer cursor = NULL;
    const Domain *domain;

    if (!flags_check(args->flags, domain_find_filters(), "connect_list_all_domains", err))
        return false;
    if (!args->need_results) {
        ret->count = find_count(list, args->flags);
        return true;
    }
    ret->domains.domains_val = g_new(remote_domain, domain_list_count(list) + 1);
    while ((domain = domain_list_next(list, &cursor))) {
        if (domain_find_matches(domain, args->flags))
            domain_find_answer(domain, &ret->domains.domains_val[ret->domains.domains_len++]);
    }
    ret->count = ret->domains.domains_len;
    return true;
}

static bool domain_find_active_ids(DriverCall *call, const connect_list_domains_args *args,
                                   connect_list_domains_ret *ret, GError **err)
{
    const DomainList *list = find_list(call);
    unsigned count = find_count(list, DOMAIN_LIST_ACTIVE);
    gpointer cursor = NULL;
    const Domain *domain;

    if (args->maxids < 0 || args->maxids > REMOTE_DOMAIN_LIST_MAX)
        return error_set(err, ERR_INVALID_ARG, "maxids must be between 0 and %d, not %d",
                         REMOTE_DOMAIN_LIST_MAX, args->maxids);
    count = MIN(count, (unsigned) args->maxids);
    if (count == 0)
        return true;
    ret->ids.ids_val = g_new0(int, count);
    while (ret->ids.ids_len < count && (domain = domain_list_next(list, &cursor))) {
        if (domain_is_active(domain))
            ret->ids.ids_val[ret->ids.ids_len++] = domain->id;
    }
    return true;
}

static bool domain_find_active_number(DriverCall *call, connect_num_of_domains_ret *ret,
                                      GError **err)
{
    (void) err;
    ret->num = (int) find_count(find_list(call), DOMAIN_LIST_ACTIVE);
    return true;
}

static bool domain_find_inactive_names(DriverCall *call,
                                       const connect_list_defined_domains_args *args,
                                       connect_list_defined_domains_ret *ret, GError **err)
{
    const DomainList *list = find_list(call);
    unsigned count = find_count(list, DOMAIN_LIST_INACTIVE);
    gpointer cursor = NULL;
    const Domain *domain;

    if (args->maxnames < 0 || args->maxnames > REMOTE_DOMAIN_LIST_MAX)
        return error_set(err, ERR_INVALID_ARG, "maxnames must be between 0 and %d, not %d",
                         REMOTE_DOMAIN_LIST_MAX, args->maxnames);
    count = MIN(count, (unsigned) args->maxnames);
    if (count == 0)
        return true;
    ret->names.names_val = g_new0(remote_string, count);
    while (ret->names.names_len < count && (domain = domain_list_next(list, &cursor))) {
        if (!domain_is_active(domain))
            ret->names.names_val[ret->names.names_len++] = g_strdup(domain->def->name);
    }
    return true;
}

static bool domain_find_inactive_number(DriverCall *call, connect_num_of_defined_domains_ret *ret,
                                        GError **err)
{
    (void) err;
    ret->num = (int) find_count(find_list(call), DOMAIN_LIST_INACTIVE);
    return true;
}

const RemoteHandlers domain_find_handlers = {
    .connect_list_all_domains = domain_find_all,
    .connect_list_domains = domain_find_active_ids,
    .connect_num_of_domains = domain_find_active_number,
    .connect_list_defined_domains = domain_find_inactive_names,
    .connect_num_of_defined_domains = domain_find_inactive_number,
    .domain_lookup_by_name = domain_find_by_name,
    .domain_lookup_by_uuid = domain_find_by_uuid,
    .domain_lookup_by_id = domain_find_by_id,
};
