/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tree of a domain's snapshots: descent, lists, what is refused, what becomes of children, and
 * files of all kinds read in any order.
 */
#include "conf/snapshot.h"
#include "drivers/moment.h"

#include <string.h>

static MomentDef *make(const char *name, const char *parent)
{
    SnapshotDef *def = snapshot_def_new();

    def->moment.name = g_strdup(name);
    def->moment.parent = g_strdup(parent);
    def->moment.created = 1;
    return &def->moment;
}

static Moment *add(MomentTree *tree, const char *name, const char *parent)
{
    MomentDef *def = make(name, parent);

    g_assert_true(moment_tree_check_new(tree, def, NULL));
    return moment_tree_add(tree, def);
}

/* a - (b - (c, d), e) and f */
static MomentTree *make_tree(void)
{
    MomentTree *tree = moment_tree_new(&moment_snapshots);

    add(tree, "a", NULL);
    add(tree, "f", NULL);
    add(tree, "e", "a");
    add(tree, "b", "a");
    add(tree, "d", "b");
    add(tree, "c", "b");
    return tree;
}

static void expect_list(GPtrArray *list, const char *names)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (unsigned i = 0; i < list->len; i++)
        g_string_append_printf(text, "%s ", ((const Moment *) list->pdata[i])->def->name);
    g_assert_cmpstr(text->str, ==, names);
    g_ptr_array_unref(list);
}

static void test_lists(void)
{
    MomentTree *tree = make_tree();
    Moment *a = moment_tree_find(tree, "a"), *d = moment_tree_find(tree, "d");

    g_assert_cmpuint(moment_tree_count(tree), ==, 6);
    expect_list(moment_tree_children(tree, NULL), "a f ");
    expect_list(moment_tree_children(tree, a), "b e ");
    expect_list(moment_tree_below(tree, a), "b e c d ");
    expect_list(moment_tree_below(tree, NULL), "a f b e c d ");
    g_assert_true(moment_descends(d, a));
    g_assert_true(moment_descends(d, d));
    g_assert_false(moment_descends(a, d));
    moment_tree_free(tree);
}

static void test_remove(void)
{
    MomentTree *tree = make_tree();

    moment_tree_set_current(tree, moment_tree_find(tree, "b"));
    moment_tree_remove(tree, moment_tree_find(tree, "b"));
    g_assert_cmpstr(moment_tree_current(tree)->def->name, ==, "a");
    expect_list(moment_tree_children(tree, moment_tree_find(tree, "a")), "c d e ");
    g_assert_cmpstr(moment_tree_find(tree, "c")->def->parent, ==, "a");
    moment_tree_remove(tree, moment_tree_find(tree, "a"));
    g_assert_null(moment_tree_current(tree));
    g_assert_null(moment_tree_find(tree, "c")->def->parent);
    expect_list(moment_tree_children(tree, NULL), "c d e f ");
    moment_tree_free(tree);
}

typedef bool (*Check)(const MomentTree *tree, const MomentDef *def, GError **err);

static void expect_refused(const MomentTree *tree, const char *name, const char *parent,
                           Check check, ErrorCode code, const char *text)
{
    SnapshotDef *def = (SnapshotDef *) make(name, parent);
    g_autoptr(GError) error = NULL;

    g_assert_false(check(tree, &def->moment, &error));
    g_assert_cmpint(error_code(error), ==, code);
    g_assert_nonnull(strstr(error->message, text));
    snapshot_def_free(def);
}

static void test_refused(void)
{
    MomentTree *tree = make_tree();
    g_autoptr(GError) error = NULL;

    expect_refused(tree, "b", "a", moment_tree_check_new, ERR_OPERATION_INVALID, "already exists");
    expect_refused(tree, "x", "y", moment_tree_check_new, ERR_INVALID_ARG, "parent 'y'");
    expect_refused(tree, "a", "d", moment_tree_check_redefined, ERR_INVALID_ARG,
                   "would create cycle");
    g_assert_null(moment_tree_lookup(tree, "x", &error));
    g_assert_cmpint(error_code(error), ==, ERR_NO_DOMAIN_SNAPSHOT);
    moment_tree_replace(tree, moment_tree_find(tree, "b"), make("b", "f"));
    expect_list(moment_tree_below(tree, moment_tree_find(tree, "f")), "b c d ");
    moment_tree_free(tree);
}

static void test_limit(void)
{
    MomentKind few = moment_snapshots;
    MomentTree *tree;

    few.max = 2;
    tree = moment_tree_new(&few);
    add(tree, "a", NULL);
    add(tree, "b", "a");
    expect_refused(tree, "c", "b", moment_tree_check_new, ERR_OPERATION_INVALID, "more than 2");
    moment_tree_free(tree);
}

/* As files are read: children before their parents, parents that are not there, circles. */
static void test_loose(void)
{
    MomentTree *tree = moment_tree_new(&moment_snapshots);
    g_autoptr(GPtrArray) orphans = NULL;
    static const char *const pairs[][2] = {{"c", "b"}, {"b", "a"}, {"a", NULL}, {"x", "gone"},
                                           {"p", "q"}, {"q", "p"}, {"r", "q"}};

    for (unsigned i = 0; i < G_N_ELEMENTS(pairs); i++)
        moment_tree_add_loose(tree, make(pairs[i][0], pairs[i][1]));
    orphans = moment_tree_tie(tree);
    g_assert_cmpuint(orphans->len, ==, 2);
    g_assert_cmpstr(orphans->pdata[0], ==, "p");
    g_assert_cmpstr(orphans->pdata[1], ==, "x");
    expect_list(moment_tree_below(tree, NULL), "a p x b q c r ");
    moment_tree_free(tree);
}

/* A line of descent as long as it may be needs no more stack than a short one. */
static void test_long(void)
{
    MomentTree *tree = moment_tree_new(&moment_snapshots);
    g_autofree char *parent = NULL;
    g_autoptr(GPtrArray) all = NULL;

    for (unsigned i = 0; i < moment_snapshots.max; i++) {
        char *name = g_strdup_printf("%05u", i);

        add(tree, name, parent);
        g_free(parent);
        parent = name;
    }
    all = moment_tree_below(tree, NULL);
    g_assert_cmpuint(all->len, ==, moment_snapshots.max);
    moment_tree_free(tree);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/moment/lists", test_lists);
    g_test_add_func("/moment/remove", test_remove);
    g_test_add_func("/moment/refused", test_refused);
    g_test_add_func("/moment/limit", test_limit);
    g_test_add_func("/moment/loose", test_loose);
    g_test_add_func("/moment/long", test_long);
    return g_test_run();
}
