/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tree of a domain's moments: see moment.h. */
#include "drivers/moment.h"

#include <string.h>

#include "conf/checkpoint.h"
#include "conf/snapshot.h"
#include "remote_protocol.h"

struct MomentTree {
    const MomentKind *kind;
    GHashTable *by_name; /* of Moment, owned; the key is its definition's name */
    GPtrArray *roots;    /* in order of name */
    Moment *current;
};

static MomentDef *snapshot_parse(const char *xml, GError **err)
{
    return (MomentDef *) snapshot_def_parse(xml, MOMENT_KNOWN, err);
}

static char *snapshot_format(const MomentDef *def)
{
    return snapshot_def_format((const SnapshotDef *) def, DOMAIN_FORMAT_SECURE);
}

static void snapshot_free(MomentDef *def)
{
    snapshot_def_free((SnapshotDef *) def);
}

const MomentKind moment_snapshots = {
    .noun = "domain snapshot",
    .folder = "snapshot",
    .missing = ERR_NO_DOMAIN_SNAPSHOT,
    .max = REMOTE_DOMAIN_SNAPSHOT_LIST_MAX,
    .parse = snapshot_parse,
    .format = snapshot_format,
    .free = snapshot_free,
};

static MomentDef *checkpoint_parse(const char *xml, GError **err)
{
    return (MomentDef *) checkpoint_def_parse(xml, MOMENT_KNOWN, err);
}

static char *checkpoint_format(const MomentDef *def)
{
    return checkpoint_def_format((const CheckpointDef *) def, true, DOMAIN_FORMAT_SECURE);
}

static void checkpoint_free(MomentDef *def)
{
    checkpoint_def_free((CheckpointDef *) def);
}

const MomentKind moment_checkpoints = {
    .noun = "domain checkpoint",
    .folder = "checkpoint",
    .missing = ERR_NO_DOMAIN_CHECKPOINT,
    .max = REMOTE_DOMAIN_CHECKPOINT_LIST_MAX,
    .parse = checkpoint_parse,
    .format = checkpoint_format,
    .free = checkpoint_free,
};

/* ---- the tree as a whole ---- */

MomentTree *moment_tree_new(const MomentKind *kind)
{
    MomentTree *tree = g_new0(MomentTree, 1);

    tree->kind = kind;
    tree->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    tree->roots = g_ptr_array_new();
    return tree;
}

static void moment_free(const MomentTree *tree, Moment *moment)
{
    tree->kind->free(moment->def);
    g_ptr_array_unref(moment->children);
    g_free(moment);
}

void moment_tree_free(MomentTree *tree)
{
    GHashTableIter iter;
    gpointer moment;

    if (!tree)
        return;
    g_hash_table_iter_init(&iter, tree->by_name);
    while (g_hash_table_iter_next(&iter, NULL, &moment)) {
        g_hash_table_iter_steal(&iter);
        moment_free(tree, moment);
    }
    g_hash_table_unref(tree->by_name);
    g_ptr_array_unref(tree->roots);
    g_free(tree);
}

const MomentKind *moment_tree_kind(const MomentTree *tree)
{
    return tree->kind;
}

unsigned moment_tree_count(const MomentTree *tree)
{
    return g_hash_table_size(tree->by_name);
}

Moment *moment_tree_find(const MomentTree *tree, const char *name)
{
    return g_hash_table_lookup(tree->by_name, name);
}

Moment *moment_tree_lookup(const MomentTree *tree, const char *name, GError **err)
{
    Moment *moment = moment_tree_find(tree, name);

    if (!moment)
        error_set(err, tree->kind->missing, "no %s with matching name '%s'", tree->kind->noun,
                  name);
    return moment;
}

/* ---- descent ---- */

bool moment_descends(const Moment *moment, const Moment *of)
{
    while (moment && moment != of)
        moment = moment->parent;
    return moment != NULL;
}

static GPtrArray *moment_siblings(const MomentTree *tree, const Moment *parent)
{
    return parent ? parent->children : tree->roots;
}

static void moment_tie(MomentTree *tree, Moment *moment, Moment *parent)
{
    GPtrArray *siblings = moment_siblings(tree, parent);
    unsigned place = siblings->len;

    while (place > 0 &&
           strcmp(((const Moment *) siblings->pdata[place - 1])->def->name, moment->def->name) > 0)
        place--;
    g_ptr_array_insert(siblings, (int) place, moment);
    moment->parent = parent;
    if (g_strcmp0(moment->def->parent, parent ? parent->def->name : NULL) == 0)
        return;
    g_free(moment->def->parent);
    moment->def->parent = parent ? g_strdup(parent->def->name) : NULL;
}

static void moment_untie(MomentTree *tree, Moment *moment)
{
    g_ptr_array_remove(moment_siblings(tree, moment->parent), moment);
    moment->parent = NULL;
}

bool moment_tree_check_redefined(const MomentTree *tree, const MomentDef *def, GError **err)
{
    const char *noun = tree->kind->noun;
    const Moment *same = moment_tree_find(tree, def->name);
    const Moment *parent = def->parent ? moment_tree_find(tree, def->parent) : NULL;

    if (!same && moment_tree_count(tree) >= tree->kind->max)
        return error_set(err, ERR_OPERATION_INVALID, "a domain cannot have more than %u of its %ss",
                         tree->kind->max, strchr(noun, ' ') + 1);
    if (def->parent && !parent)
        return error_set(err, ERR_INVALID_ARG, "parent '%s' for %s '%s' not found", def->parent,
                         noun, def->name);
    if (same && parent && moment_descends(parent, same))
        return error_set(err, ERR_INVALID_ARG, "parent '%s' would create cycle to '%s'",
                         def->parent, def->name);
    return true;
}

bool moment_tree_check_new(const MomentTree *tree, const MomentDef *def, GError **err)
{
    if (moment_tree_find(tree, def->name))
        return error_set(err, ERR_OPERATION_INVALID, "%s '%s' already exists", tree->kind->noun,
                         def->name);
    return moment_tree_check_redefined(tree, def, err);
}

static Moment *moment_tree_list(MomentTree *tree, MomentDef *def)
{
    Moment *moment = g_new0(Moment, 1);

    moment->def = def;
    moment->children = g_ptr_array_new();
    g_hash_table_insert(tree->by_name, def->name, moment);
    return moment;
}

Moment *moment_tree_add(MomentTree *tree, MomentDef *def)
{
    Moment *moment = moment_tree_list(tree, def);

    moment_tie(tree, moment, def->parent ? moment_tree_find(tree, def->parent) : NULL);
    return moment;
}

void moment_tree_replace(MomentTree *tree, Moment *moment, MomentDef *def)
{
    MomentDef *old = moment->def;

    moment_untie(tree, moment);
    g_hash_table_steal(tree->by_name, old->name);
    moment->def = def;
    g_hash_table_insert(tree->by_name, def->name, moment);
    moment_tie(tree, moment, def->parent ? moment_tree_find(tree, def->parent) : NULL);
    tree->kind->free(old);
}

void moment_tree_add_loose(MomentTree *tree, MomentDef *def)
{
    moment_tree_list(tree, def);
}

/* By the names alone, as far as one that is known to be (in good). */
static bool moment_is_rooted(const MomentTree *tree, Moment *moment, GHashTable *good)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    GHashTableIter iter;
    gpointer passed;

    while (moment && moment->def->parent && !g_hash_table_contains(good, moment)) {
        if (!g_hash_table_add(seen, moment))
            return false;
        moment = moment_tree_find(tree, moment->def->parent);
    }
    if (!moment)
        return false;
    g_hash_table_iter_init(&iter, seen);
    while (g_hash_table_iter_next(&iter, &passed, NULL))
        g_hash_table_add(good, passed);
    return true;
}

GPtrArray *moment_tree_tie(MomentTree *tree)
{
    g_autoptr(GPtrArray) orphans = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    g_autoptr(GHashTable) good = g_hash_table_new(NULL, NULL);
    GHashTableIter iter;
    gpointer listed;

    g_hash_table_iter_init(&iter, tree->by_name);
    while (g_hash_table_iter_next(&iter, NULL, &listed))
        g_ptr_array_add(all, listed);
    moment_sort(all);
    for (unsigned i = 0; i < all->len; i++) {
        Moment *moment = all->pdata[i];
        const char *name = moment->def->parent;

        if (!name || moment_is_rooted(tree, moment, good))
            continue;
        g_ptr_array_add(orphans, g_strdup(moment->def->name));
        g_clear_pointer(&moment->def->parent, g_free);
    }
    for (unsigned i = 0; i < all->len; i++) {
        Moment *moment = all->pdata[i];

        moment_tie(tree, moment,
                   moment->def->parent ? moment_tree_find(tree, moment->def->parent) : NULL);
    }
    return orphans->len > 0 ? g_steal_pointer(&orphans) : NULL;
}

void moment_tree_remove(MomentTree *tree, Moment *moment)
{
    Moment *parent = moment->parent;

    while (moment->children->len > 0) {
        Moment *child = moment->children->pdata[0];

        moment_untie(tree, child);
        moment_tie(tree, child, parent);
    }
    moment_untie(tree, moment);
    if (tree->current == moment)
        tree->current = parent;
    g_hash_table_steal(tree->by_name, moment->def->name);
    moment_free(tree, moment);
}

Moment *moment_tree_current(const MomentTree *tree)
{
    return tree->current;
}

void moment_tree_set_current(MomentTree *tree, Moment *moment)
{
    tree->current = moment;
}

/* ---- lists ---- */

/* Not by recursion: a line of descent may be as long as the tree is large. */
GPtrArray *moment_tree_children(const MomentTree *tree, const Moment *parent)
{
    GPtrArray *list = g_ptr_array_new();

    g_ptr_array_extend(list, moment_siblings(tree, parent), NULL, NULL);
    return list;
}

GPtrArray *moment_tree_below(const MomentTree *tree, const Moment *above)
{
    GPtrArray *list = moment_tree_children(tree, above);

    for (unsigned i = 0; i < list->len; i++)
        g_ptr_array_extend(list, ((const Moment *) list->pdata[i])->children, NULL, NULL);
    return list;
}

static int moment_compare(gconstpointer a, gconstpointer b)
{
    const Moment *const *left = a, *const *right = b;

    return strcmp((*left)->def->name, (*right)->def->name);
}

void moment_sort(GPtrArray *moments)
{
    g_ptr_array_sort(moments, moment_compare);
}
