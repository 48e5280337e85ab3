/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Filters of a list: alternatives within a group, all groups that are asked about must match. */
#include "tests/drivers_fixture.h"

static char *list(Fixture *fixture, unsigned flags)
{
    connect_list_all_domains_args args = {.need_results = 1, .flags = flags};
    connect_list_all_domains_ret ret = {.count = 0};
    GString *names = g_string_new(NULL);
    GError *error = NULL;

    HANDLERS->connect_list_all_domains(&fixture->call, &args, &ret, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(ret.count, ==, ret.domains.domains_len);
    for (unsigned i = 0; i < ret.count; i++)
        g_string_append_printf(names, "%s ", ret.domains.domains_val[i].name);
    xdr_free((xdrproc_t) xdr_connect_list_all_domains_ret, &ret);
    args.need_results = 0;
    ret = (connect_list_all_domains_ret){.count = 0};
    g_assert_true(HANDLERS->connect_list_all_domains(&fixture->call, &args, &ret, NULL));
    g_assert_cmpuint(ret.domains.domains_len, ==, 0);
    g_string_append_printf(names, "%u", ret.count);
    return g_string_free(names, FALSE);
}

static void make_domains(Fixture *fixture)
{
    g_autofree char *xml = fixture_xml("gone", 3);
    domain_create_xml_args transient = {.xml = xml};
    domain_create_xml_ret ret = {.dom.id = -1};
    domain_set_autostart_args autostart = {.autostart = 1};

    fixture_define(fixture, "off", 1);
    fixture_define(fixture, "held", 2);
    g_assert_true(fixture_start(fixture, "held", NULL));
    g_assert_true(fixture_suspend(fixture, "held", NULL));
    g_assert_true(HANDLERS->domain_create_xml(&fixture->call, &transient, &ret, NULL));
    xdr_free((xdrproc_t) xdr_domain_create_xml_ret, &ret);
    autostart.dom = fixture_dom(fixture, "off");
    g_assert_true(HANDLERS->domain_set_autostart(&fixture->call, &autostart, NULL));
}

static void body(Fixture *fixture)
{
    static const struct {
        unsigned flags;
        const char *names;
    } cases[] = {
        {0, "test off held gone 4"},
        {DOMAIN_LIST_ACTIVE, "test held gone 3"},
        {DOMAIN_LIST_INACTIVE, "off 1"},
        {DOMAIN_LIST_ACTIVE | DOMAIN_LIST_INACTIVE, "test off held gone 4"},
        {DOMAIN_LIST_PERSISTENT, "test off held 3"},
        {DOMAIN_LIST_TRANSIENT, "gone 1"},
        {DOMAIN_LIST_RUNNING, "test gone 2"},
        {DOMAIN_LIST_PAUSED | DOMAIN_LIST_SHUTOFF, "off held 2"},
        {DOMAIN_LIST_OTHER, "0"},
        {DOMAIN_LIST_AUTOSTART, "off 1"},
        {DOMAIN_LIST_NO_AUTOSTART | DOMAIN_LIST_PERSISTENT, "test held 2"},
        {DOMAIN_LIST_MANAGED_SAVE, "0"},
        {DOMAIN_LIST_NO_MANAGED_SAVE | DOMAIN_LIST_PAUSED, "held 1"},
        {DOMAIN_LIST_HAS_SNAPSHOT | DOMAIN_LIST_NO_SNAPSHOT, "test off held gone 4"},
        {DOMAIN_LIST_HAS_CHECKPOINT, "0"},
        {DOMAIN_LIST_ACTIVE | DOMAIN_LIST_SHUTOFF, "0"},
    };
    connect_list_all_domains_args args = {.flags = 1 << 16};
    connect_list_all_domains_ret ret = {.count = 0};
    GError *error = NULL;

    make_domains(fixture);
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *names = list(fixture, cases[i].flags);

        g_assert_cmpstr(names, ==, cases[i].names);
    }
    g_assert_false(HANDLERS->connect_list_all_domains(&fixture->call, &args, &ret, &error));
    fixture_assert_error(error, ERR_INVALID_ARG, "unsupported flags (0x10000)");
}

static void test_filters(void)
{
    fixture_run_with_test_driver(body);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/drivers/filters", test_filters);
    return g_test_run();
}
