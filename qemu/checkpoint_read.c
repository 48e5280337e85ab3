/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading a domain's checkpoints: see checkpoint_read.h. From memory, but for their sizes. */
#include "qemu/checkpoint_read.h"

#include "conf/checkpoint.h"
#include "drivers/claim.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"
#include "qemu/block_chain.h"
#include "qemu/disk_nodes.h"

#define READ_FILTERS                                                                               \
    (DOMAIN_CHECKPOINT_LIST_ROOTS | DOMAIN_CHECKPOINT_LIST_TOPOLOGICAL |                           \
     DOMAIN_CHECKPOINT_LIST_LEAVES | DOMAIN_CHECKPOINT_LIST_NO_LEAVES)

void checkpoint_read_answer(const Domain *domain, const Moment *moment,
                            remote_domain_checkpoint *ret)
{
    ret->name = g_strdup(moment->def->name);
    domain_find_answer(domain, &ret->dom);
}

static bool passes(const Moment *moment, unsigned flags)
{
    unsigned wanted = flags & (DOMAIN_CHECKPOINT_LIST_LEAVES | DOMAIN_CHECKPOINT_LIST_NO_LEAVES);
    unsigned is = moment->children->len == 0 ? DOMAIN_CHECKPOINT_LIST_LEAVES
                                             : DOMAIN_CHECKPOINT_LIST_NO_LEAVES;

    return !wanted || (wanted & is);
}

/* Below one (NULL: of the whole domain); the flag for roots means all descendants of one. */
static void list(const Domain *domain, const Moment *above, unsigned flags, bool results,
                 int *ret_count, u_int *ret_len, remote_domain_checkpoint **ret_items)
{
    const MomentTree *tree = domain->checkpoints;
    bool roots = flags & DOMAIN_CHECKPOINT_LIST_ROOTS, all = above ? roots : !roots;
    g_autoptr(GPtrArray) found =
        all ? moment_tree_below(tree, above) : moment_tree_children(tree, above);

    for (unsigned i = found->len; i-- > 0;) {
        if (!passes(found->pdata[i], flags))
            g_ptr_array_remove_index(found, i);
    }
    if (!(flags & DOMAIN_CHECKPOINT_LIST_TOPOLOGICAL))
        moment_sort(found);
    *ret_count = (int) found->len;
    if (!results)
        return;
    *ret_len = found->len;
    *ret_items = g_new0(remote_domain_checkpoint, found->len + 1);
    for (unsigned i = 0; i < found->len; i++)
        checkpoint_read_answer(domain, found->pdata[i], &(*ret_items)[i]);
}

static bool list_all(DriverCall *call, const domain_list_all_checkpoints_args *args,
                     domain_list_all_checkpoints_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);

    if (!domain || !flags_check(args->flags, READ_FILTERS, "domain_list_all_checkpoints", err))
        return false;
    list(domain, NULL, args->flags, args->need_results, &ret->result,
         &ret->checkpoints.checkpoints_len, &ret->checkpoints.checkpoints_val);
    return true;
}

static Moment *find(DriverCall *call, const remote_domain_checkpoint *wanted, Domain **ret_domain,
                    GError **err)
{
    *ret_domain = domain_find(call, &wanted->dom, err);
    return *ret_domain ? moment_tree_lookup((*ret_domain)->checkpoints, wanted->name, err) : NULL;
}

static bool list_children(DriverCall *call, const domain_checkpoint_list_all_children_args *args,
                          domain_checkpoint_list_all_children_ret *ret, GError **err)
{
    Domain *domain;
    const Moment *moment = find(call, &args->checkpoint, &domain, err);

    if (!moment ||
        !flags_check(args->flags, READ_FILTERS, "domain_checkpoint_list_all_children", err))
        return false;
    list(domain, moment, args->flags, args->need_results, &ret->result,
         &ret->checkpoints.checkpoints_len, &ret->checkpoints.checkpoints_val);
    return true;
}

static bool lookup(DriverCall *call, const domain_checkpoint_lookup_by_name_args *args,
                   domain_checkpoint_lookup_by_name_ret *ret, GError **err)
{
    const Domain *domain = domain_find(call, &args->dom, err);
    const Moment *moment;

    if (!domain || !flags_check(args->flags, 0, "domain_checkpoint_lookup_by_name", err))
        return false;
    moment = moment_tree_lookup(domain->checkpoints, args->name, err);
    if (moment)
        checkpoint_read_answer(domain, moment, &ret->checkpoint);
    return moment != NULL;
}

static bool get_parent(DriverCall *call, const domain_checkpoint_get_parent_args *args,
                       domain_checkpoint_get_parent_ret *ret, GError **err)
{
    Domain *domain;
    const Moment *moment = find(call, &args->checkpoint, &domain, err);

    if (!moment || !flags_check(args->flags, 0, "domain_checkpoint_get_parent", err))
        return false;
    if (!moment->parent)
        return error_set(err, ERR_NO_DOMAIN_CHECKPOINT, "checkpoint '%s' does not have a parent",
                         moment->def->name);
    checkpoint_read_answer(domain, moment->parent, &ret->parent);
    return true;
}

/* ---- documents ---- */

static void note_sizes(const DomainDef *domain, CheckpointDef *def, const json_t *nodes)
{
    size_t i, k;
    json_t *node, *bitmap;

    json_array_foreach(nodes, i, node)
    {
        const char *name = json_string_value(json_object_get(node, "node-name"));

        for (unsigned d = 0; name && d < def->disks->len; d++) {
            CheckpointDisk *entry = def->disks->pdata[d];
            const DomainDisk *disk = block_chain_disk(domain, entry->name, NULL);

            if (!disk || !entry->bitmap || !disk_nodes_image(disk, name))
                continue;
            json_array_foreach(json_object_get(node, "dirty-bitmaps"), k, bitmap)
            {
                if (g_strcmp0(json_string_value(json_object_get(bitmap, "name")), entry->bitmap))
                    continue;
                /* Several images may have it, of which each says its part. */
                entry->size = (entry->has_size ? entry->size : 0) +
                              (uint64_t) json_integer_value(json_object_get(bitmap, "count"));
                entry->has_size = true;
            }
        }
    }
}

/* QEMU alone knows, so only of who asks for it. */
static bool co_learn_sizes(DriverCall *call, const remote_domain_checkpoint *wanted, GError **err)
{
    g_autoptr(ClaimedDomain) domain =
        claim_co_active(call, &wanted->dom, "sizes of a checkpoint", err);
    g_autoptr(Machine) machine = domain ? machine_ref(machine_of(domain)) : NULL;
    json_t *nodes = NULL;
    Moment *moment;

    if (!machine || !machine_co_command(machine, "query-named-block-nodes",
                                        json_pack("{s:b}", "flat", 1), &nodes, err))
        return false;
    moment = moment_tree_lookup(domain->checkpoints, wanted->name, err);
    if (moment && !machine->gone)
        note_sizes(domain->def, (CheckpointDef *) moment->def, nodes);
    json_decref(nodes);
    return moment != NULL;
}

static void forget_sizes(CheckpointDef *def)
{
    for (unsigned i = 0; i < def->disks->len; i++)
        ((CheckpointDisk *) def->disks->pdata[i])->has_size = false;
}

static bool co_get_xml(DriverCall *call, const domain_checkpoint_get_xml_desc_args *args,
                       domain_checkpoint_get_xml_desc_ret *ret, GError **err)
{
    const unsigned known =
        DOMAIN_CHECKPOINT_XML_SECURE | DOMAIN_CHECKPOINT_XML_NO_DOMAIN | DOMAIN_CHECKPOINT_XML_SIZE;
    Domain *domain;
    Moment *moment;

    if (!flags_check(args->flags, known, "domain_checkpoint_get_xml_desc", err))
        return false;
    if ((args->flags & DOMAIN_CHECKPOINT_XML_SECURE) && call->read_only)
        return error_set(err, ERR_OPERATION_DENIED,
                         "a read-only connection does not see what is secret");
    if ((args->flags & DOMAIN_CHECKPOINT_XML_SIZE) && !co_learn_sizes(call, &args->checkpoint, err))
        return false;
    moment = find(call, &args->checkpoint, &domain, err);
    if (!moment)
        return false;
    ret->xml = checkpoint_def_format(
        (const CheckpointDef *) moment->def, !(args->flags & DOMAIN_CHECKPOINT_XML_NO_DOMAIN),
        args->flags & DOMAIN_CHECKPOINT_XML_SECURE ? DOMAIN_FORMAT_SECURE : 0);
    forget_sizes((CheckpointDef *) moment->def);
    return true;
}

const RemoteHandlers checkpoint_read_handlers = {
    .domain_list_all_checkpoints = list_all,
    .domain_checkpoint_list_all_children = list_children,
    .domain_checkpoint_lookup_by_name = lookup,
    .domain_checkpoint_get_parent = get_parent,
    .domain_checkpoint_get_xml_desc = co_get_xml,
};
