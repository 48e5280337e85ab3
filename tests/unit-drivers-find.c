/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Look-ups, the older lists, and the rule that of a reference only the uuid counts. */
#include "tests/drivers_fixture.h"

static void by_name_and_id(Fixture *fixture)
{
    domain_lookup_by_name_args by_name = {.name = (char *) "test"};
    domain_lookup_by_id_args by_id = {.id = 1};
    domain_lookup_by_name_ret named = {.dom.id = 0};
    domain_lookup_by_id_ret numbered = {.dom.id = 0};
    GError *error = NULL;

    g_assert_true(HANDLERS->domain_lookup_by_name(&fixture->call, &by_name, &named, NULL));
    g_assert_cmpint(named.dom.id, ==, 1);
    xdr_free((xdrproc_t) xdr_domain_lookup_by_name_ret, &named);
    g_assert_true(HANDLERS->domain_lookup_by_id(&fixture->call, &by_id, &numbered, NULL));
    g_assert_cmpstr(numbered.dom.name, ==, "test");
    xdr_free((xdrproc_t) xdr_domain_lookup_by_id_ret, &numbered);
    by_name.name = (char *) "none";
    g_assert_false(HANDLERS->domain_lookup_by_name(&fixture->call, &by_name, &named, &error));
    fixture_assert_error(error, ERR_NO_DOMAIN, "no domain with matching name 'none'");
    by_id.id = 99;
    g_assert_false(HANDLERS->domain_lookup_by_id(&fixture->call, &by_id, &numbered, &error));
    fixture_assert_error(error, ERR_NO_DOMAIN, "no domain with matching id '99'");
}

static void by_uuid_alone(Fixture *fixture)
{
    domain_get_state_args state = {.dom = fixture_dom(fixture, "test")};
    domain_lookup_by_uuid_args by_uuid;
    domain_lookup_by_uuid_ret found = {.dom.id = 0};
    domain_get_state_ret ret;
    GError *error = NULL;

    memcpy(by_uuid.uuid, state.dom.uuid, sizeof by_uuid.uuid);
    g_assert_true(HANDLERS->domain_lookup_by_uuid(&fixture->call, &by_uuid, &found, NULL));
    g_assert_cmpstr(found.dom.name, ==, "test");
    xdr_free((xdrproc_t) xdr_domain_lookup_by_uuid_ret, &found);
    state.dom.name = (char *) "wrong";
    state.dom.id = 77;
    g_assert_true(HANDLERS->domain_get_state(&fixture->call, &state, &ret, NULL));
    state = (domain_get_state_args){.dom = fixture_dom(fixture, "test")};
    state.dom.uuid[0] ^= 1;
    g_assert_false(HANDLERS->domain_get_state(&fixture->call, &state, &ret, &error));
    fixture_assert_error(error, ERR_NO_DOMAIN,
                         "no domain with matching uuid '6795eb01-f6a4-8304-79aa-97f2502e193f'");
}

static void older_lists(Fixture *fixture)
{
    connect_list_domains_args active = {.maxids = 10};
    connect_list_defined_domains_args inactive = {.maxnames = 1};
    connect_list_domains_ret ids = {.ids.ids_len = 0};
    connect_list_defined_domains_ret names = {.names.names_len = 0};
    connect_num_of_domains_ret n_active;
    connect_num_of_defined_domains_ret n_inactive;

    fixture_define(fixture, "a", 1);
    fixture_define(fixture, "b", 2);
    g_assert_true(HANDLERS->connect_num_of_domains(&fixture->call, &n_active, NULL));
    g_assert_true(HANDLERS->connect_num_of_defined_domains(&fixture->call, &n_inactive, NULL));
    g_assert_cmpint(n_active.num, ==, 1);
    g_assert_cmpint(n_inactive.num, ==, 2);
    g_assert_true(HANDLERS->connect_list_domains(&fixture->call, &active, &ids, NULL));
    g_assert_cmpuint(ids.ids.ids_len, ==, 1);
    g_assert_cmpint(ids.ids.ids_val[0], ==, 1);
    xdr_free((xdrproc_t) xdr_connect_list_domains_ret, &ids);
    g_assert_true(HANDLERS->connect_list_defined_domains(&fixture->call, &inactive, &names, NULL));
    g_assert_cmpuint(names.names.names_len, ==, 1);
    g_assert_cmpstr(names.names.names_val[0], ==, "a");
    xdr_free((xdrproc_t) xdr_connect_list_defined_domains_ret, &names);
}

static void body(Fixture *fixture)
{
    by_name_and_id(fixture);
    by_uuid_alone(fixture);
    older_lists(fixture);
}

static void test_find(void)
{
    fixture_run_with_test_driver(body);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/drivers/find", test_find);
    return g_test_run();
}
