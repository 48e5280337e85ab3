/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the test driver's own guest says of itself, and what each reading procedure refuses. */
#include "tests/drivers_fixture.h"

static void let_time_pass(Fixture *fixture, int64_t us)
{
    int64_t until = loop_now(fixture->loop) + us;

    while (loop_now(fixture->loop) < until)
        co_pause();
}

static void info(Fixture *fixture)
{
    domain_get_info_args args = {.dom = fixture_dom(fixture, "test")};
    domain_get_info_ret ret, later;

    g_assert_true(HANDLERS->domain_get_info(&fixture->call, &args, &ret, NULL));
    g_assert_cmpint(ret.state, ==, DOMAIN_STATE_RUNNING);
    g_assert_cmpuint(ret.max_memory, ==, 8388608);
    g_assert_cmpuint(ret.memory, ==, 2097152);
    g_assert_cmpint(ret.vcpus, ==, 2);
    let_time_pass(fixture, 1000);
    g_assert_true(HANDLERS->domain_get_info(&fixture->call, &args, &later, NULL));
    g_assert_cmpuint(later.cpu_time, >=, ret.cpu_time + 1000000);
    g_assert_true(fixture_suspend(fixture, "test", NULL));
    g_assert_true(HANDLERS->domain_get_info(&fixture->call, &args, &ret, NULL));
    let_time_pass(fixture, 1000);
    g_assert_true(HANDLERS->domain_get_info(&fixture->call, &args, &later, NULL));
    g_assert_cmpuint(later.cpu_time, ==, ret.cpu_time);
}

static char *xml(Fixture *fixture, unsigned flags)
{
    domain_get_xml_desc_args args = {.dom = fixture_dom(fixture, "test"), .flags = flags};
    domain_get_xml_desc_ret ret = {.xml = NULL};
    GError *error = NULL;

    HANDLERS->domain_get_xml_desc(&fixture->call, &args, &ret, &error);
    g_assert_no_error(error);
    return ret.xml;
}

static void documents(Fixture *fixture)
{
    g_autofree char *live = xml(fixture, 0);
    g_autofree char *inactive = xml(fixture, DOMAIN_XML_INACTIVE | DOMAIN_XML_SECURE);
    domain_get_xml_desc_args args = {.dom = fixture_dom(fixture, "test"), .flags = 16};
    domain_get_xml_desc_ret ret = {.xml = NULL};
    GError *error = NULL;

    g_assert_true(g_str_has_prefix(live, "<domain type='test' id='1'>\n"));
    g_assert_true(g_str_has_prefix(inactive, "<domain type='test'>\n"));
    g_assert_nonnull(strstr(live, "6695eb01-f6a4-8304-79aa-97f2502e193f"));
    g_assert_false(HANDLERS->domain_get_xml_desc(&fixture->call, &args, &ret, &error));
    fixture_assert_error(error, ERR_INVALID_ARG, "unsupported flags (0x10) in domain_get_xml");
}

static void metadata(Fixture *fixture)
{
    static const struct {
        int type;
        const char *uri;
        unsigned flags;
        ErrorCode code;
    } cases[] = {
        {DOMAIN_METADATA_TITLE, NULL, 0, ERR_NO_DOMAIN_METADATA},
        {DOMAIN_METADATA_DESCRIPTION, NULL, DOMAIN_AFFECT_CONFIG, ERR_NO_DOMAIN_METADATA},
        {DOMAIN_METADATA_ELEMENT, "urn:x", DOMAIN_AFFECT_LIVE, ERR_NO_DOMAIN_METADATA},
        {DOMAIN_METADATA_ELEMENT, NULL, 0, ERR_INVALID_ARG},
        {DOMAIN_METADATA_TITLE, "urn:x", 0, ERR_INVALID_ARG},
        {DOMAIN_METADATA_TITLE, NULL, 3, ERR_INVALID_ARG},
        {DOMAIN_METADATA_TITLE, NULL, 4, ERR_INVALID_ARG},
        {7, NULL, 0, ERR_INVALID_ARG},
    };
    domain_get_metadata_ret ret = {.metadata = NULL};

    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        remote_string uri = (char *) cases[i].uri;
        domain_get_metadata_args args = {.dom = fixture_dom(fixture, "test"),
                                         .type = cases[i].type,
                                         .uri = uri ? &uri : NULL,
                                         .flags = cases[i].flags};
        g_autoptr(GError) error = NULL;

        g_assert_false(HANDLERS->domain_get_metadata(&fixture->call, &args, &ret, &error));
        g_assert_cmpint(error_code(error), ==, cases[i].code);
    }
}

static void small_ones(Fixture *fixture)
{
    const remote_domain dom = fixture_dom(fixture, "test");
    domain_get_os_type_args os_args = {.dom = dom};
    domain_get_os_type_ret os = {.type = NULL};
    domain_get_security_label_args label_args = {.dom = dom};
    domain_get_security_label_ret label;
    domain_get_max_vcpus_args vcpus_args = {.dom = dom};
    domain_get_max_vcpus_ret vcpus;
    domain_get_max_memory_args memory_args = {.dom = dom};
    domain_get_max_memory_ret memory;

    g_assert_true(HANDLERS->domain_get_os_type(&fixture->call, &os_args, &os, NULL));
    g_assert_cmpstr(os.type, ==, "hvm");
    xdr_free((xdrproc_t) xdr_domain_get_os_type_ret, &os);
    g_assert_true(HANDLERS->domain_get_security_label(&fixture->call, &label_args, &label, NULL));
    g_assert_cmpuint(label.label.label_len, ==, 1);
    g_assert_cmpint(label.label.label_val[0], ==, 0);
    xdr_free((xdrproc_t) xdr_domain_get_security_label_ret, &label);
    g_assert_true(HANDLERS->domain_get_max_vcpus(&fixture->call, &vcpus_args, &vcpus, NULL));
    g_assert_cmpint(vcpus.num, ==, 2);
    g_assert_true(HANDLERS->domain_get_max_memory(&fixture->call, &memory_args, &memory, NULL));
    g_assert_cmpuint(memory.memory, ==, 8388608);
}

static void body(Fixture *fixture)
{
    documents(fixture);
    metadata(fixture);
    small_ones(fixture);
    info(fixture);
}

static void test_read(void)
{
    fixture_run_with_test_driver(body);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/drivers/read", test_read);
    return g_test_run();
}
