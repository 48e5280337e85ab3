/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Typed parameters: lists come out as they were put together; arguments of another name or type, or
 * given twice, are refused with the name. */
#include "drivers/params.h"

static const ParamSpec specs[] = {
    {"size", TYPED_PARAM_ULLONG, false},
    {"deep", TYPED_PARAM_BOOLEAN, false},
    {"disk", TYPED_PARAM_STRING, true},
};

/* As who got them in a result does it. */
static void items_free(remote_typed_param *items, u_int length)
{
    domain_get_job_stats_ret ret = {.params = {.params_val = items, .params_len = length}};

    xdr_free((xdrproc_t) xdr_domain_get_job_stats_ret, (char *) &ret);
}

static void test_build(void)
{
    g_auto(ParamList) list = {0};
    remote_typed_param *items;
    u_int length;

    params_add_string(&list, NULL, "absent");
    params_add_string(&list, "vda", "disk");
    params_prefix_one(&list, "block", G_MAXUINT);
    params_add_ulong(&list, G_MAXUINT64, "size");
    params_prefix(&list, "part.");
    params_add_double(&list, 0.5, "7");
    for (unsigned i = 0; i < 100; i++) {
        params_prefix_one(&list, "n", i);
        params_add_int(&list, -(int) i, "of");
    }
    params_prefix(&list, "");
    params_take(&list, &length, &items);
    g_assert_cmpuint(list.length, ==, 0);
    g_assert_cmpuint(length, ==, 103);
    g_assert_cmpstr(items[0].field, ==, "disk");
    g_assert_cmpstr(items[0].value.remote_typed_param_value_u.s, ==, "vda");
    g_assert_cmpstr(items[1].field, ==, "block.4294967295.size");
    g_assert_true(items[1].value.remote_typed_param_value_u.ul == G_MAXUINT64);
    g_assert_cmpstr(items[2].field, ==, "part.7");
    g_assert_cmpstr(items[102].field, ==, "n.99.of");
    g_assert_cmpint(items[102].value.type, ==, TYPED_PARAM_INT);
    g_assert_cmpint(items[102].value.remote_typed_param_value_u.i, ==, -99);
    items_free(items, length);
}

/* What a list has given stays as it was while the list is used again; an empty one gives nothing.
 */
static void test_build_again(void)
{
    g_auto(ParamList) list = {0};
    remote_typed_param *first, *second;
    u_int first_length, second_length;

    params_prefix(&list, "first.");
    params_add_string(&list, "a", "name");
    params_take(&list, &first_length, &first);
    params_take(&list, &second_length, &second);
    g_assert_cmpuint(second_length, ==, 0);
    g_assert_null(second);
    params_add_string(&list, "other", "word");
    params_take(&list, &second_length, &second);
    g_assert_cmpuint(first_length, ==, 1);
    g_assert_cmpstr(first->field, ==, "first.name");
    g_assert_cmpstr(first->value.remote_typed_param_value_u.s, ==, "a");
    g_assert_cmpuint(second_length, ==, 1);
    g_assert_cmpstr(second->field, ==, "word");
    g_assert_cmpstr(second->value.remote_typed_param_value_u.s, ==, "other");
    items_free(first, first_length);
    items_free(second, second_length);
}

static void assert_refused(ParamList *list, ErrorCode code, const char *words)
{
    g_autoptr(GError) why = NULL;

    g_assert_false(
        params_check(list->items, list->length, specs, G_N_ELEMENTS(specs), "here", &why));
    g_assert_cmpint(error_code(why), ==, code);
    g_assert_cmpstr(why->message, ==, words);
    params_clear(list);
}

static void test_refused(void)
{
    g_auto(ParamList) list = {0};

    params_add_int(&list, 1, "sise");
    assert_refused(&list, ERR_ARGUMENT_UNSUPPORTED, "here: there is no parameter 'sise'");
    params_add_int(&list, 1, "size");
    assert_refused(&list, ERR_INVALID_ARG,
                   "here: parameter 'size' is of type 'int', but must be of type "
                   "'unsigned 64-bit int'");
    params_add_bool(&list, true, "deep");
    params_add_bool(&list, true, "deep");
    assert_refused(&list, ERR_INVALID_ARG, "here: parameter 'deep' is given twice");
}

static void test_read(void)
{
    g_auto(ParamList) list = {0};
    const char *disk = NULL;
    bool deep = true;
    uint64_t size = 0;

    params_add_string(&list, "vda", "disk");
    params_add_string(&list, "vdb", "disk");
    params_add_ulong(&list, 5, "size");
    g_assert_true(params_check(list.items, list.length, specs, G_N_ELEMENTS(specs), "here", NULL));
    g_assert_true(params_get_ulong(list.items, list.length, "size", &size));
    g_assert_cmpuint(size, ==, 5);
    g_assert_true(params_get_string(list.items, list.length, "disk", &disk));
    g_assert_cmpstr(disk, ==, "vda");
    g_assert_false(params_get_bool(list.items, list.length, "deep", &deep));
    g_assert_true(deep);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/params/build", test_build);
    g_test_add_func("/params/build-again", test_build_again);
    g_test_add_func("/params/refused", test_refused);
    g_test_add_func("/params/read", test_read);
    return g_test_run();
}
