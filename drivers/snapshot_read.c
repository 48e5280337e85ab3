/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading a domain's snapshots: see snapshot_read.h. */
#include "drivers/snapshot_read.h"

#include "drivers/domain_find.h"
#include "drivers/flags.h"

#define READ_ROOTS DOMAIN_SNAPSHOT_LIST_ROOTS /* of children: all that descend */
#define READ_FILTERS                                                                               \
    (READ_ROOTS | DOMAIN_SNAPSHOT_LIST_METADATA | DOMAIN_SNAPSHOT_LIST_LEAVES |                    \
     DOMAIN_SNAPSHOT_LIST_NO_LEAVES | DOMAIN_SNAPSHOT_LIST_NO_METADATA |                           \
     DOMAIN_SNAPSHOT_LIST_INACTIVE | DOMAIN_SNAPSHOT_LIST_ACTIVE |                                 \
     DOMAIN_SNAPSHOT_LIST_DISK_ONLY | DOMAIN_SNAPSHOT_LIST_INTERNAL |                              \
     DOMAIN_SNAPSHOT_LIST_EXTERNAL | DOMAIN_SNAPSHOT_LIST_TOPOLOGICAL)

Moment *snapshot_read_find(const DriverCall *call, const remote_domain_snapshot *wanted,
                           Domain **ret_domain, GError **err)
{
    Domain *domain = domain_find(call, &wanted->dom, err);

    if (ret_domain)
        *ret_domain = domain;
    return domain ? moment_tree_lookup(domain->snapshots, wanted->name, err) : NULL;
}

void snapshot_read_answer(const Domain *domain, const Moment *moment, remote_domain_snapshot *ret)
{
    ret->name = g_strdup(moment->def->name);
    domain_find_answer(domain, &ret->dom);
}

/* ---- lists ---- */

/* The filters that this snapshot passes: one of each group. */
static unsigned read_traits(const Moment *moment)
{
    const SnapshotDef *def = snapshot_def_of(moment);
    unsigned traits = DOMAIN_SNAPSHOT_LIST_METADATA;

    traits |=
        moment->children->len == 0 ? DOMAIN_SNAPSHOT_LIST_LEAVES : DOMAIN_SNAPSHOT_LIST_NO_LEAVES;
    traits |= snapshot_def_is_external(def) ? DOMAIN_SNAPSHOT_LIST_EXTERNAL
                                            : DOMAIN_SNAPSHOT_LIST_INTERNAL;
    switch (def->state) {
    case SNAPSHOT_STATE_SHUTOFF:
        return traits | DOMAIN_SNAPSHOT_LIST_INACTIVE;
    case SNAPSHOT_STATE_DISKS:
        return traits | DOMAIN_SNAPSHOT_LIST_DISK_ONLY;
    default:
        return traits | DOMAIN_SNAPSHOT_LIST_ACTIVE;
    }
}

static bool read_passes(const Moment *moment, unsigned flags)
{
    static const unsigned groups[] = {
        DOMAIN_SNAPSHOT_LIST_METADATA | DOMAIN_SNAPSHOT_LIST_NO_METADATA,
        DOMAIN_SNAPSHOT_LIST_LEAVES | DOMAIN_SNAPSHOT_LIST_NO_LEAVES,
        DOMAIN_SNAPSHOT_LIST_INACTIVE | DOMAIN_SNAPSHOT_LIST_ACTIVE |
            DOMAIN_SNAPSHOT_LIST_DISK_ONLY,
        DOMAIN_SNAPSHOT_LIST_INTERNAL | DOMAIN_SNAPSHOT_LIST_EXTERNAL,
    };
    unsigned traits = read_traits(moment);

    for (unsigned i = 0; i < G_N_ELEMENTS(groups); i++) {
        if ((flags & groups[i]) && !(flags & groups[i] & traits))
            return false;
    }
    return true;
}

/* The snapshots below one (NULL: of the whole domain) that the flags mean. */
static GPtrArray *read_list(const MomentTree *tree, const Moment *above, unsigned flags)
{
    bool all = above ? flags & READ_ROOTS : !(flags & READ_ROOTS);
    GPtrArray *list = all ? moment_tree_below(tree, above) : moment_tree_children(tree, above);

    for (unsigned i = list->len; i-- > 0;) {
        if (!read_passes(list->pdata[i], flags))
            g_ptr_array_remove_index(list, i);
    }
    if (!(flags & DOMAIN_SNAPSHOT_LIST_TOPOLOGICAL))
        moment_sort(list);
    return list;
}

static void read_names(const GPtrArray *list, int max, u_int *ret_len, remote_string **ret_names)
{
    unsigned count = MIN(list->len, (unsigned) MAX(max, 0));

    *ret_len = count;
    *ret_names = g_new0(remote_string, count + 1);
    for (unsigned i = 0; i < count; i++)
        (*ret_names)[i] = g_strdup(((const Moment *) list->pdata[i])->def->name);
}

static void read_references(const Domain *domain, const GPtrArray *list, u_int *ret_len,
                            remote_domain_snapshot **ret_snapshots)
{
    *ret_len = list->len;
    *ret_snapshots = g_new0(remote_domain_snapshot, list->len + 1);
    for (unsigned i = 0; i < list->len; i++)
        snapshot_read_answer(domain, list->pdata[i], &(*ret_snapshots)[i]);
}

static bool read_number(DriverCall *call, const domain_snapshot_num_args *args,
                        domain_snapshot_num_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);
    g_autoptr(GPtrArray) list = NULL;

    if (!domain || !flags_check(args->flags, READ_FILTERS, "domain_snapshot_num", err))
        return false;
    list = read_list(domain->snapshots, NULL, args->flags);
    ret->num = (int) list->len;
    return true;
}

static bool read_domain_names(DriverCall *call, const domain_snapshot_list_names_args *args,
                              domain_snapshot_list_names_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);
    g_autoptr(GPtrArray) list = NULL;

    if (!domain || !flags_check(args->flags, READ_FILTERS, "domain_snapshot_list_names", err))
        return false;
    list = read_list(domain->snapshots, NULL, args->flags);
    read_names(list, args->maxnames, &ret->names.names_len, &ret->names.names_val);
    return true;
}

static bool read_all(DriverCall *call, const domain_list_all_snapshots_args *args,
                     domain_list_all_snapshots_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);
    g_autoptr(GPtrArray) list = NULL;

    if (!domain || !flags_check(args->flags, READ_FILTERS, "domain_list_all_snapshots", err))
        return false;
    list = read_list(domain->snapshots, NULL, args->flags);
    ret->result = (int) list->len;
    if (args->need_results)
        read_references(domain, list, &ret->snapshots.snapshots_len, &ret->snapshots.snapshots_val);
    return true;
}

static bool read_number_of_children(DriverCall *call, const domain_snapshot_num_children_args *args,
                                    domain_snapshot_num_children_ret *ret, GError **err)
{
    Domain *domain;
    const Moment *moment = snapshot_read_find(call, &args->snap, &domain, err);
    g_autoptr(GPtrArray) list = NULL;

    if (!moment || !flags_check(args->flags, READ_FILTERS, "domain_snapshot_num_children", err))
        return false;
    list = read_list(domain->snapshots, moment, args->flags);
    ret->num = (int) list->len;
    return true;
}

static bool read_names_of_children(DriverCall *call,
                                   const domain_snapshot_list_children_names_args *args,
                                   domain_snapshot_list_children_names_ret *ret, GError **err)
{
    Domain *domain;
    const Moment *moment = snapshot_read_find(call, &args->snap, &domain, err);
    g_autoptr(GPtrArray) list = NULL;

    if (!moment ||
        !flags_check(args->flags, READ_FILTERS, "domain_snapshot_list_children_names", err))
        return false;
    list = read_list(domain->snapshots, moment, args->flags);
    read_names(list, args->maxnames, &ret->names.names_len, &ret->names.names_val);
    return true;
}

static bool read_children(DriverCall *call, const domain_snapshot_list_all_children_args *args,
                          domain_snapshot_list_all_children_ret *ret, GError **err)
{
    Domain *domain;
    const Moment *moment = snapshot_read_find(call, &args->snapshot, &domain, err);
    g_autoptr(GPtrArray) list = NULL;

    if (!moment ||
        !flags_check(args->flags, READ_FILTERS, "domain_snapshot_list_all_children", err))
        return false;
    list = read_list(domain->snapshots, moment, args->flags);
    ret->result = (int) list->len;
    if (args->need_results)
        read_references(domain, list, &ret->snapshots.snapshots_len, &ret->snapshots.snapshots_val);
    return true;
}

/* ---- one of them ---- */

static bool read_by_name(DriverCall *call, const domain_snapshot_lookup_by_name_args *args,
                         domain_snapshot_lookup_by_name_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);
    const Moment *moment;

    if (!domain || !flags_check(args->flags, 0, "domain_snapshot_lookup_by_name", err))
        return false;
    moment = moment_tree_lookup(domain->snapshots, args->name, err);
    if (!moment)
        return false;
    snapshot_read_answer(domain, moment, &ret->snap);
    return true;
}

static bool read_xml(DriverCall *call, const domain_snapshot_get_xml_desc_args *args,
                     domain_snapshot_get_xml_desc_ret *ret, GError **err)
{
    const Moment *moment = snapshot_read_find(call, &args->snap, NULL, err);

    if (!moment ||
        !flags_check(args->flags, DOMAIN_FORMAT_SECURE, "domain_snapshot_get_xml_desc", err))
        return false;
    ret->xml = snapshot_def_format(snapshot_def_of(moment), args->flags);
    return true;
}

static bool read_parent(DriverCall *call, const domain_snapshot_get_parent_args *args,
                        domain_snapshot_get_parent_ret *ret, GError **err)
{
    Domain *domain;
    const Moment *moment = snapshot_read_find(call, &args->snap, &domain, err);

    if (!moment || !flags_check(args->flags, 0, "domain_snapshot_get_parent", err))
        return false;
    if (!moment->parent)
        return error_set(err, ERR_NO_DOMAIN_SNAPSHOT, "snapshot '%s' does not have a parent",
                         moment->def->name);
    snapshot_read_answer(domain, moment->parent, &ret->snap);
    return true;
}

static bool read_has_current(DriverCall *call, const domain_has_current_snapshot_args *args,
                             domain_has_current_snapshot_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);

    if (!domain || !flags_check(args->flags, 0, "domain_has_current_snapshot", err))
        return false;
    ret->result = moment_tree_current(domain->snapshots) != NULL;
    return true;
}

static bool read_current(DriverCall *call, const domain_snapshot_current_args *args,
                         domain_snapshot_current_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);
    const Moment *moment;

    if (!domain || !flags_check(args->flags, 0, "domain_snapshot_current", err))
        return false;
    moment = moment_tree_current(domain->snapshots);
    if (!moment)
        return error_set(err, ERR_NO_DOMAIN_SNAPSHOT,
                         "the domain does not have a current snapshot");
    snapshot_read_answer(domain, moment, &ret->snap);
    return true;
}

static bool read_is_current(DriverCall *call, const domain_snapshot_is_current_args *args,
                            domain_snapshot_is_current_ret *ret, GError **err)
{
    Domain *domain;
    const Moment *moment = snapshot_read_find(call, &args->snap, &domain, err);

    if (!moment || !flags_check(args->flags, 0, "domain_snapshot_is_current", err))
        return false;
    ret->current = moment_tree_current(domain->snapshots) == moment;
    return true;
}

/* There are none without. */
static bool read_has_metadata(DriverCall *call, const domain_snapshot_has_metadata_args *args,
                              domain_snapshot_has_metadata_ret *ret, GError **err)
{
    if (!snapshot_read_find(call, &args->snap, NULL, err) ||
        !flags_check(args->flags, 0, "domain_snapshot_has_metadata", err))
        return false;
    ret->metadata = 1;
    return true;
}

const RemoteHandlers snapshot_read_handlers = {
    .domain_snapshot_num = read_number,
    .domain_snapshot_list_names = read_domain_names,
    .domain_list_all_snapshots = read_all,
    .domain_snapshot_num_children = read_number_of_children,
    .domain_snapshot_list_children_names = read_names_of_children,
    .domain_snapshot_list_all_children = read_children,
    .domain_snapshot_lookup_by_name = read_by_name,
    .domain_snapshot_get_xml_desc = read_xml,
    .domain_snapshot_get_parent = read_parent,
    .domain_has_current_snapshot = read_has_current,
    .domain_snapshot_current = read_current,
    .domain_snapshot_is_current = read_is_current,
    .domain_snapshot_has_metadata = read_has_metadata,
};
