/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * CONNECT_LIST_ALL_DOMAINS by the procedures of before: the ids of those that run, the names of
 * those that do not, a lookup for each, and a question per filter. See older.h.
 *
 * Unlike the one call this is no picture of one moment: a domain that goes away meanwhile is left
 * out, and one that starts meanwhile is not listed twice.
 */
#include <string.h>

#include "client/error.h"
#include "client/older.h"
#include "client/stub.h"

typedef struct OlderList {
    VmrpcConnection *connection;
    unsigned filters; /* DOMAIN_LIST_* */
    GArray *domains;  /* of remote_domain, whose names are malloc-ed */
} OlderList;

/* ---- filters ------------------------------------------------- */

/* Asks a procedure for its one number, which says whether the domain has trait yes or no. */
#define OLDER_TRAIT(name, member, yes, no)                                                         \
    static bool older_trait_##name(const OlderList *list, const remote_domain *dom,                \
                                   unsigned *ret_trait, GError **err)                              \
    {                                                                                              \
        name##_args args = {.dom = *dom};                                                          \
        name##_res result = {0};                                                                   \
                                                                                                   \
        if (!STUB_CALL(list->connection, name, &args, &result, err))                               \
            return false;                                                                          \
        *ret_trait = result.name##_res_u.ret.member ? (yes) : (no);                                \
        return true;                                                                               \
    }

OLDER_TRAIT(domain_is_persistent, persistent, DOMAIN_LIST_PERSISTENT, DOMAIN_LIST_TRANSIENT)
OLDER_TRAIT(domain_has_managed_save_image, present, DOMAIN_LIST_MANAGED_SAVE,
            DOMAIN_LIST_NO_MANAGED_SAVE)
OLDER_TRAIT(domain_get_autostart, autostart, DOMAIN_LIST_AUTOSTART, DOMAIN_LIST_NO_AUTOSTART)
OLDER_TRAIT(domain_snapshot_num, num, DOMAIN_LIST_HAS_SNAPSHOT, DOMAIN_LIST_NO_SNAPSHOT)
#undef OLDER_TRAIT

static bool older_trait_state(const OlderList *list, const remote_domain *dom, unsigned *ret_trait,
                              GError **err)
{
    domain_get_info_args args = {.dom = *dom};
    domain_get_info_res result = {0};

    if (!STUB_CALL(list->connection, domain_get_info, &args, &result, err))
        return false;
    switch (result.domain_get_info_res_u.ret.state) {
    case DOMAIN_STATE_RUNNING:
        *ret_trait = DOMAIN_LIST_RUNNING;
        break;
    case DOMAIN_STATE_PAUSED:
        *ret_trait = DOMAIN_LIST_PAUSED;
        break;
    case DOMAIN_STATE_SHUTOFF:
        *ret_trait = DOMAIN_LIST_SHUTOFF;
        break;
    default:
        *ret_trait = DOMAIN_LIST_OTHER;
    }
    return true;
}

/* Each domain has one trait of each of these. What is in none, and is asked for, has no way here;
 * whether a domain is active shows in which list it is. */
static const struct {
    unsigned traits;
    bool (*ask)(const OlderList *list, const remote_domain *dom, unsigned *ret_trait, GError **err);
} older_filters[] = {
    {DOMAIN_LIST_PERSISTENT | DOMAIN_LIST_TRANSIENT, older_trait_domain_is_persistent},
    {DOMAIN_LIST_RUNNING | DOMAIN_LIST_PAUSED | DOMAIN_LIST_SHUTOFF | DOMAIN_LIST_OTHER,
     older_trait_state},
    {DOMAIN_LIST_MANAGED_SAVE | DOMAIN_LIST_NO_MANAGED_SAVE,
     older_trait_domain_has_managed_save_image},
    {DOMAIN_LIST_AUTOSTART | DOMAIN_LIST_NO_AUTOSTART, older_trait_domain_get_autostart},
    {DOMAIN_LIST_HAS_SNAPSHOT | DOMAIN_LIST_NO_SNAPSHOT, older_trait_domain_snapshot_num},
};

static bool older_may_filter(unsigned filters)
{
    unsigned known = DOMAIN_LIST_ACTIVE | DOMAIN_LIST_INACTIVE;

    for (size_t i = 0; i < G_N_ELEMENTS(older_filters); i++)
        known |= older_filters[i].traits;
    return !(filters & ~known);
}

static bool older_matches(const OlderList *list, const remote_domain *dom, bool *ret_matches,
                          GError **err)
{
    *ret_matches = true;
    for (size_t i = 0; i < G_N_ELEMENTS(older_filters) && *ret_matches; i++) {
        unsigned wanted = list->filters & older_filters[i].traits;
        unsigned trait = 0;

        if (!wanted || wanted == older_filters[i].traits)
            continue;
        if (!older_filters[i].ask(list, dom, &trait, err))
            return false;
        *ret_matches = wanted & trait;
    }
    return true;
}

/* ---- domains ------------------------------------------------- */

static bool older_is_listed(const OlderList *list, const remote_domain *dom)
{
    for (guint i = 0; i < list->domains->len; i++)
        if (memcmp(g_array_index(list->domains, remote_domain, i).uuid, dom->uuid,
                   sizeof(dom->uuid)) == 0)
            return true;
    return false;
}

/* What a question failed with, which is no failure if the domain is no more. Takes the error. */
static bool older_fail(GError *error, GError **err)
{
    if (client_error_code(error) != ERR_NO_DOMAIN) {
        g_propagate_error(err, error);
        return false;
    }
    g_error_free(error);
    return true;
}

/* Lists a domain that was found, if the filters let it through. Takes its name. */
static bool older_add(OlderList *list, remote_domain *dom, bool may_be_listed, GError **err)
{
    GError *error = NULL;
    bool asked = true;
    bool matches = false;

    if (!may_be_listed || !older_is_listed(list, dom))
        asked = older_matches(list, dom, &matches, &error);
    if (asked && matches)
        g_array_append_val(list->domains, *dom);
    else
        xdr_free((xdrproc_t) xdr_remote_domain, dom);
    return asked || older_fail(error, err);
}

static bool older_add_id(OlderList *list, int id, GError **err)
{
    domain_lookup_by_id_args args = {.id = id};
    domain_lookup_by_id_res found = {0};
    GError *error = NULL;

    if (!STUB_CALL(list->connection, domain_lookup_by_id, &args, &found, &error))
        return older_fail(error, err);
    return older_add(list, &found.domain_lookup_by_id_res_u.ret.dom, false, err);
}

static bool older_add_name(OlderList *list, char *name, GError **err)
{
    domain_lookup_by_name_args args = {.name = name};
    domain_lookup_by_name_res found = {0};
    remote_domain *dom = &found.domain_lookup_by_name_res_u.ret.dom;
    GError *error = NULL;

    if (!STUB_CALL(list->connection, domain_lookup_by_name, &args, &found, &error))
        return older_fail(error, err);
    return older_add(list, dom, dom->id >= 0, err);
}

static bool older_add_active(OlderList *list, GError **err)
{
    connect_list_domains_args args = {.maxids = REMOTE_DOMAIN_LIST_MAX};
    connect_list_domains_res active = {0};
    const connect_list_domains_ret *ret = &active.connect_list_domains_res_u.ret;
    bool added = true;

    if (!STUB_CALL(list->connection, connect_list_domains, &args, &active, err))
        return false;
    for (u_int i = 0; i < ret->ids.ids_len && added; i++)
        added = older_add_id(list, ret->ids.ids_val[i], err);
    STUB_FREE(connect_list_domains, &active);
    return added;
}

static bool older_add_inactive(OlderList *list, GError **err)
{
    connect_list_defined_domains_args args = {.maxnames = REMOTE_DOMAIN_LIST_MAX};
    connect_list_defined_domains_res inactive = {0};
    const connect_list_defined_domains_ret *ret = &inactive.connect_list_defined_domains_res_u.ret;
    bool added = true;

    if (!STUB_CALL(list->connection, connect_list_defined_domains, &args, &inactive, err))
        return false;
    for (u_int i = 0; i < ret->names.names_len && added; i++)
        added = older_add_name(list, ret->names.names_val[i], err);
    STUB_FREE(connect_list_defined_domains, &inactive);
    return added;
}

static void older_free_domain(void *dom)
{
    xdr_free((xdrproc_t) xdr_remote_domain, dom);
}

bool older_list_domains(VmrpcConnection *connection, const void *args, void *result, GError **err)
{
    const connect_list_all_domains_args *asked = args;
    connect_list_all_domains_res *answer = result;
    connect_list_all_domains_ret *ret = &answer->connect_list_all_domains_res_u.ret;
    unsigned activity = asked->flags & (DOMAIN_LIST_ACTIVE | DOMAIN_LIST_INACTIVE);
    g_autoptr(GArray) domains = g_array_new(FALSE, FALSE, sizeof(remote_domain));
    OlderList list = {.connection = connection, .filters = asked->flags, .domains = domains};
    gsize n;

    g_array_set_clear_func(domains, older_free_domain);
    if (!older_may_filter(asked->flags) ||
        (activity != DOMAIN_LIST_INACTIVE && !older_add_active(&list, err)) ||
        (activity != DOMAIN_LIST_ACTIVE && !older_add_inactive(&list, err)))
        return false;
    ret->count = domains->len;
    if (asked->need_results) {
        ret->domains.domains_val = g_array_steal(domains, &n);
        ret->domains.domains_len = (u_int) n;
    }
    return true;
}
