/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list finds its domains by uuid, name and id, keeps their order, and takes no two alike. */
#include "drivers/domain.h"

#include <string.h>

static DomainDef *make(const char *name, uint8_t uuid)
{
    DomainDef *def = domain_def_new();

    def->name = g_strdup(name);
    memset(def->uuid, 1, sizeof def->uuid);
    def->uuid[15] = uuid;
    return def;
}

static void test_find(void)
{
    DomainList *list = domain_list_new();
    Domain *a = domain_list_add(list, make("a", 1), NULL);
    Domain *b = domain_list_add(list, make("b", 2), NULL);
    gpointer cursor = NULL;

    g_assert_cmpuint(domain_list_count(list), ==, 2);
    g_assert_true(domain_list_by_name(list, "b") == b);
    g_assert_true(domain_list_by_uuid(list, a->def->uuid) == a);
    g_assert_null(domain_list_by_id(list, -1));
    domain_list_set_id(list, b, domain_list_next_id(list));
    g_assert_true(domain_list_by_id(list, b->id) == b);
    g_assert_true(domain_list_next(list, &cursor) == a);
    g_assert_true(domain_list_next(list, &cursor) == b);
    g_assert_null(domain_list_next(list, &cursor));
    domain_ref(b);
    domain_list_remove(list, b);
    g_assert_false(b->listed);
    g_assert_false(domain_is_active(b));
    domain_unref(b);
    g_assert_null(domain_list_by_name(list, "b"));
    g_assert_null(domain_list_by_id(list, 1));
    g_assert_cmpuint(domain_list_count(list), ==, 1);
    domain_list_free(list);
}

static void refused(DomainList *list, const char *name, uint8_t uuid, ErrorCode code)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(domain_list_add(list, make(name, uuid), &error));
    g_assert_cmpint(error_code(error), ==, code);
}

static void test_duplicates(void)
{
    DomainList *list = domain_list_new();

    domain_list_add(list, make("a", 1), NULL);
    domain_list_add(list, make("b", 2), NULL);
    refused(list, "a", 1, ERR_DOM_EXIST);
    refused(list, "a", 3, ERR_OPERATION_FAILED);
    refused(list, "c", 1, ERR_OPERATION_FAILED);
    refused(list, "a", 2, ERR_OPERATION_FAILED);
    g_assert_cmpuint(domain_list_count(list), ==, 2);
    domain_list_free(list);
}

static void test_ids(void)
{
    DomainList *list = domain_list_new();
    Domain *a = domain_list_add(list, make("a", 1), NULL);
    Domain *b = domain_list_add(list, make("b", 2), NULL);

    domain_list_set_id(list, a, 7); /* as found running */
    domain_list_set_id(list, b, domain_list_next_id(list));
    g_assert_cmpint(b->id, ==, 8);
    domain_list_set_id(list, b, -1);
    domain_list_set_id(list, b, domain_list_next_id(list));
    g_assert_cmpint(b->id, ==, 9);
    g_assert_null(domain_list_by_id(list, 8));
    domain_list_free(list);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/domain-list/find", test_find);
    g_test_add_func("/domain-list/duplicates", test_duplicates);
    g_test_add_func("/domain-list/ids", test_ids);
    return g_test_run();
}
